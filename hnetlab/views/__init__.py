"""Tables and figures straight from runs, wherever they are.

A `Source` is a run, a session or a `LiveLab` that trains it (looked at between two steps; of two lanes the
first), a stored run by `RunFolder` or by its path, or a `Recording`. Tables and bars take a mapping from
names to sources, or what has several runs itself: a `LiveLab`, or the folder in which it saved them.

>>> from hnetlab import Run, configure, fit, views
>>> run = fit(Run(configure("regression", steps=10)), progress=False)
>>> figure = views.accuracy_matrix(run)
>>> list(views.metrics(run))
['average_accuracy', 'during_accuracy', 'forgetting', 'backward_transfer']
"""

from hnetlab.runs.source import Recording, Source, recording
from hnetlab.views.comparison import (
    compression,
    forward_transfer,
    metric_bars,
    metric_table,
    results,
    results_table,
    scores_per_task,
)
from hnetlab.views.network import filters, fitted_functions, mistakes, replayed
from hnetlab.views.training import (
    accuracy_matrix,
    accuracy_over_training,
    embedding_plane,
    loss_curves,
    metrics,
    task_accuracy_matrix,
    task_confusion,
)

__all__ = [
    "Recording",
    "Source",
    "accuracy_matrix",
    "accuracy_over_training",
    "compression",
    "embedding_plane",
    "filters",
    "fitted_functions",
    "forward_transfer",
    "loss_curves",
    "metric_bars",
    "metric_table",
    "metrics",
    "mistakes",
    "recording",
    "replayed",
    "results",
    "results_table",
    "scores_per_task",
    "task_accuracy_matrix",
    "task_confusion",
]
