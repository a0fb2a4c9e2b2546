"""What holds for every method, whatever it learns."""

import re

import pytest
import torch
from torch import nn

from hnetlab.learning import METHODS
from hnetlab.runs.engine import Evaluated, Stepped, train
from hnetlab.tasks import Arrays, load_digits, split_sequence

SEEDS = (1, 2, 3, 4)


def trained(run):
    for _ in train(run):
        pass
    return run


def check_stopped(make, stop):
    """A run stopped after `stop` steps ends with the state and the records of one that was not."""
    whole, broken, again = trained(make()), make(), make()
    next(None for _ in train(broken) if broken.steps_done == stop)
    state = {name: value.detach().clone() for name, value in broken.state().items()}
    again.restore(state, broken.position, broken.history.records)
    trained(again)
    assert again.state().keys() == whole.state().keys()
    for name, value in whole.state().items():
        assert torch.equal(again.state()[name], value), name
    assert again.history.records == whole.history.records


def check_replicas(together, alone):
    """Each replica of `together` has the tensors and the losses of the run of its seed in `alone`.

    Adam divides by the gradient's own size, so where that is next to nothing float reordering is magnified:
    a tenth of a step, 2e-4, may differ (processors differ in how they sum).
    """
    for index, run in enumerate(alone):
        for name, value in run.state().items():
            mine = together.state()[name]
            mine = mine[index : index + 1] if mine.ndim else mine
            torch.testing.assert_close(mine, value, rtol=1e-5, atol=2e-4, msg=name)
        for ours, theirs in zip(together.history.measurements, run.history.measurements, strict=True):
            assert ours.losses.keys() == theirs.losses.keys()
            for name, values in theirs.losses.items():
                relative = 1e-4 if name == "task" else 1e-3
                assert ours.losses[name][index] == pytest.approx(values[0], rel=relative, abs=1e-7)


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("method", METHODS)
def test_a_replica_learns_what_it_learns_alone(tiny_run, method, optimizer):
    fields = {"learning_rate": 2e-3} if optimizer == "adam" else {"learning_rate": 0.05, "clip_norm": 0.3}
    fields["optimizer"] = optimizer
    together = trained(tiny_run(method, seeds=SEEDS, **fields))
    check_replicas(together, [trained(tiny_run(method, seeds=(seed,), **fields)) for seed in SEEDS])


@pytest.mark.parametrize(
    "fields",
    [
        {"benchmark": "permuted-digits", "head": "shared", "chunk_size": None},
        {"benchmark": "regression", "target_activation": "sigmoid", "chunk_size": 7},
        {"old_tasks_per_step": 1, "regularizer_form": "closed"},
        {"regularized_heads": "own", "regularizer_form": "closed"},
        {"regularized_heads": "own", "regularizer_form": "plain"},
        {"initialization": "hyperfan", "lookahead": False, "hypernetwork_hidden": ()},
    ],
    ids=lambda fields: ", ".join(map(str, fields.values())),
)
def test_a_replica_of_the_hypernetwork_learns_alone_whatever_is_set(tiny_run, fields):
    together = trained(tiny_run(seeds=SEEDS, **fields))
    check_replicas(together, [trained(tiny_run(seeds=(seed,), **fields)) for seed in SEEDS])


@pytest.fixture(scope="module")
def images():
    """Split digits as images of one channel."""
    digits = load_digits()
    x_train, x_test = (x.reshape(-1, 8, 8) for x in (digits.x_train, digits.x_test))
    return split_sequence(Arrays(x_train, digits.y_train, x_test, digits.y_test), 2, tasks=3)


def convolutional():
    return nn.Sequential(
        nn.Conv2d(1, 6, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.2),
        nn.Flatten(),
        nn.Linear(54, 6),
    )


@pytest.mark.parametrize("method", METHODS)
def test_a_replica_with_dropout_learns_what_it_learns_alone(tiny_run, images, method):
    together = trained(tiny_run(method, seeds=SEEDS, sequence=images, module=convolutional()))
    # The module's own values and torch's global state must not matter.
    torch.manual_seed(99)
    alone = [
        trained(tiny_run(method, seeds=(seed,), sequence=images, module=convolutional())) for seed in SEEDS
    ]
    check_replicas(together, alone)


def learned_of(state):
    """What of a state is learned: no moments, and nothing that is kept of a task before."""
    names = re.compile(r"(\w+\.)*(theta\..+|task_embeddings|w)")
    return [value for name, value in state.items() if names.fullmatch(name)]


EVERYTHING = {
    "rate_schedule": "plateau",
    "plateau_patience": 1,
    "plateau_factor": 0.5,
    "validation": 0.1,
    "weight_decay": 0.01,
    "clip_norm": 1.0,
    "augmentation": ("flip", "crop"),
    "crop_padding": 1,
    "normalize": "data",
    "steps": None,
    "epochs": 2,
    "batch_size": 64,
}


@pytest.mark.parametrize("method", METHODS)
def test_a_replica_learns_alone_with_pictures_and_rates_of_its_own(tiny_run, images, method):
    """Each waits on a plateau of its own, so that the replicas of one step take different rates."""
    fields = {"seeds": SEEDS, "sequence": images, **EVERYTHING}
    together = trained(tiny_run(method, **fields))
    alone = [trained(tiny_run(method, **{**fields, "seeds": (seed,)})) for seed in SEEDS]
    check_replicas(together, alone)
    evaluation = together.history.evaluations[-1]
    assert evaluation.scores.keys() >= {"accuracy", "validation accuracy"}


