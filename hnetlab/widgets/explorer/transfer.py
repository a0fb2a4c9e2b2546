"""Find an embedding for a task from a few of its samples, with the hypernetwork left as it is."""

from functools import partial

import plotly.graph_objects as go

from hnetlab import figures
from hnetlab.analysis.transfer import COUNTS, draw_samples, few_shot, fit_embedding
from hnetlab.base.seeding import generator
from hnetlab.figures.theme import numbered_labels
from hnetlab.widgets.explorer.explored import Explored, Findings
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.parts import Button, Choice
from hnetlab.widgets.plot import Plot
from hnetlab.widgets.shown import Note


class Transfer:
    """Fits a new embedding to k samples of a task and puts an explorer's handle on it; scores against k."""

    def __init__(self, panel: Panel, explored: Explored) -> None:
        self._explored = explored
        self._draws = 0
        self.task = panel.add("transfer.task", Choice("Task"))
        counts = [(str(count), count) for count in COUNTS]
        self.count = panel.add("transfer.count", Choice("Samples", options=counts, value=10))
        self.head = panel.add(
            "transfer.head",
            Choice(
                "Answers by",
                tooltip="A task not learned yet has untrained outputs: those of a learned one may do",
            ),
        )
        self.find = panel.add("transfer.find", Button("Find an embedding"))
        self.curve = panel.add("transfer.curve", Button("Score against samples"))
        self.result = panel.add("transfer.result", Note())
        self._plot = panel.add("transfer.figure", Plot())
        self.task.observe(lambda _: self._offer_heads(), "value")
        self.find.on_click(lambda _: self._ask(self.find, self._find()))
        self.curve.on_click(lambda _: self._ask(self.curve, self._compare()))

    @property
    def figure(self) -> go.Figure | None:
        """The scores against the number of samples, once they were drawn."""
        return self._plot.figure if self._plot.figure.data else None

    def prepare(self) -> None:
        """Offers the tasks of the explorer's probe, those first that are not learned yet.

        What was found with another probe is taken away.
        """
        self.result.say("")
        self._plot.show(go.Figure())
        probe = self._explored.probe
        self.count.label = "Samples per class" if probe.classifies else "Samples"
        names = numbered_labels(probe.task_names, len(probe.tasks))
        order = [*range(probe.learned, len(names)), *range(min(probe.learned, len(names)))]
        unseen = [
            f"{name} (not learned)" if task >= probe.learned else name for task, name in enumerate(names)
        ]
        chosen = self.task.value
        self.task.options = [(unseen[task], task) for task in order]
        self.task.value = chosen if chosen in order else order[0]
        self._offer_heads()  # a task that stays chosen may have other outputs in another run

    def _offer_heads(self) -> None:
        """The task's own outputs, and those of other tasks where they differ."""
        if self.task.value is None:
            return
        probe = self._explored.probe
        own = probe.tasks[self.task.value].head
        others = {
            task.head: f"the outputs of task {index + 1}"
            for index, task in reversed(list(enumerate(probe.tasks[: probe.learned])))
            if task.head != own and len(task.head) == len(own)
        }
        heads = [("its own outputs", own), *((name, head) for head, name in reversed(others.items()))]
        self.head.options = heads
        self.head.value = own
        self.head.disabled = len(heads) == 1

    def _ask(self, button: Button, work: Findings) -> None:
        self._explored.later(button.label, self._busy(button, work))

    def _busy(self, button: Button, work: Findings) -> Findings:
        """The same work; the button can't be pressed meanwhile."""
        button.disabled = True
        try:
            yield from work
        finally:
            button.disabled = False

    def _find(self) -> Findings:
        probe, task, count, head = self._explored.probe, self.task.value, self.count.value, self.head.value
        outputs = self._outputs()
        samples = draw_samples(probe.tasks[task], count, generator(0, "transfer", self._draws))
        self._draws += 1
        yield partial(self.result.say, f"Fitting to {len(samples)} samples …")
        fit = fit_embedding(probe, task, samples, head=head)

        def show() -> None:
            self._explored.go(fit.embedding)
            found = f"{self._score(fit.score)} on task {task + 1}"
            if head != probe.tasks[task].head:
                found += f", answered by {outputs} (the bars use its own)"
            self.result.say(f"From {len(samples)} samples (draw {self._draws}): {found}")

        yield show

    def _compare(self) -> Findings:
        probe, task, by = self._explored.probe, self.task.value, ""
        if self.head.value != probe.tasks[task].head:
            by = f", by {self._outputs()}"
        for found in few_shot(probe, task, draws=3, head=self.head.value):
            figure = figures.few_shot(
                found.counts,
                found.embedding,
                found.scratch,
                measure=found.measure,
                per_class=probe.classifies,
                title=f"Task {task + 1}, {probe.task_names[task]}, from few samples{by}",
            )
            yield partial(self._plot.show, figure)

    def _outputs(self) -> str:
        """What is chosen to answer by, for example "the outputs of task 1"."""
        return next(str(name) for name, head in self.head.options if head == self.head.value)

    def _score(self, score: float) -> str:
        measure = self._explored.probe.measure
        return measure.readout(score) if measure.unit else f"{measure.longest_name} {measure.readout(score)}"
