from functools import partial

import pytest
import torch

from hnetlab.hypernet.output_layer import generate

WIDE = 3 * 4096 + 5


def plain(phi, weight, bias, total):
    chunks = torch.einsum("stch,shr->stcr", phi, weight) + bias[:, None, None]
    return chunks.flatten(2)[..., :total]


@pytest.mark.parametrize("replicas", [1, 2])
@pytest.mark.parametrize(("rows", "total"), [(7, 21), (7, 16), (WIDE, 3 * WIDE), (WIDE, 2 * WIDE + 1)])
def test_weights_and_gradients_are_the_plain_ones(rows, total, replicas):
    def draw(*shape):
        return torch.randn(shape, dtype=torch.float64, requires_grad=True)

    arguments = draw(replicas, 2, 3, 4), draw(replicas, 4, rows), draw(replicas, rows)
    factors = torch.randn(replicas, 2, total, dtype=torch.float64)
    weights, expected = generate(*arguments, total), plain(*arguments, total)
    torch.testing.assert_close(weights, expected)
    gradients = torch.autograd.grad((weights * factors).sum(), arguments)
    slopes = torch.autograd.grad((expected * factors).sum(), arguments)
    for gradient, slope in zip(gradients, slopes, strict=True):
        torch.testing.assert_close(gradient, slope)


def test_gradients_of_gradients_are_right_too():
    phi, weight, bias = (
        torch.randn(shape, dtype=torch.float64, requires_grad=True)
        for shape in ((1, 2, 2, 3), (1, 3, 4), (1, 4))
    )
    assert torch.autograd.gradgradcheck(partial(generate, total=7), (phi, weight, bias))
