"""Steps that a GPU takes as one captured graph: the numbers are those of the method's own steps."""

import inspect
from collections import Counter
from dataclasses import replace

import pytest
import torch
from torch import nn

from hnetlab.base.settings import fields_of
from hnetlab.experiments import configure
from hnetlab.experiments.config import setting_groups
from hnetlab.learning import METHODS
from hnetlab.learning.target_finetuning import TargetFineTuning
from hnetlab.runs import captured
from hnetlab.runs.captured import Steps, form_of
from hnetlab.runs.engine import Stepped, train
from hnetlab.runs.places import tensors_on, traces
from hnetlab.runs.run import Run

STEPS = 40


def make_run(method="hnet", **fields):
    allowed = {name for group in setting_groups("split-digits", method).values() for name in fields_of(group)}
    tiny = {
        "tasks": 2,
        "target_hidden": (12,),
        "hypernetwork_hidden": (8,),
        "chunk_size": 300,
        "steps": STEPS,
    }
    own = {name: value for name, value in tiny.items() if name in allowed}
    return Run(configure("split-digits", method, seeds=2, **{**own, **fields}))


def by_hand(run, after_step=None):
    """Trains as the engine does, with steps of the method alone."""
    for stage in run.schedule:
        run.method.begin(stage)
        for step in range(stage.steps):
            run.method.step(stage, step)
            if after_step:
                after_step(run, stage, step)
        run.method.end(stage)
    return run


def by_engine(run, after_step=None):
    for event in train(run):
        if after_step and isinstance(event, Stepped):
            after_step(run, run.schedule.stage(event.task), event.step - 1)
    return run


def check_alike(one, other):
    """To the bits where Python took each step, nearly where a graph did."""
    expected = other.state()
    assert one.state().keys() == expected.keys()
    for name, value in one.state().items():
        if one.device.type != captured._KIND:
            assert torch.equal(value, expected[name]), name
        else:
            torch.testing.assert_close(value, expected[name], rtol=1e-3, atol=1e-4, msg=name)


@pytest.fixture(params=["as it is", "played"])
def graphs(request, device, monkeypatch):
    """On a CPU also with graphs that are played: each takes the step that it was made of, by Python."""
    if request.param == "as it is":
        return device.type == "cuda"
    if device.type == "cuda":
        pytest.skip("this device captures graphs itself")

    def played(take):
        method = inspect.getclosurevars(take).nonlocals["method"]
        kept = [(value, value.detach().clone()) for value in tensors_on(method, device)]
        losses = take()
        captured._put_back(kept)

        def replay():
            for name, value in take().items():
                losses[name].copy_(value)

        return losses, replay

    monkeypatch.setattr(captured, "_KIND", "cpu")
    monkeypatch.setattr(captured, "_captured", played)
    return True


@pytest.fixture
def replays(monkeypatch):
    """How many steps of each task were taken by a graph."""
    counts: Counter[int] = Counter()
    call = captured.Graph.__call__

    def counted(self, inputs):
        counts[inputs.portions[0].task] += 1
        return call(self, inputs)

    monkeypatch.setattr(captured.Graph, "__call__", counted)
    return counts


@pytest.mark.parametrize("method", METHODS)
def test_every_method_learns_what_its_own_steps_would_have_learned(method, graphs):
    check_alike(by_engine(make_run(method)), by_hand(make_run(method)))


@pytest.mark.parametrize("method", ["hnet", "finetune-target", "ewc", "si", "hnet-ewc", "hnet-si"])
def test_most_steps_are_taken_by_a_graph_where_there_are_graphs(graphs, replays, method):
    by_engine(make_run(method))
    assert (replays[1] > STEPS / 2) == graphs


@pytest.mark.parametrize(
    "fields",
    [
        {"rate_schedule": "cosine"},
        {
            "rate_schedule": "drops",
            "steps": None,
            "epochs": 4,
            "rate_epochs": (1, 2),
            "rate_factors": (0.3, 0.1),
        },
        {"rate_schedule": "plateau", "validation": 0.2, "steps": None, "epochs": 4, "plateau_patience": 1},
        {"optimizer": "sgd", "momentum": 0.9, "rate_schedule": "cosine", "learning_rate": 0.01},
        {"learning_rates": (1e-3, 1e-4), "betas": (0.1, 0.0)},
        {"old_tasks_per_step": 1, "tasks": 3},
        {"clip_norm": 0.1, "weight_decay": 0.01},
    ],
    ids=lambda fields: ", ".join(map(str, fields)),
)
def test_rates_and_choices_of_each_step_are_those_of_the_step(fields, graphs, replays):
    if fields.get("rate_schedule") == "plateau":
        one, other = (by_engine(make_run(**fields)) for _ in range(2))
        rates = one.method.pace.state()
        assert all(torch.equal(rates[name], value) for name, value in other.method.pace.state().items())
    else:
        check_alike(by_engine(make_run(**fields)), by_hand(make_run(**fields)))
    if fields.get("optimizer") != "sgd":  # whose rule asks the device for the rate
        assert bool(replays[1]) == graphs


