"""Every kind of figure with invented data, for any number of tasks: what is looked at in a browser."""

from collections.abc import Iterator

import numpy as np
import plotly.graph_objects as go

from hnetlab import figures
from hnetlab.analysis.metrics import summaries
from hnetlab.analysis.microscope import Course, Dissection, Part
from hnetlab.analysis.pca import embedding_plane
from hnetlab.base.measure import ACCURACY, ERROR, Measure
from hnetlab.base.schedule import Schedule
from hnetlab.runs.history import Change, Evaluation, History, Measurement, Record

STEPS = 400
CHANGES = [(1.5 * STEPS, "beta 0.1 → 50"), (1.6 * STEPS, "learning_rate 0.001 → 0.0003")]
METHODS = (
    "from scratch",
    "joint",
    "fine-tuning, plain",
    "fine-tuning, hypernetwork",
    "regularized hypernetwork",
)


def names(tasks: int) -> list[str]:
    """What permuted digits are called."""
    return ["identity", *(f"permutation {task}" for task in range(2, tasks + 1))]


def forgetting_scores(tasks: int, seeds: int = 3) -> np.ndarray:
    """Accuracies (S, T, T) that fall from 95 % towards guessing, with wide spreads."""
    chance = np.random.default_rng(tasks)
    after, on = np.indices((tasks, tasks))
    fall = 0.1 + 0.85 * np.exp(-(after - on) / 1.5)
    scores = np.clip(fall + chance.normal(scale=0.12, size=(seeds, tasks, tasks)), 0, 1)
    return np.where(after >= on, scores, np.nan)


def history(tasks: int, seeds: int = 3, measure: Measure = ACCURACY) -> History:
    """The records of a run with embeddings of eight numbers that hardly move."""
    chance = np.random.default_rng(1)
    scores = forgetting_scores(tasks, seeds)
    places = chance.normal(size=(tasks, seeds, 8))
    records: list[Record] = []
    for task in range(tasks):
        for step in (1, STEPS // 2, STEPS):
            moved = places[task] + 0.01 * step / STEPS
            losses = {"task": (2.0 / step,) * seeds, "regularizer": ((0.02 / step) if task else 0.0,) * seeds}
            records.append(Measurement(task, step, losses, tuple(map(tuple, moved.tolist()))))
        if task == 1:
            records.append(Change(task, STEPS, {"beta": 50.0}))
        rows = tuple(map(tuple, scores[:, task, : task + 1].tolist()))
        records.append(Evaluation(task, STEPS, {measure.name: rows}, final=True))
    return History(Schedule.even(tasks, STEPS), seeds, records, measure)


def curves(tasks: int) -> go.Figure:
    """Accuracies over training, with two changes close to each other."""
    steps = STEPS * (1 + np.arange(tasks))
    return figures.accuracy_over_training(
        steps, forgetting_scores(tasks), names(tasks), task_ends=steps, changes=CHANGES
    )


def microscope(tasks: int) -> go.Figure:
    """A step taken apart, with `tasks` old tasks."""

    def part(name: str) -> Part:
        return Part(name, 25.0, 3.0, 26.0, 1.0, 1.1, 110.0)

    drift = np.linspace(0, 1, 21)[:, None] * np.ones(tasks)
    loss = np.geomspace(2, 0.01, 20)
    ones = np.ones(tasks)
    step = Dissection(
        beta=0.1,
        lookahead=True,
        loss=0.5,
        penalty=0.1,
        whole=part("theta"),
        parts=(part("hidden layers"), part("output layer"), part("chunk embeddings")),
        drift_before=0 * ones,
        drift_without=0.08 * ones,
        drift_with=0.06 * ones,
        weight_norms=ones,
        theta={},
    )
    title = "Step 1 of task 3, permutation 3, taken apart"
    return figures.dissected_step(
        step, Course(drift, loss), Course(drift / 5, loss), names(tasks), title=title
    )


def all_figures(tasks: int) -> Iterator[tuple[str, go.Figure]]:
    """Every figure of a sequence of `tasks` tasks under its name."""
    chance = np.random.default_rng(2)
    called, scores = names(tasks), forgetting_scores(tasks)
    ten = ACCURACY.of_classes([10] * tasks)
    points = chance.normal(size=(tasks, 8))
    trails = points + np.linspace(-0.02, 0, 5)[:, None, None]
    plane = embedding_plane(points)
    grid = np.linspace(-3, 3, 21)
    hills = np.exp(-(grid**2)[:, None] / 4 - (grid**2) / 4)
    positions = np.linspace(-0.5, 1.5, 41)
    steps = np.arange(1, STEPS * tasks + 1, 10)
    errors = 10 ** (3 * forgetting_scores(tasks) - 4)
    yield "matrix", figures.accuracy_matrix(scores, called, measure=ten)
    yield "matrix_of_one_seed", figures.accuracy_matrix(scores[:1], called, measure=ten)
    yield "matrix_of_errors", figures.accuracy_matrix(errors, called, measure=ERROR)
    yield "curves", curves(tasks)
    yield (
        "loss",
        figures.loss_curves(
            steps,
            {"task": 3 * 10.0 ** -(steps % STEPS / 100), "regularizer": np.full(len(steps), 1e-5)},
            task_ends=STEPS * (1 + np.arange(tasks)),
            changes=CHANGES,
        ),
    )
    yield "embeddings", figures.embedding_plane(points, called, trajectories=trails)
    yield "landscape", figures.landscape(grid, grid, 0.4 + 0.6 * hills, plane, tasks - 1, called, measure=ten)
    yield "path", figures.path_scores(positions, chance.uniform(size=(41, tasks)), (0, tasks - 1), called)
    yield "weights", figures.weight_plane(points[:, :2], (0.7, 0.2), called)
    yield "distances", figures.distances(np.abs(points[:, :1] - points[:, 0]), called)
    yield "microscope", microscope(tasks)
    learned = history(tasks)
    for columns in (1, 2):
        yield (
            f"dashboard_{columns}",
            figures.dashboard(
                learned, called, title="Fine-tuning", measure=ten, columns=1 if columns == 1 else 2
            ),
        )


def other_figures() -> Iterator[tuple[str, go.Figure]]:
    """The figures that don't depend on the number of tasks."""
    metrics = {name: summaries(forgetting_scores(5, seeds)) for seeds, name in enumerate(METHODS, start=2)}
    x = np.linspace(-3, 3, 30)
    yield "metric_bars", figures.metric_bars(metrics)
    yield (
        "compression",
        figures.compression(
            hidden_layers=1600,
            output_layer=33000,
            chunk_embeddings=96,
            task_embeddings=40,
            target_weights=11570,
        ),
    )
    counts = np.array([1, 2, 5, 10, 20, 50, 100, 200, 500])
    known = np.linspace(0.4, 0.97, len(counts))
    yield "few_shot", figures.few_shot(counts, [known, known + 0.02], [known - 0.2, known - 0.1])
    yield (
        "functions",
        figures.fitted_functions(
            [x - 6, x, x + 6], [x + 3, 2 * x**2 - 1, (x - 3) ** 3], [x + 2, x**2, x**3], [x] * 3, [x] * 3
        ),
    )
