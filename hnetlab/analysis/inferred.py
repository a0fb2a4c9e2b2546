"""Which task is a sample from? What every learned task's own network answers, and which doubts least."""

from dataclasses import dataclass

import torch

from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import DataError
from hnetlab.learning.inference import log_entropy
from hnetlab.learning.scoring import of_head


@dataclass(frozen=True)
class Answer:
    """What the network of the embedding of `task` (from 0) says to one sample."""

    task: int
    name: str
    """The class that it takes the sample for, of its own task's classes."""
    probability: float
    """The softmax output of that class."""
    entropy: float
    """The entropy in nats of its softmax outputs."""
    log_entropy: float
    """Its logarithm, which tells answers apart whose entropies round to 0."""


@dataclass(frozen=True)
class Inferred:
    """The answers to one sample, by task, and the number (from 0) of the task whose network doubts least."""

    answers: tuple[Answer, ...]
    winner: int


@torch.inference_mode()
def infer_sample(probe: Probe, task: int, sample: int) -> Inferred:
    """What each learned embedding of `probe` answers to test sample `sample` of `task` (both from 0).

    The one of least entropy wins. Source: HNET+ENT, section 4 of the paper. Raises `DataError` for a
    regression, before anything is learned, and where there is no such sample.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("split-digits", tasks=2, steps=40)), progress=False)
    >>> found = infer_sample(Probe.of(run), task=1, sample=0)
    >>> [answer.task for answer in found.answers], found.winner in (0, 1)
    ([0, 1], True)
    """
    if not probe.classifies:
        raise DataError("A regression has no entropy: take a run on a classification benchmark.")
    if not probe.learned:
        raise DataError("No task has been learned yet: train on, then look again.")
    asked = probe.tasks[probe.known_task(task)]
    if sample not in range(len(asked.y_test)):
        last = len(asked.y_test) - 1
        raise DataError(f"There is no test sample {sample} of task {task + 1}: choose 0 to {last}.")
    candidates = range(min(probe.learned, len(probe.tasks)))
    # Where outputs depend on the other samples that go through the network, these are those of the test set.
    rows = slice(None) if probe.target.mixes_rows else slice(sample, sample + 1)
    outputs = probe.outputs(probe.embeddings[: len(candidates)], asked.inputs(asked.x_test[rows]))
    outputs = outputs[:, sample if probe.target.mixes_rows else 0]
    answers = tuple(_answer(probe, candidate, outputs[candidate]) for candidate in candidates)
    return Inferred(answers, min(answers, key=lambda answer: answer.log_entropy).task)


def _answer(probe: Probe, task: int, outputs: torch.Tensor) -> Answer:
    """The answer of `task` from all `outputs` (O,) of its network."""
    own = probe.tasks[task]
    logits = of_head(outputs[None], own.head)[0]
    shares, doubt = logits.double().softmax(-1), log_entropy(logits)
    best = int(shares.argmax())
    return Answer(task, own.class_names[best], float(shares[best]), float(doubt.exp()), float(doubt))
