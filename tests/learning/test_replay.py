"""Replay of generated samples: a VAE, what it draws of old tasks, and what is learned from that."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence
from torch.nn.functional import cross_entropy

from hnetlab.analysis.inference import inferred
from hnetlab.analysis.next_step import NextStep
from hnetlab.base.errors import ConfigError, DataError
from hnetlab.base.schedule import Position
from hnetlab.learning import METHODS
from hnetlab.learning.batch import Inputs, draw
from hnetlab.learning.distillation import distilled
from hnetlab.learning.vae import Vae
from hnetlab.nets import mlp
from hnetlab.nets.mlp import hidden_widths
from hnetlab.nets.perceptron import Perceptron
from hnetlab.runs.engine import Evaluated, train

REPLAYING = [name for name, method in METHODS.items() if "replay" in method.settings_type.model_fields]


def trained(run):
    for _ in train(run):
        pass
    return run


def learn(run, until):
    """The run at the beginning of the stage `until`, (task, name), with what came before learned."""
    for stage in run.schedule:
        run.method.begin(stage)
        if (stage.task, stage.name) == until:
            return stage
        for step in range(stage.steps):
            run.method.step(stage, step)
        run.method.end(stage)
    raise AssertionError(until)


def test_a_perceptron_is_the_mlp_of_its_layers():
    module, network = mlp((6,), (5, 4), 3, "elu"), Perceptron(6, (5, 4), 3, "elu")
    w, x = torch.randn(2, network.layout.total), torch.randn(2, 7, 6)
    assert network.layout.total == sum(each.numel() for each in module.parameters())
    for replica in range(2):
        for own, value in zip(module.parameters(), network.layout.pieces(w[replica]), strict=True):
            own.data.copy_(value)
        torch.testing.assert_close(network(w, x)[replica], module(x[replica]))
    assert hidden_widths(module) == (5, 4)
    assert hidden_widths(torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.Linear(3, 2))) == (400, 400)


def test_the_losses_of_a_vae_are_those_of_its_distributions():
    vae = Vae((2, 3), (5,), (4,), latents=3, conditions=2)
    encoder, decoder = (torch.randn(2, net.layout.total) for net in (vae.encoder, vae.decoder))
    x, told, noise = torch.rand(2, 7, 2, 3), torch.eye(2)[None, [0, 1, 1, 0, 1, 0, 0]].expand(2, -1, -1), None
    noise = torch.randn(2, 7, 3)
    found = vae.losses(encoder, decoder, x, told, noise)
    mean, log_variance = vae.encoder(encoder, x.flatten(2)).split(3, dim=-1)
    posterior = Normal(mean, (log_variance / 2).exp())
    z = posterior.mean + posterior.stddev * noise
    pixels = Bernoulli(logits=vae.decoder(decoder, torch.cat([z, told], dim=-1)), validate_args=False)
    divergence = kl_divergence(posterior, Normal(torch.zeros(3), torch.ones(3))).sum(-1)
    torch.testing.assert_close(found[0], -pixels.log_prob(x.flatten(2)).mean(dim=(1, 2)))
    torch.testing.assert_close(found[1], divergence.mean(1) / 6)
    drawn = vae.pictures(decoder, z, told)
    torch.testing.assert_close(drawn, pixels.mean.unflatten(-1, (2, 3)))


def test_what_is_no_picture_is_drawn_in_its_own_range():
    vae = Vae((4,), (8,), (8,), latents=2, pixels=False)
    encoder, decoder = (torch.randn(1, net.layout.total) for net in (vae.encoder, vae.decoder))
    x, noise = 5 * torch.randn(1, 9, 4), torch.zeros(1, 9, 2)
    z = vae.encoder(encoder, x)[..., :2]
    error = (vae.decoder(decoder, z) - x).square().mean()
    expected = torch.log1p(error / 1e-4) / 2
    torch.testing.assert_close(vae.losses(encoder, decoder, x, None, noise)[0][0], expected)
    assert torch.equal(vae.pictures(decoder, z), vae.decoder(decoder, z))


def test_soft_labels_are_given_among_what_was_known_and_learned_among_all_that_compete():
    outputs, said = (torch.randn(2, 5, 6, requires_grad=True) for _ in range(2))
    known, competing = torch.arange(6)[None] < 4, torch.arange(6)[None] < 5
    found = distilled(outputs, said.detach(), 2.0, competing, known)
    q = torch.cat([(said[..., :4] / 2).softmax(-1), torch.zeros(2, 5, 1)], dim=-1).detach()
    wanted = 4 * cross_entropy((outputs[..., :5] / 2).flatten(0, 1), q.flatten(0, 1), reduction="none").view(
        2, 5
    )
    torch.testing.assert_close(found, wanted)
    slopes = [torch.autograd.grad(each.sum(), outputs)[0] for each in (found, wanted)]
    torch.testing.assert_close(*slopes)


@pytest.mark.parametrize("scenario", [1, 2, 3])
def test_a_step_of_hnet_r_is_its_equation(tiny_run, scenario):
    """One half the new labels, one half the former self's answers, evenly over old tasks."""
    run = tiny_run("hnet-r", seeds=(1, 2), scenario=scenario, batch_size=7)
    stage = learn(run, (2, "task"))
    method, target = run.method, run.problem.target
    method.step(stage, 0)
    inputs = method.inputs(stage, 1)
    assert inputs.latents.shape == (2, 2, 4, 3)  # ceil(7 / 2) of each of two old tasks
    losses = method.losses(inputs)
    decoder = method.memory.decoder
    heads = [task.head for task in run.sequence]
    new = draw(run.sequence[2], inputs.portions[0].rows)
    with torch.no_grad():
        logits = target(method.w, new.x)
        kept = []
        for old in range(2):
            told = torch.eye(3)[old].expand(2, 4, 3).to(logits)
            w = decoder.hypernet(decoder.theta, decoder.e[old][:, None])[:, 0]
            x = method.memory.vae.pictures(w, inputs.latents[:, old], told)
            head = range(heads[1].stop) if scenario == 3 else heads[old]
            competing = range(heads[2].stop) if scenario == 3 else heads[old]
            q = (target(method.teacher, x)[..., head.start : head.stop] / 2).softmax(-1)
            log_p = (target(method.w, x)[..., competing.start : competing.stop] / 2).log_softmax(-1)
            kept.append(-4 * (q * log_p[..., : len(head)]).sum(-1).mean(1))
    competing = range(heads[2].stop) if scenario == 3 else heads[2]
    shift = heads[2].start if scenario == 3 else 0
    expected = cross_entropy(
        logits[..., competing.start : competing.stop].transpose(1, 2), new.y + shift, reduction="none"
    ).mean(1)
    torch.testing.assert_close(losses["task"].detach(), expected, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(losses["replay"].detach(), sum(kept) / 2, rtol=1e-4, atol=1e-6)
    total, _ = method.descended(inputs)
    torch.testing.assert_close(total.detach(), expected / 2 + sum(kept) / 4, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("method", REPLAYING)
def test_what_is_drawn_depends_on_seed_task_stage_and_step(tiny_run, method):
    run, alone = tiny_run(method, seeds=(1, 2)), tiny_run(method, seeds=(2,))
    stages = [stage for stage in run.schedule if stage.task == 1]
    drawn = [run.method.memory.drawn(Inputs(()), stage, step).latents for stage in stages for step in (0, 1)]
    for one, two in pairwise(drawn):
        assert not torch.equal(one, two)
    again = [
        alone.method.memory.drawn(Inputs(()), stage, step).latents for stage in stages for step in (0, 1)
    ]
    assert all(torch.equal(one[1:], two) for one, two in zip(drawn, again, strict=True))
    assert not torch.equal(drawn[0][0], drawn[0][1])


@pytest.mark.parametrize("method", REPLAYING)
def test_a_run_goes_on_to_the_same_bits_from_the_middle_of_each_stage(tiny_run, method):
    whole = trained(tiny_run(method, seeds=(1, 2)))
    for stage in whole.schedule:
        if stage.task != 1:
            continue
        run = tiny_run(method, seeds=(1, 2))
        for _ in train(run):
            if (run.position.task, run.position.stage, run.position.step) == (1, stage.number, 2):
                break
        state = {name: value.clone() for name, value in run.state().items()}
        other = tiny_run(method, seeds=(1, 2))
        other.restore(state, run.position, run.history.records)
        trained(other)
        assert other.state().keys() == whole.state().keys()
        for name, value in whole.state().items():
            assert torch.equal(other.state()[name], value), (stage.name, name)
        assert other.history.records == whole.history.records


def test_replay_may_be_told_the_class(tiny_run):
    run = tiny_run("hnet-r", seeds=(1, 2), **{"replay.per": "class"})
    stage = learn(run, (1, "replay"))
    memory = run.method.memory
    told = run.method.inputs(run.schedule.stage(1), 0).told
    assert told.tolist() == [[0, 1] * 4]
    batch = draw(run.sequence[1], run.method.inputs(stage, 0).portions[0].rows)
    assert torch.equal(memory._told_of(batch).argmax(-1), batch.y + 2)
    with pytest.raises(
        ConfigError, match=r"^The setting replay.per = class goes with classes, which regression has not"
    ):
        tiny_run("hnet-r", benchmark="regression", **{"replay.per": "class"})


@pytest.mark.parametrize("method", ["hnet-r", "hnet-tir"])
def test_all_classes_are_replayed_though_a_step_has_fewer_samples(tiny_run, method):
    """Else the others of an old task would be forgotten by construction, whatever the generator remembers."""
    run = tiny_run(method, benchmark="permuted-digits", **{"replay.per": "class"})
    stage = run.schedule.stage(2)
    memory, counts = run.method.memory, torch.zeros(2, 10, device=run.device)
    for step in range(10):  # of 4 samples of each of two old tasks
        for old, told in enumerate(memory.drawn(Inputs(()), stage, step).told):
            assert len(told.unique()) == 4
            counts[old] += torch.bincount(told - 10 * old, minlength=10)
    assert (counts == 4).all()


@pytest.mark.parametrize("scenario", [1, 2, 3])
def test_a_step_of_dgr_is_its_equation(tiny_run, scenario):
    """1 / t the new labels, the rest what the former self says: with each old head, or among all classes."""
    run = tiny_run("dgr", seeds=(1, 2), scenario=scenario)
    stage = learn(run, (2, "task"))
    method, target = run.method, run.problem.target
    method.step(stage, 0)
    inputs = method.inputs(stage, 1)
    assert inputs.latents.shape == (2, 1, 8, 3)
    losses = method.losses(inputs)
    heads = [task.head for task in run.sequence]
    new = draw(run.sequence[2], inputs.portions[0].rows)
    with torch.no_grad():
        x = method.memory.vae.pictures(method.memory.decoder.w, inputs.latents[:, 0])
        said, says = target(method.teacher, x), target(method.w, x)
        asked = {1: [(h, h) for h in heads[:2]], 2: [(heads[0], heads[0])], 3: [(range(4), range(6))]}[
            scenario
        ]
        kept = []
        for known, competing in asked:
            q = (said[..., known.start : known.stop] / 2).softmax(-1)
            log_p = (says[..., competing.start : competing.stop] / 2).log_softmax(-1)
            kept.append(-4 * (q * log_p[..., : len(known)]).sum(-1).mean(1))
        competing, shift = (range(6), 4) if scenario == 3 else (heads[2], 0)
        logits = target(method.w, new.x)[..., competing.start : competing.stop]
        expected = cross_entropy(logits.transpose(1, 2), new.y + shift, reduction="none").mean(1)
    wanted = sum(kept) / len(kept)
    torch.testing.assert_close(losses["task"].detach(), expected, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(losses["replay"].detach(), wanted, rtol=1e-4, atol=1e-6)
    total, _ = method.descended(inputs)
    torch.testing.assert_close(total.detach(), expected / 3 + wanted * 2 / 3, rtol=1e-4, atol=1e-6)


def test_the_generator_of_dgr_learns_what_its_former_self_draws(tiny_run):
    run = tiny_run("dgr", seeds=(1, 2))
    stage = learn(run, (1, "replay"))
    memory = run.method.memory
    former = memory.decoder.w.detach().clone()
    run.method.step(stage, 0)
    inputs = run.method.inputs(stage, 1)
    with torch.no_grad():
        new = draw(run.sequence[1], inputs.portions[0].rows).x
        old = memory.vae.pictures(former, inputs.latents[:, 0])
        parts = [
            memory.vae.losses(memory.encoder.w, memory.decoder.w, x, None, noise)
            for x, noise in ((new, inputs.spread[:, :8]), (old, inputs.spread[:, 8:]))
        ]
    losses = run.method.update(inputs)
    assert not torch.equal(memory.decoder.w, former)
    torch.testing.assert_close(losses["reconstruction"], parts[0][0])
    torch.testing.assert_close(losses["KL"], parts[0][1])
    torch.testing.assert_close(losses["replay"], parts[1][0] + parts[1][1])


def test_a_step_of_the_inference_network_is_its_equation(tiny_run):
    run = tiny_run("hnet-tir", seeds=(1, 2), batch_size=7)
    assert [stage.name for stage in run.schedule] == ["task", "replay", *["task", "replay", "inference"] * 2]
    stage = learn(run, (2, "inference"))
    method = run.method
    inputs = method.inputs(stage, 0)
    decoder, network = method.memory.decoder, method.inference
    with torch.no_grad():
        new = draw(run.sequence[2], inputs.portions[0].rows).x
        outputs = network.network(network.weights.w, new)
        expected = [cross_entropy(each, torch.full((7,), 2)) for each in outputs.cpu()]
        replayed = torch.zeros(2)
        for old in range(2):
            w = decoder.hypernet(decoder.theta, decoder.e[old][:, None])[:, 0]
            told = torch.eye(3)[old].expand(2, 4, 3).to(w)
            x = method.memory.vae.pictures(w, inputs.latents[:, old], told)
            outputs = network.network(network.weights.w, x)
            replayed += (
                torch.stack([cross_entropy(each, torch.full((4,), old)) for each in outputs.cpu()]) / 2
            )
    losses = method.update(inputs)
    torch.testing.assert_close(losses["inference"].cpu(), torch.stack(expected))
    torch.testing.assert_close(losses["replay"].cpu(), replayed)


def test_between_its_stages_the_inference_network_is_asked_what_it_can_know(tiny_run):
    """The network that is to tell a new task takes nothing for it before it has begun to learn it."""
    run = tiny_run("hnet-tir", scenario=3, steps=60, batch_size=32, target_hidden=(24,), learning_rate=5e-3)
    evaluations = [event.evaluation for event in train(run) if isinstance(event, Evaluated)]
    by_stage = {(each.task, each.stage): each for each in evaluations}
    assert by_stage[0, 0].scores["task accuracy"][0] == (1.0,)
    for stage in (0, 1):
        assert by_stage[1, stage].scores["task accuracy"][0] == (1.0, 0.0)
        assert by_stage[1, stage].scores["accuracy"][0][1] == 0.0
        assert not by_stage[1, stage].final
    assert by_stage[1, 2].final
    assert by_stage[1, 2].scores["task accuracy"][0][1] > 0.9


def test_only_who_learns_a_network_for_it_infers_the_task_by_one(tiny_run):
    run = tiny_run("hnet-tir", scenario=3)
    assert run.config.training.inference == "network"
    assert tiny_run("hnet-tir", scenario=3, inference="entropy").config.training.inference == "entropy"
    trained(run)
    kinds = {kind: inferred(run, kind).task_accuracy for kind in ("network", "entropy")}
    np.testing.assert_allclose(kinds["network"], run.history.matrix("task accuracy")[:, -1])
    assert not np.array_equal(kinds["network"], kinds["entropy"])
    with pytest.raises(ConfigError, match=r"^inference = network needs a network that infers the task"):
        tiny_run("hnet", scenario=3, inference="network")


def test_a_step_is_taken_apart_where_the_hypernetwork_learns(tiny_run):
    run = tiny_run("hnet-tir")
    for _ in train(run):
        if run.position == Position(1, 2, 1):
            with pytest.raises(DataError, match="learns something beside its hypernetwork now"):
                NextStep.of(run)
        if run.position == Position(1, 2):
            NextStep.of(run)
    assert Position(1, 0, 1).begun == 2


@pytest.mark.parametrize("method", REPLAYING)
@pytest.mark.parametrize("scenario", [2, 3])
def test_replay_remembers_what_fine_tuning_forgets(tiny_run, method, scenario):
    fields = {
        "scenario": scenario,
        "seeds": (1, 2),
        "steps": 150,
        "batch_size": 32,
        "learning_rate": 4e-3,
        "target_hidden": (32,),
        "hypernetwork_hidden": (16, 16),
        "replay.latents": 8,
        "replay.encoder_hidden": (32,),
        "replay.hypernetwork_hidden": (16, 16),
        "replay.beta": 0.01,
    }
    fields = {
        name: value for name, value in fields.items() if method == "hnet-tir" or name != "hypernetwork_hidden"
    }
    if method == "dgr":
        fields = {
            name: value
            for name, value in fields.items()
            if name not in ("replay.beta", "replay.hypernetwork_hidden")
        }
    kept = trained(tiny_run(method, **fields)).history.scores[:, -1].mean(1)
    assert (kept > 0.75).all()
