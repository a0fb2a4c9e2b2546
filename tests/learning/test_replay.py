"""Replay of generated samples: a VAE, what it draws of old tasks, and what is learned from that."""

from itertools import pairwise

import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence
from torch.nn.functional import cross_entropy

from hnetlab.base.errors import ConfigError
from hnetlab.learning import METHODS
from hnetlab.learning.batch import draw
from hnetlab.learning.distillation import distilled
from hnetlab.learning.vae import Vae
from hnetlab.nets import mlp
from hnetlab.nets.mlp import hidden_widths
from hnetlab.nets.perceptron import Perceptron
from hnetlab.runs.engine import train

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
    torch.testing.assert_close(losses["task"].detach(), expected / 2, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(losses["replay"].detach(), sum(kept) / 4, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("method", REPLAYING)
def test_what_is_drawn_depends_on_seed_task_stage_and_step(tiny_run, method):
    run, alone = tiny_run(method, seeds=(1, 2)), tiny_run(method, seeds=(2,))
    stages = [stage for stage in run.schedule if stage.task == 1]
    drawn = [run.method.memory.latents(stage, step) for stage in stages for step in (0, 1)]
    for one, two in pairwise(drawn):
        assert not torch.equal(one, two)
    again = [alone.method.memory.latents(stage, step) for stage in stages for step in (0, 1)]
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
    memory.recall(1)
    told = memory._told
    assert told.shape == (1, 8, 6)
    assert told[0].argmax(-1).tolist() == [0, 1] * 4
    batch = draw(run.sequence[1], run.method.inputs(stage, 0).portions[0].rows)
    assert torch.equal(memory._told_of(batch).argmax(-1), batch.y + 2)
    with pytest.raises(ConfigError, match=r"^replay.per = class goes with classes, which regression has not"):
        tiny_run("hnet-r", benchmark="regression", **{"replay.per": "class"})
