"""Fig. 4: how well a task is solved everywhere on the plane of two-dimensional embeddings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hnetlab import figures
from hnetlab.analysis.landscape import Landscape, landscape, share_above
from hnetlab.analysis.pca import Plane, embedding_plane
from hnetlab.analysis.probe import Probe
from hnetlab.base.measure import ACCURACY
from hnetlab.experiments import configure
from hnetlab.figures.landscape import SOLVED
from hnetlab.paper.experiment import Cases, Exhibit, Experiment, Findings, Form
from hnetlab.paper.tables import table
from hnetlab.runs.run import Run

_CASE = "two-dimensional embeddings"
_EXTENT = (-3.0, 3.0, -3.0, 3.0)
_SIDES = (6, 11, 21)
_SAMPLES = 200


@dataclass(frozen=True, eq=False)
class _Seen:
    """One replica's plane, and the scores of all tasks on it."""

    plane: Plane
    landscape: Landscape
    names: tuple[str, ...]


def _cases(form: Form, seeds: int) -> Cases:
    benchmark = {"quick": "split-digits", "paper": "split-mnist"}[form]
    return {_CASE: configure(benchmark, "hnet", preset=form, seeds=seeds, embedding_dim=2)}


def _see(run: Run, index: int) -> _Seen:
    probe = Probe.of(run, replica=index, samples=_SAMPLES)
    plane = embedding_plane(probe.embeddings.numpy(force=True))
    tasks = range(len(probe.task_names))
    *_, whole = landscape(probe, plane, _EXTENT, tasks, sides=_SIDES, seconds=1.0)
    return _Seen(plane, whole, probe.task_names)


def _show(found: Findings) -> list[Exhibit]:
    outcome = found[_CASE]
    seen = [outcome.look(_see, place) for place in range(len(outcome.replicas))]
    shares: NDArray[np.float64] = np.stack([share_above(each.landscape, SOLVED) for each in seen])
    first, last = shares[:, 0].mean(), shares[:, -1].mean()
    numbers = table(
        {
            "seed": seed,
            **{
                f"{task + 1}: {name}": f"{100 * share:.0f}"
                for task, (name, share) in enumerate(zip(outcome.description.task_names, row, strict=True))
            },
        }
        for seed, row in zip(outcome.config.seeds, shares.tolist(), strict=True)
    )
    summary = (
        f"The first task is solved (accuracy above {100 * SOLVED:.0f} %) on {100 * first:.0f} % of the "
        f"square from -3 to 3, the last one on {100 * last:.0f} %. The table has these shares per seed "
        "and task."
    )
    chosen, exhibits = seen[0], []
    for name, task in (("first-task", 0), ("last-task", len(chosen.names) - 1)):
        figure = figures.landscape(
            chosen.landscape.horizontal,
            chosen.landscape.vertical,
            chosen.landscape.scores[task],
            chosen.plane,
            task,
            chosen.names,
            measure=chosen.landscape.measure,
        )
        title = f"{ACCURACY.title} on task {task + 1}"
        exhibits.append(Exhibit(name, title, figure, None if task else numbers, "" if task else summary))
    return exhibits


EMBEDDING_LANDSCAPE = Experiment(
    name="fig-4",
    title="Tasks in the plane of their embeddings",
    place="Fig. 4",
    question="With embeddings of two numbers each place of a plane is a network. Where is which task solved?",
    seeds={"quick": 1, "paper": 5},
    build=_cases,
    show=_show,
)