@pytest.mark.bits
@pytest.mark.parametrize(
    ("method", "schedule"),
    [*((method, "plateau") for method in METHODS), ("hnet", "drops"), ("er", "cosine")],
)
def test_who_is_stopped_in_the_middle_ends_with_the_same_bits(tiny_run, images, method, schedule):
    fields = {"seeds": (1, 2), "sequence": images, **EVERYTHING, "rate_schedule": schedule}
    if schedule == "drops":
        fields |= {"rate_epochs": (0.5, 2), "rate_factors": (0.3, 0.1)}
    check_stopped(lambda: tiny_run(method, **fields), tiny_run(method, **fields).steps // 2 + 3)


@pytest.mark.parametrize("method", METHODS)
def test_every_optimizer_follows_the_rate(tiny_run, images, method):
    """With next to nothing of the rate left, nothing that is learned moves any more."""
    drop = {"rate_schedule": "drops", "rate_epochs": (1,), "rate_factors": (1e-9,)}
    run = tiny_run(method, sequence=images, steps=None, epochs=2, batch_size=64, learning_rate=0.01, **drop)
    before = None
    for event in train(run):
        if isinstance(event, Stepped) and event.task == 1:
            now = [value.clone() for value in learned_of(run.state())]
            if before is not None and event.step > 1:  # the first may be that of another stage
                moved = max((new - old).abs().max() for new, old in zip(now, before, strict=True))
                late = event.step > run.problem.training.epoch(run.method.samples(1))
                assert moved < 1e-6 if late else moved > 1e-4
            before = now


@pytest.mark.parametrize("method", METHODS)
def test_a_user_s_own_module_learns(tiny_run, images, method):
    run = tiny_run(
        method,
        sequence=images,
        module=convolutional(),
        steps=60,
        batch_size=32,
        learning_rate=0.01,
        **(
            {"hypernetwork_hidden": (20, 20)}
            if "hypernetwork_hidden" in METHODS[method].settings_type.model_fields
            else {}
        ),
    )
    next(event for event in train(run) if isinstance(event, Evaluated))
    assert run.scores(1)[0, 0] > 0.9


@pytest.mark.parametrize("method", METHODS)
def test_training_leaves_the_global_generator_alone(tiny_run, images, method):
    module = convolutional()
    before = torch.random.get_rng_state()
    trained(tiny_run(method, sequence=images, module=module))
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize("method", METHODS)
def test_seeds_start_in_different_places(tiny_run, method):
    weights = tiny_run(method, seeds=(1, 2)).method.weights(0)
    assert not torch.equal(weights[0], weights[1])


@pytest.mark.parametrize("method", METHODS)
def test_weights_are_given_for_every_task_and_without_a_graph(tiny_run, method):
    run = trained(tiny_run(method, seeds=(1, 2)))
    for task in range(3):
        weights = run.method.weights(task)
        assert weights.shape == (2, run.problem.target.size)
        assert not weights.requires_grad


@pytest.mark.parametrize(
    ("method", "copies"),
    [
        ("scratch", 3),
        ("joint", 1),
        ("finetune-target", 1),
        ("ewc", 1),
        ("si", 1),
        ("lwf", 1),
        ("er", 1),
        ("hnet-ewc", None),
        ("hnet-si", None),
        ("hnet", None),
        ("finetune", None),
        ("hnet-r", None),
        ("hnet-tir", None),
        ("dgr", None),
    ],
)
def test_the_compression_ratio_counts_what_is_trained(tiny_run, method, copies):
    run = trained(tiny_run(method))
    learned = sum(run.method.trainable_numbers().values())
    if copies is None:
        assert learned == sum(value.numel() for value in learned_of(run.method.state()))
    else:
        assert learned == copies * run.problem.target.size
    assert run.method.compression_ratio() == learned / run.problem.target.size


@pytest.mark.parametrize("method", METHODS)
def test_a_method_says_what_it_does_in_one_line(method):
    summary = METHODS[method].summary
    assert re.fullmatch(r"[a-z][^\n.]{20,80}[^\n.:;,]", summary)  # it ends a sentence of the report's
    assert summary not in [other.summary for name, other in METHODS.items() if name != method]


@pytest.mark.parametrize("method", METHODS)
def test_the_optimizer_starts_afresh_with_each_task(tiny_run, method):
    run = tiny_run(method, reset_optimizer=True)
    first, second = run.schedule.stage(0), run.schedule.stage(1)
    run.method.begin(first)
    for step in range(3):
        run.method.step(first, step)
    counts = [value for name, value in run.state().items() if name.endswith("optimizer.0.step")]
    assert counts
    assert all(count == 3 for count in counts)
    run.method.end(first)
    run.method.begin(second)
    moments = [value for name, value in run.state().items() if "optimizer." in name]
    assert moments
    assert not any(value.any() for value in moments)
    run.method.step(second, 0)
    again = [value for name, value in run.state().items() if name.endswith("optimizer.0.step")]
    assert len(again) == len(counts)
    assert all(count == 1 for count in again)
