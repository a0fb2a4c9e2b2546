"""What the networks of a run do and hold: functions, mistakes, filters, what a generator draws."""

from typing import Any

import plotly.graph_objects as go

from hnetlab import figures
from hnetlab.analysis import mistakes as analysis_mistakes
from hnetlab.analysis import replayed as analysis_replayed
from hnetlab.analysis.functions import known_functions
from hnetlab.base.errors import DataError
from hnetlab.figures.theme import explain
from hnetlab.runs.run import Run
from hnetlab.runs.source import Source, look
from hnetlab.views.notes import note_own_values, seed_note


def fitted_functions(source: Source, *, sequence: Any = None, module: Any = None) -> go.Figure:
    """For a regression with one input and one output: each true function and what the run knows of it now.

    `sequence` and `module` are those of a stored run that had its own.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> figure = fitted_functions(run)
    """

    def drawn(run: Run) -> go.Figure:
        return note_own_values(figures.fitted_functions(*known_functions(run)), run.config)

    return look(source, drawn, sequence=sequence, module=module)


def mistakes(
    source: Source, task: int, *, replica: int = 0, sequence: Any = None, module: Any = None
) -> go.Figure:
    """Test pictures of `task` (from 0) that one replica answers wrongly now, in the run's scenario.

    >>> from hnetlab import Run, configure, fit
    >>> figure = mistakes(fit(Run(configure("split-digits", tasks=2, steps=5)), progress=False), task=0)
    """

    def drawn(run: Run) -> go.Figure:
        found = analysis_mistakes.mistakes(run, task, replica=replica)
        figure = figures.mistakes(
            found.pictures,
            found.truths,
            found.answers,
            title=f"Task {task + 1}, {run.sequence[task].name}: what is answered wrongly",
            subtitle=f"{found.wrong} of {found.tested} test pictures",
        )
        explain(figure, seed_note(run.config, replica))
        return figure

    return look(source, drawn, sequence=sequence, module=module)


def replayed(source: Source, *, replica: int = 0, sequence: Any = None, module: Any = None) -> go.Figure:
    """What one replica's generator draws of each task (column) after each task (row), from fixed latents.

    Raises `ConfigError` for a method without a generator and `DataError` for inputs that are no pictures.
    `sequence` and `module` are those of a stored run that had its own.

    >>> from hnetlab import Run, configure, fit
    >>> figure = replayed(fit(Run(configure("split-digits", "dgr", tasks=2, steps=5)), progress=False))
    """

    def drawn(run: Run) -> go.Figure:
        found = analysis_replayed.replayed(run, replica=replica)
        note = seed_note(run.config, replica)
        return figures.replayed(found.pictures, found.rows, found.columns, subtitle=note)

    return look(source, drawn, sequence=sequence, module=module)


def filters(
    source: Source,
    task: int,
    layer: int = 0,
    *,
    replica: int = 0,
    sequence: Any = None,
    module: Any = None,
) -> go.Figure:
    """The filters of convolution `layer`, both from 0, in the network of `task`: generated, where it is.

    >>> from torch import nn
    >>> from hnetlab import Run, configure
    >>> layers = nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(144, 10)
    >>> run = Run(configure("split-digits", chunk_size=200), module=nn.Sequential(*layers))
    >>> figure = filters(run, task=0)
    """

    def drawn(run: Run) -> go.Figure:
        found = analysis_mistakes.convolution_filters(run, task, replica=replica)
        if not 0 <= layer < len(found):
            raise DataError(f"There is no convolution {layer}: choose one of {len(found)}, from 0 on.")
        name, values = list(found.items())[layer]
        title = f"Filters of {name} for task {task + 1}"
        return figures.filters(values, title=title, subtitle=seed_note(run.config, replica))

    return look(source, drawn, sequence=sequence, module=module)
