"""Pure functions from arrays to plotly figures, one module per kind of figure."""

from hnetlab.figures.comparison import metric_bars
from hnetlab.figures.compression import compression
from hnetlab.figures.curves import accuracy_over_training, loss_curves
from hnetlab.figures.dashboard import dashboard, fill_dashboard
from hnetlab.figures.embedding import embedding_plane
from hnetlab.figures.matrix import accuracy_matrix
from hnetlab.figures.microscope import dissected_step
from hnetlab.figures.regression import fitted_functions

__all__ = [
    "accuracy_matrix",
    "accuracy_over_training",
    "compression",
    "dashboard",
    "dissected_step",
    "embedding_plane",
    "fill_dashboard",
    "fitted_functions",
    "loss_curves",
    "metric_bars",
]
