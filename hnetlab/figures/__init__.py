"""Pure functions from arrays to plotly figures, one module per kind of figure."""

from hnetlab.figures.comparison import metric_bars
from hnetlab.figures.compression import compression
from hnetlab.figures.curves import accuracy_over_training, loss_curves
from hnetlab.figures.embedding import embedding_plane
from hnetlab.figures.matrix import accuracy_matrix
from hnetlab.figures.regression import fitted_functions

__all__ = [
    "accuracy_matrix",
    "accuracy_over_training",
    "compression",
    "embedding_plane",
    "fitted_functions",
    "loss_curves",
    "metric_bars",
]
