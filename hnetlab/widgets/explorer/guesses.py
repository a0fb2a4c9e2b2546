"""Which task is it? A test image picked by hand, and what every task's embedding answers to it."""

from collections.abc import Callable
from html import escape
from math import log
from typing import Any

import traitlets

from hnetlab.analysis.inferred import Answer, Inferred, infer_sample
from hnetlab.base.errors import DataError
from hnetlab.figures.theme import numbered_labels, task_color
from hnetlab.widgets.explorer.explored import Explored, Findings
from hnetlab.widgets.explorer.pictures import sheet_png
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.parts import Act, Choice, Part
from hnetlab.widgets.shown import Markup, Note

COLUMNS = 20
MOST_SAMPLES = 60


class Samples(Part):
    """Test samples to pick from: places on a `sheet` of pictures, or their `names` where it is empty."""

    sheet = traitlets.Bytes(b"").tag(shown=True)
    columns = traitlets.Int(COLUMNS).tag(shown=True)
    names: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(shown=True)
    index = traitlets.Int(0).tag(shown=True)

    def act(self, act: Act) -> None:
        self.index = int(act["index"])

    @traitlets.validate("index")
    def _one_of_them(self, proposal: Any) -> int:
        index: int = proposal["value"]
        if index and not 0 <= index < len(self.names):
            raise DataError(
                f"There is no sample {index} among {len(self.names)}: choose 0 to {len(self.names) - 1}."
            )
        return index


class Guesses:
    """Samples of a task, and a table of the answers of all learned tasks' embeddings to the picked one."""

    def __init__(self, panel: Panel, explored: Explored) -> None:
        self._explored = explored
        self._panel = panel
        self.task = panel.add("guess.task", Choice("Images of task"))
        self.samples = panel.add("guess.samples", Samples())
        self.result = panel.add("guess.result", Note())
        self.table = panel.add("guess.table", Markup())
        self.inferred: Inferred | None = None
        self._open = False
        self.task.observe(lambda _: self._changed(self._offer), "value")
        self.samples.observe(lambda _: self._changed(self._answer), "index")

    def prepare(self) -> None:
        """Offers the tasks of the explorer's probe; what was answered with another one is taken away."""
        self.inferred = None
        self.result.say("")
        self.table.value = ""
        names = numbered_labels(self._explored.probe.task_names, len(self._explored.probe.tasks))
        self._open = False
        self.task.options = [(name, task) for task, name in enumerate(names)]

    def draw(self) -> None:
        """Shows the samples and the answers, as soon as the background gets to it."""
        self._open = True
        self._explored.later("guesses", self._offer())

    def _changed(self, work: Callable[[], Findings]) -> None:
        if self._open:
            self._explored.later("guesses", work(), urgent=True)

    def _offer(self) -> Findings:
        """Puts the samples of the task on a sheet, and answers for the first."""
        probe, task = self._explored.probe, self.task.value
        chosen = probe.tasks[task]
        count = min(len(chosen.y_test), MOST_SAMPLES)
        infer_sample(probe, task, 0)  # where that is impossible, nothing is offered
        try:
            sheet = sheet_png(probe.images(task, count), COLUMNS)
        except DataError:  # no images: then there are their names
            sheet = b""
        names = [chosen.class_names[int(label)] for label in chosen.y_test[:count]]
        index = min(self.samples.index, count - 1)

        def show() -> None:
            with self._panel.holding(), self.samples.hold_trait_notifications():
                self.samples.sheet, self.samples.names, self.samples.index = sheet, names, index

        yield show
        yield from self._answer()

    def _answer(self) -> Findings:
        probe, task, sample = self._explored.probe, self.task.value, self.samples.index
        found = infer_sample(probe, task, sample)
        true = probe.tasks[task].class_names[int(probe.tasks[task].y_test[sample])]

        def show() -> None:
            with self._panel.holding():
                self.inferred = found
                self.result.say(_verdict(found, task, true))
                self.table.value = answers_table(found, probe.task_names, task)

        yield show


def answers_table(found: Inferred, task_names: tuple[str, ...], asked: int) -> str:
    """An HTML table of the answers by task; that of the winner and the true task say so."""
    most = max((answer.entropy for answer in found.answers), default=0.0) or 1.0
    rows = []
    for answer in found.answers:
        kinds = {"wins": answer.task == found.winner, "true": answer.task == asked}
        marks = [kind for kind, holds in kinds.items() if holds]
        color = task_color(answer.task, len(task_names))
        rows.append(
            f'<tr data-task="{answer.task}" style="--task:{color}" class="{" ".join(marks)}">'
            f'<th scope="row"><b class="dot">{answer.task + 1}</b> {escape(task_names[answer.task])}</th>'
            f"<td>{escape(answer.name)}</td><td>{100 * answer.probability:.1f} %</td>"
            f'<td class="entropy" style="--share:{100 * answer.entropy / most:.0f}%">{_small(answer)}</td>'
            f"<td>{', '.join(_SAID[mark] for mark in marks)}</td></tr>"
        )
    heads = ("embedding of task", "answers", "with probability", "entropy (nats)")
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    return (
        f'<table class="hnetlab-answers"><thead><tr>{head}<td></td></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


_SAID = {"wins": "doubts least: wins", "true": "true task"}


def _small(answer: Answer) -> str:
    """An entropy; as a power of ten where it rounds to 0."""
    if answer.entropy >= 0.001:
        return f"{answer.entropy:.3f}"
    return f"10<sup>{answer.log_entropy / log(10):.0f}</sup>".replace("-", "\N{MINUS SIGN}")


def _verdict(found: Inferred, asked: int, true: str) -> str:
    winner = next(answer for answer in found.answers if answer.task == found.winner)
    right = "the right task" if found.winner == asked else "another task"
    return (
        f"The image is a {true} of task {asked + 1}. The network of task {found.winner + 1} doubts least, "
        f"{right}, and answers {winner.name}."
    )
