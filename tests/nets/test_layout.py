import math

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from hnetlab.nets import FlatLayout

shapes = st.lists(st.lists(st.integers(1, 4), max_size=4).map(tuple), min_size=1, max_size=5).map(tuple)
leading = st.lists(st.integers(1, 3), max_size=2).map(tuple)


def layout_of(shapes):
    return FlatLayout(tuple(f"parameter.{index}" for index in range(len(shapes))), shapes)


@given(shapes, leading)
def test_flatten_undoes_unflatten(shapes, leading):
    layout = layout_of(shapes)
    w = torch.arange(math.prod(leading) * layout.total).view(*leading, -1)
    parameters = layout.unflatten(w)
    assert [tuple(value.shape) for value in parameters.values()] == [(*leading, *shape) for shape in shapes]
    assert torch.equal(layout.flatten(parameters), w)


@given(shapes, leading)
def test_unflatten_gives_the_slices_in_order(shapes, leading):
    layout = layout_of(shapes)
    w = torch.arange(math.prod(leading) * layout.total).view(*leading, -1)
    start = 0
    for value, size in zip(layout.unflatten(w).values(), layout.sizes, strict=True):
        assert torch.equal(value.reshape(*leading, -1), w[..., start : start + size])
        start += size
    assert start == layout.total


@given(shapes)
def test_the_gradient_is_that_of_slices(shapes):
    layout = layout_of(shapes)
    w = torch.arange(2.0 * layout.total).view(2, -1).requires_grad_()
    factors = torch.arange(layout.total).cos()

    pieces = layout.unflatten(w).values()
    value = sum(
        (piece.reshape(2, -1) ** 2 @ f).sum()
        for piece, f in zip(pieces, factors.split(layout.sizes), strict=True)
    )
    (gradient,) = torch.autograd.grad(value, w)

    torch.testing.assert_close(gradient, 2 * w.detach() * factors)


def test_a_module_is_laid_out_in_the_order_of_its_parameters():
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3, bias=False))
    layout = FlatLayout.of(module)
    assert layout.names == ("0.weight", "0.bias", "3.weight")
    assert layout.shapes == ((2, 1, 3, 3), (2,), (3, 8))
    assert layout.total == 18 + 2 + 24
    w = layout.flatten(dict(module.named_parameters()))
    assert torch.equal(w, nn.utils.parameters_to_vector(module.parameters()))


def test_shared_parameters_are_laid_out_once():
    first, second = nn.Linear(3, 3), nn.Linear(3, 3)
    second.weight = first.weight
    assert FlatLayout.of(nn.Sequential(first, second)).total == 9 + 3 + 3
