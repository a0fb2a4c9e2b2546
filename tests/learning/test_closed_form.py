"""What the closed form promises beyond being exact: wide layers, small changes, no weights of old tasks."""

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from hnetlab.base.seeding import generator
from hnetlab.hypernet import Hypernetwork
from hnetlab.learning.anchor import Anchor
from hnetlab.learning.regularizer import OutputRegularizer
from hnetlab.nets import FlatLayout


def a_hypernetwork(size, chunk_size, hidden=(6, 5)):
    return Hypernetwork(FlatLayout(("w",), ((size,),)), 4, hidden, "elu", chunk_size, 3)


def make_case(hypernet, tasks, replicas, change, covered=None, dtype=torch.float64):
    random = generator(1, "closed form")
    theta_star = {
        name: torch.randn(replicas, *shape, generator=random).to(dtype)
        for name, shape in hypernet.shapes.items()
    }
    theta = {
        name: value + change * torch.randn(*value.shape, generator=random).to(dtype)
        for name, value in theta_star.items()
    }
    e = torch.randn(replicas, tasks, hypernet.embedding_dim, generator=random).to(dtype)
    return Anchor(hypernet, theta_star, e, covered), theta, torch.ones(replicas, dtype=dtype)


def own_heads(tasks, size, start, width):
    mask = torch.ones(tasks, size, dtype=torch.bool)
    mask[:, start:] = False
    for t in range(tasks):
        mask[t, start + t * width : start + (t + 1) * width] = True
    return mask


def test_small_changes_do_not_cancel():
    hypernet = a_hypernetwork(2000, 300)
    anchor, theta, beta = make_case(hypernet, 5, 1, 1e-7, dtype=torch.float32)
    # The features stay, so that every error comes from the output layer.
    theta |= {name: value for name, value in anchor.theta_star.items() if not name.startswith("output.")}
    exact_star = {name: value.double() for name, value in anchor.theta_star.items()}
    exact_anchor = Anchor(hypernet, exact_star, anchor.embeddings.double())
    exact_theta = {name: value.double() for name, value in theta.items()}
    exact, _ = OutputRegularizer(exact_anchor, beta.double(), "plain")(exact_theta)

    def error(form):
        value, _ = OutputRegularizer(anchor, beta, form)(theta)
        return abs(float(value) / float(exact) - 1)

    assert error("closed") < 1e-5
    assert error("plain") > 1e-3


class Largest(TorchDispatchMode):
    """Notes the number of elements of the largest tensor that any operation gives."""

    def __init__(self):
        super().__init__()
        self.numel = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        tensors = [leaf for leaf in tree_leaves(result) if isinstance(leaf, torch.Tensor)]
        self.numel = max([self.numel, *(tensor.numel() for tensor in tensors)])
        return result


@pytest.mark.parametrize("masked", [False, True])
def test_the_weights_of_old_tasks_are_never_generated(masked):
    tasks, size = 60, 20_000
    covered = own_heads(tasks, size, 20_000 - tasks * 10, 10) if masked else None

    def largest(form):
        anchor, theta, beta = make_case(a_hypernetwork(size, 5000), tasks, 1, 0.3, covered)
        regularizer = OutputRegularizer(anchor, beta, form)
        with Largest() as mode:
            regularizer(theta)
        return mode.numel

    features = 5
    assert largest("closed") <= (2 * features + 1) * 5000
    assert largest("plain") >= tasks * size
