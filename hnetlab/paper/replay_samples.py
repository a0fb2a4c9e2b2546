"""What the generators of replay draw of old tasks, and how far that moves while others are learned."""

from collections.abc import Mapping

import numpy as np

from hnetlab import figures
from hnetlab.analysis.replayed import Replayed, replayed
from hnetlab.experiments import configure
from hnetlab.experiments.published import published_name
from hnetlab.learning import METHODS
from hnetlab.paper.experiment import Cases, Exhibit, Experiment, Findings, Form
from hnetlab.paper.tables import table, why
from hnetlab.runs.run import Run

_METHODS = {published_name(name): name for name in ("hnet-r", "dgr")}
_BENCHMARKS = {
    "quick": ("split-digits", "permuted-digits"),
    "paper": ("split-mnist", "permuted-mnist"),
}


def _cases(form: Form, seeds: int) -> Cases:
    return {
        f"{benchmark}, {name}": configure(benchmark, method, preset=form, seeds=seeds, scenario=3)
        for benchmark in _BENCHMARKS[form]
        for name, method in _METHODS.items()
        if method in METHODS
    }


def _see(run: Run, index: int) -> Replayed:
    return replayed(run, replica=index)


def drift(found: Replayed) -> dict[int, float]:
    """By task (from 0), how far what is drawn of it moved from when it was learned to the end.

    That is the mean absolute difference of pixels from the same latents, in percent of the range from black
    to white. Left out are tasks after which nothing was drawn; all of them where the generator knows of no
    tasks, for its samples are to become others.
    """
    rows = dict(zip(found.after, found.pictures, strict=True)) if found.of_tasks else {}
    last = found.pictures[-1]
    return {
        task: 100 * float(np.abs(row[task].astype(float) - last[task].astype(float)).mean()) / 255
        for task, row in rows.items()
    }


def _show(found: Findings) -> list[Exhibit]:
    seen = {case: found[case].look(_see) for case in found}
    moved = {case: drift(each) for case, each in seen.items()}
    rows = table(
        {"case": case, "missing": why(found, case)}
        if case not in found
        else {
            "case": case,
            "seed": found[case].config.seeds[0],
            **{
                f"{task + 1}: {seen[case].columns[task]}": f"{value:.1f}"
                for task, value in moved[case].items()
            },
        }
        for case in found.cases
    )
    exhibits = []
    for number, (case, each) in enumerate(seen.items()):
        figure = figures.replayed(each.pictures, each.rows, each.columns)
        figure.update_layout(title_text=f"Samples that are replayed: {case}")
        exhibits.append(
            Exhibit(
                case.replace(", ", "-").replace("+", "-").lower(),
                f"Samples that are replayed: {case}",
                figure,
                None if number else rows,
                _summary(case, each, moved[case]),
            )
        )
    return exhibits


def _summary(case: str, found: Replayed, moved: Mapping[int, float]) -> str:
    drawn = f"{case}: a row after each of {len(found.rows)} tasks, from the same latents"
    earlier = [value for task, value in moved.items() if task != found.after[-1]]
    if not earlier:
        return (
            f"{drawn}, by a generator that knows of no tasks: its samples become those of all tasks so far."
        )
    return (
        f"{drawn}. From when a task was learned to the end the pixels of its samples moved by "
        f"{float(np.mean(earlier)):.1f} % of the range from black to white, on average over the tasks but "
        "the last."
    )


REPLAY_SAMPLES = Experiment(
    name="replay-samples",
    title="What is replayed",
    place="appendix",
    question="Old tasks are replayed from what a generator draws. What is that, and does it stay the same?",
    seeds={"quick": 1, "paper": 1},
    build=_cases,
    show=_show,
)
