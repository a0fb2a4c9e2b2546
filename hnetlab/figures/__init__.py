"""Pure functions from arrays to plotly figures, one module per kind of figure.

>>> from hnetlab import figures
>>> figure = figures.accuracy_matrix([[0.9, float("nan")], [0.7, 0.95]], ["first", "second"])
>>> figure.write_html("matrix.html")
"""

import sys

from hnetlab.figures.comparison import metric_bars
from hnetlab.figures.compression import compression
from hnetlab.figures.curves import accuracy_over_training, loss_curves
from hnetlab.figures.dashboard import dashboard, fill_dashboard
from hnetlab.figures.embedding import embedding_plane
from hnetlab.figures.landscape import landscape
from hnetlab.figures.matrix import accuracy_matrix, task_confusion
from hnetlab.figures.microscope import dissected_step, fill_courses, fill_step
from hnetlab.figures.paths import path_scores
from hnetlab.figures.per_task import gains_per_task, scores_per_task
from hnetlab.figures.pictures import filters, mistakes, replayed
from hnetlab.figures.quick import prepare_to_show
from hnetlab.figures.regression import fitted_functions
from hnetlab.figures.results import results
from hnetlab.figures.tabular import data_table, text_summary
from hnetlab.figures.transfer import few_shot
from hnetlab.figures.weights import distances, weight_plane

if "ipykernel" in sys.modules:
    prepare_to_show()

__all__ = [
    "accuracy_matrix",
    "accuracy_over_training",
    "compression",
    "dashboard",
    "data_table",
    "dissected_step",
    "distances",
    "embedding_plane",
    "few_shot",
    "fill_courses",
    "fill_dashboard",
    "fill_step",
    "filters",
    "fitted_functions",
    "gains_per_task",
    "landscape",
    "loss_curves",
    "metric_bars",
    "mistakes",
    "path_scores",
    "replayed",
    "results",
    "scores_per_task",
    "task_confusion",
    "text_summary",
    "weight_plane",
]
