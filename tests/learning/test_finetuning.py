import pytest
import torch

from hnetlab.runs.engine import train


def final_state(run):
    for _ in train(run):
        pass
    return run.state()


@pytest.mark.bits
def test_it_is_the_hypernetwork_with_beta_0_bit_by_bit(tiny_run):
    without, finetuned = (
        final_state(tiny_run("hnet", seeds=(1, 2), beta=0)),
        final_state(tiny_run("finetune", seeds=(1, 2))),
    )
    assert without.keys() == finetuned.keys()
    assert all(torch.equal(value, finetuned[name]) for name, value in without.items())


def test_it_is_not_the_hypernetwork_with_a_regularizer(tiny_run):
    with_regularizer, finetuned = final_state(tiny_run("hnet")), final_state(tiny_run("finetune"))
    assert not torch.equal(with_regularizer["theta.output.weight"], finetuned["theta.output.weight"])