def test_a_setting_that_is_changed_on_the_way_holds_from_the_next_step_on(graphs):
    def change(run, stage, step):
        if (stage.task, step) == (1, STEPS // 2):
            run.change(learning_rate=1e-5, beta=3.0)

    def by_hand_too(run, stage, step):
        if (stage.task, step) == (1, STEPS // 2):
            settings = {"learning_rate": 1e-5}, {"beta": 3.0}
            problem = replace(run.problem, training=run.problem.training.model_copy(update=settings[0]))
            run.method.change(problem, run.method.settings.model_copy(update=settings[1]))

    check_alike(by_engine(make_run(), change), by_hand(make_run(), by_hand_too))


def test_tensors_that_somebody_else_puts_in_place_are_trained_on(graphs):
    """As someone does who lesions a network while it learns."""

    def lesion(run, stage, step):
        if (stage.task, step) == (1, STEPS // 2):
            run.method.w = (run.method.w.detach() * 0.5).requires_grad_()
            run.method._optimizer._columns[0] = [run.method.w.detach()]

    runs = [make_run("finetune-target") for _ in range(2)]
    check_alike(by_engine(runs[0], lesion), by_hand(runs[1], lesion))


class Counting(TargetFineTuning):
    """Takes every third step alone: a number that no tensor holds decides."""

    calls = 0

    def take(self, inputs):
        self.calls += 1
        for optimizer in self.optimizers():
            optimizer.shares = (float(self.calls % 3 == 0),) * self.problem.replicas
        return self.update(inputs)


class Annealed(TargetFineTuning):
    """Keeps the number of the step when its inputs are drawn, and goes by it when it is taken."""

    number = 0

    def inputs(self, stage, step):
        self.number = step
        return super().inputs(stage, step)

    def losses(self, inputs):
        return {name: loss / (1 + self.number) for name, loss in super().losses(inputs).items()}


class Rebinding(TargetFineTuning):
    """Keeps a sum by making a new tensor in each step."""

    def __init__(self, problem, settings):
        super().__init__(problem, settings)
        self.total = torch.zeros(problem.replicas, device=problem.device)

    def update(self, inputs):
        losses = super().update(inputs)
        self.total = self.total + losses["task"]
        return losses

    def state(self):
        return {**super().state(), "total": self.total}

    def restore(self, state, stage):
        super().restore(state, stage)
        self.total = state["total"].clone()


class Looking(TargetFineTuning):
    """Asks for a number in each step, which a graph can't."""

    def update(self, inputs):
        losses = super().update(inputs)
        if float(losses["task"].sum()) < 0:
            raise AssertionError
        return losses


@pytest.mark.parametrize("kind", [Counting, Annealed, Rebinding, Looking])
def test_methods_with_more_than_tensors_in_place_are_taken_at_their_word(monkeypatch, kind, graphs, replays):
    monkeypatch.setitem(METHODS, "own", kind)
    check_alike(by_engine(make_run("own")), by_hand(make_run("own")))
    assert not replays or (graphs and kind is Looking)  # which a device alone can refuse


def test_dropout_draws_anew_in_each_step(graphs):
    def run():
        module = nn.Sequential(nn.Linear(64, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 4))
        config = configure("split-digits", "hnet", tasks=2, seeds=2, steps=STEPS)
        return Run(config, module=module)

    torch.manual_seed(0)
    one = run()
    torch.manual_seed(0)
    check_alike(by_engine(one), by_hand(run()))


def test_statistics_move_in_every_step(graphs):
    def run():
        module = nn.Sequential(nn.Linear(64, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 4))
        return Run(configure("split-digits", "hnet", tasks=2, seeds=2, steps=STEPS), module=module)

    torch.manual_seed(0)
    one = run()
    torch.manual_seed(0)
    check_alike(by_engine(one), by_hand(run()))


def test_what_a_step_leaves_in_place_is_told_from_what_it_does_not():
    run = make_run("finetune-target")
    stage = run.schedule.stage(0)
    run.method.begin(stage)
    before = traces(run.method, run.device)
    assert traces(run.method, run.device) == before
    run.method.note = 1
    assert traces(run.method, run.device) != before
    del run.method.note
    assert traces(run.method, run.device) == before
    run.method.w = run.method.w.clone()
    assert traces(run.method, run.device) != before


def test_inputs_of_one_form_differ_in_their_numbers_alone():
    run = make_run("hnet")
    stage = run.schedule.stage(0)
    run.method.begin(stage)
    first, second = (run.method.drawn(stage, step) for step in (0, 1))
    assert form_of(first) == form_of(second)
    assert form_of(replace(first, shares=(0.5, 0.5))) == form_of(replace(first, shares=(0.1, 0.1)))
    assert form_of(replace(first, shares=(0.5, 0.1))) != form_of(replace(first, shares=(0.5, 0.2)))
    assert form_of(replace(first, portions=first.portions * 2)) != form_of(first)
    assert form_of(replace(first, noise=(1, 2))) != form_of(replace(first, noise=(1, 3)))
    assert form_of(replace(first, old_tasks=torch.tensor([1]))) != form_of(first)


def test_a_stage_of_few_steps_is_not_worth_a_graph(graphs, replays):
    by_engine(make_run(steps=captured._WORTH))
    assert not replays


def test_steps_are_counted_alike_by_all_who_take_them(graphs):
    """A later call of `train` goes on where the one before was left, in the middle of a stage."""
    one, other = make_run(), make_run()
    for event in train(one):
        if isinstance(event, Stepped) and event.step == STEPS // 2:
            break
    assert one.position.step == STEPS // 2
    check_alike(by_engine(one), by_hand(other))
    assert Steps(one, one.schedule.stage(0))._graph is None
