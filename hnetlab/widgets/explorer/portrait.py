"""What the weights generated at one place look like: filters and answers, or a whole function."""

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import DataError
from hnetlab.figures.theme import task_color
from hnetlab.widgets.explorer.pictures import (
    confusion_table,
    diverging_png,
    function_picture,
    tiled,
)
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.shown import Markup, Note, Picture

_POINTS = 160  # on the curve of a function


class Portrait:
    """The first layer as images beside a confusion matrix; of a regression the function over true ones."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self.filters = panel.add("portrait.filters", Picture(alt="First-layer weights as images"))
        self.caption = panel.add("portrait.caption", Note())
        self.table = panel.add("portrait.table", Markup())

    def draw(self, probe: Probe, e: ArrayLike, task: int) -> None:
        """Shows the weights generated for `e` (E,) and what they answer on the samples of `task`."""
        with self._panel.holding():
            self.filters.hidden = self.caption.hidden = not probe.classifies
            if probe.classifies:
                self.table.value = _confusion(probe, e, task)
                self._draw_filters(probe, e)
            else:
                self.table.value = _function(probe, e)

    def _draw_filters(self, probe: Probe, e: ArrayLike) -> None:
        try:
            filters = probe.filters(e)
        except DataError as error:  # the data are no images: then there is this sentence in place of filters
            self.filters.hidden = True
            self.caption.say(str(error))
            return
        most = float(np.quantile(np.abs(filters), 0.995))
        self.filters.value = diverging_png(tiled(filters), most)
        self.caption.say(f"First-layer weights of {len(filters)} units, up to ±{most:.2g}")


def _confusion(probe: Probe, e: ArrayLike, task: int) -> str:
    counts = probe.confusion(e, task)
    name, color = probe.task_names[task], task_color(task, len(probe.tasks))
    return confusion_table(
        counts, probe.tasks[task].class_names, f"Answers on task {task + 1}, {name}", color
    )


def _function(probe: Probe, e: ArrayLike) -> str:
    """The generated function over the range of all tasks; a sentence where it has more than one input."""
    if probe.target.input_shape != (1,) or probe.target.outputs != 1:
        return "A function with more than one input or output can't be drawn."
    inputs = torch.cat([task.inputs(task.x_test) for task in probe.tasks])  # scaled, where they are bytes
    x = torch.linspace(float(inputs.min()), float(inputs.max()), _POINTS)[:, None]
    y = probe.outputs(_row(e), x).numpy(force=True)
    truths = [
        (
            *_sorted(task.inputs(task.x_test).numpy(force=True), task.y_test.numpy(force=True)),
            task_color(index, len(probe.tasks)),
        )
        for index, task in enumerate(probe.tasks)
    ]
    caption = "The generated function over the true functions of the tasks"
    return function_picture(x.numpy(), y, truths, caption)


def _row(e: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(e, dtype=np.float64)[None]


def _sorted(
    x: NDArray[np.float32], y: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Both (N, 1), in the order of `x`."""
    order = np.argsort(x.ravel())
    return x[order], y[order]
