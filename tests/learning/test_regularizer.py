"""The oracle is a plain loop over tasks and chunks, in float64, written as the equation reads."""

from itertools import combinations
from typing import NamedTuple

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.base.seeding import generator
from hnetlab.hypernet import Hypernetwork
from hnetlab.learning.anchor import MOVED, Anchor
from hnetlab.learning.regularizer import OutputRegularizer, cheaper_form, random_subset
from hnetlab.nets import FlatLayout

FUNCTIONS = {"relu": torch.relu, "elu": torch.nn.functional.elu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}


def h(e, theta, activation, size):
    """The weights (P,) that a hypernetwork with parameters `theta` generates from one embedding `e`."""
    layers = sum(name.startswith("hidden.") for name in theta) // 2
    weights = []
    for c in theta.get("chunk_embeddings", [e[:0]]):
        x = torch.cat([e, c])
        for layer in range(layers):
            x = FUNCTIONS[activation](x @ theta[f"hidden.{layer}.weight"] + theta[f"hidden.{layer}.bias"])
        weights.append(x @ theta["output.weight"] + theta["output.bias"])
    return torch.cat(weights)[:size]


def loop_over_tasks(anchor, theta, beta, chosen, moved=None):
    """Value (S,) and gradients of beta / (T-1) * sum_t || h(e_t; theta_star) - h(e_t; theta) ||^2."""
    activation, size = anchor.hypernet.activation, anchor.hypernet.layout.total
    old_tasks = range(anchor.tasks) if chosen is None else chosen.tolist()
    theta = {name: value.clone().requires_grad_() for name, value in theta.items()}
    places = anchor.embeddings if moved is None else moved.clone().requires_grad_()
    values = []
    for s in range(len(beta)):
        theta_s = {name: value[s] for name, value in theta.items()}
        star_s = {name: value[s] for name, value in anchor.theta_star.items()}
        total = torch.zeros((), dtype=beta.dtype)
        for t in old_tasks:
            e_star, e = anchor.embeddings[s, t], places[s, t]
            change = h(e_star, star_s, activation, size) - h(e, theta_s, activation, size)
            if anchor.covered is not None:
                change = change[anchor.covered[t]]
            total = total + (change**2).sum()
        values.append(beta[s] / len(old_tasks) * total)
    value = torch.stack(values)
    variables: dict[str, torch.Tensor] = theta if moved is None else {**theta, MOVED: places}
    gradients = torch.autograd.grad(
        value.sum(), [*variables.values()], allow_unused=True, materialize_grads=True
    )
    return value.detach(), dict(zip(variables, gradients, strict=True))


class Case(NamedTuple):
    anchor: Anchor
    theta: dict[str, torch.Tensor]
    beta: torch.Tensor
    chosen: torch.Tensor | None = None
    moved: torch.Tensor | None = None


def make_case(hypernet, tasks, replicas, *, covered=None, chosen=None, moves=False, change=0.3, seed=0):
    random = generator(seed, "case")

    def draw(*shape):
        return torch.randn(*shape, generator=random, dtype=torch.float64)

    theta_star = {name: draw(replicas, *shape) for name, shape in hypernet.shapes.items()}
    theta = {name: value + change * draw(*value.shape) for name, value in theta_star.items()}
    anchor = Anchor(hypernet, theta_star, draw(replicas, tasks, hypernet.embedding_dim), covered)
    moved = anchor.embeddings + change * draw(*anchor.embeddings.shape) if moves else None
    return Case(anchor, theta, 0.1 + draw(replicas).abs(), chosen, moved)


def check(case, form):
    """Value and gradients are those of the loop, to a relative 1e-9 of the largest."""
    value, gradients = OutputRegularizer(case.anchor, case.beta, form)(case.theta, case.chosen, case.moved)
    expected, slopes = loop_over_tasks(case.anchor, case.theta, case.beta, case.chosen, case.moved)
    torch.testing.assert_close(value, expected, rtol=1e-9, atol=1e-12)
    assert list(gradients) == list(slopes)
    largest = max(float(slope.abs().max()) for slope in slopes.values())
    for name, slope in slopes.items():
        torch.testing.assert_close(gradients[name], slope, rtol=1e-9, atol=1e-9 * largest, msg=name)


@st.composite
def masks(draw, tasks, size):
    """Which weights of each old task count: all, any, or shared ones and those of the task's own head."""
    kind = draw(st.sampled_from(["all", "any", "heads"]))
    if kind == "all":
        return None
    if kind == "any":
        rows = st.lists(st.booleans(), min_size=size, max_size=size)
        return torch.tensor(draw(st.lists(rows, min_size=tasks, max_size=tasks)))
    width = draw(st.integers(1, max(1, size // tasks)))
    mask = torch.ones(tasks, size, dtype=torch.bool)
    start = max(0, size - width * tasks)
    for t in range(tasks):
        mask[t, start:] = False
        mask[t, start + t * width : start + (t + 1) * width] = True
    return mask


@st.composite
def cases(draw):
    size, tasks = draw(st.integers(1, 24)), draw(st.integers(1, 4))
    chunked = draw(st.sampled_from(["full", "any", "divides"]))
    chunk_size = None
    if chunked == "any":
        chunk_size = draw(st.integers(1, size))
    elif chunked == "divides":
        chunk_size = draw(st.sampled_from([number for number in range(1, size + 1) if size % number == 0]))
    hypernet = Hypernetwork(
        FlatLayout(("w",), ((size,),)),
        embedding_dim=draw(st.integers(1, 3)),
        hidden=tuple(draw(st.lists(st.integers(1, 4), max_size=3))),
        activation=draw(st.sampled_from(sorted(FUNCTIONS))),
        chunk_size=chunk_size,
        chunk_embedding_dim=draw(st.integers(1, 3)),
    )
    chosen = draw(st.none() | st.sets(st.integers(0, tasks - 1), min_size=1).map(sorted).map(torch.tensor))
    covered = draw(masks(tasks, size))
    replicas = draw(st.integers(1, 3))
    moves, seed = draw(st.booleans()), draw(st.integers(0, 99))
    return make_case(hypernet, tasks, replicas, covered=covered, chosen=chosen, moves=moves, seed=seed)


@pytest.mark.parametrize("form", ["plain", "closed"])
@given(case=cases())
def test_it_is_the_equation(form, case):
    check(case, form)


@pytest.mark.parametrize("form", ["plain", "closed"])
@pytest.mark.parametrize("replicas", [1, 2])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(
    ("size", "chunk_size"),
    [(3 * 4096 + 100, None), (2 * 4096, None), (50_000, 20_000), (40_000, 20_000), (2 * 9000 + 10, 9000)],
)
def test_wide_output_layers_are_as_exact_as_narrow_ones(size, chunk_size, masked, replicas, form):
    covered = None
    if masked:  # three heads at the end of the weights
        covered = torch.ones(3, size, dtype=torch.bool)
        covered[:, size - 600 :] = torch.eye(3, dtype=torch.bool).repeat_interleave(200, dim=1)
    hypernet = a_hypernetwork(size, chunk_size)
    check(make_case(hypernet, 3, replicas, covered=covered), form)
    check(make_case(hypernet, 3, replicas, covered=covered, chosen=torch.tensor([0, 2])), form)


def a_hypernetwork(size=23, chunk_size=7, hidden=(5, 4)):
    return Hypernetwork(FlatLayout(("w",), ((size,),)), 3, hidden, "elu", chunk_size, 2)


@pytest.mark.parametrize("form", ["plain", "closed"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_mean_over_all_subsets_is_the_whole(form, size):
    case = make_case(a_hypernetwork(), tasks=4, replicas=2)
    regularizer = OutputRegularizer(case.anchor, case.beta, form)
    value, gradients = regularizer(case.theta)
    estimates = [regularizer(case.theta, torch.tensor(chosen)) for chosen in combinations(range(4), size)]
    torch.testing.assert_close(torch.stack([estimate for estimate, _ in estimates]).mean(dim=0), value)
    for name, gradient in gradients.items():
        torch.testing.assert_close(torch.stack([g[name] for _, g in estimates]).mean(dim=0), gradient)


@pytest.mark.parametrize("form", ["plain", "closed"])
def test_it_is_nothing_where_nothing_has_changed(form):
    case = make_case(a_hypernetwork(), tasks=3, replicas=2, change=0)
    value, gradients = OutputRegularizer(case.anchor, case.beta, form)(case.theta)
    assert not value.any()
    assert not any(gradient.any() for gradient in gradients.values())


@pytest.mark.parametrize("form", ["plain", "closed"])
def test_a_call_leaves_no_trace_for_the_next(form):
    case, other = (make_case(a_hypernetwork(), tasks=3, replicas=2, change=change) for change in (0.3, 0.7))
    regularizer = OutputRegularizer(case.anchor, case.beta, form)
    before = {name: value.clone() for name, value in case.theta.items()}
    first, first_gradients = regularizer(case.theta)
    kept = {name: gradient.clone() for name, gradient in first_gradients.items()}
    regularizer(other.theta, torch.tensor([1]))
    again, gradients = regularizer(case.theta)
    assert torch.equal(first, again)
    for name, gradient in gradients.items():
        assert torch.equal(gradient, kept[name])
        assert torch.equal(first_gradients[name], kept[name])
        assert torch.equal(case.theta[name], before[name])


def test_replicas_have_strengths_of_their_own():
    case = make_case(a_hypernetwork(), tasks=3, replicas=2)
    value, _ = OutputRegularizer(case.anchor, case.beta)(case.theta)
    tripled, _ = OutputRegularizer(case.anchor, case.beta * torch.tensor([1.0, 3.0]))(case.theta)
    torch.testing.assert_close(tripled / value, torch.tensor([1.0, 3.0], dtype=torch.float64))


@pytest.mark.parametrize(("tasks", "form"), [(1, "plain"), (200, "closed")])
def test_the_plain_form_serves_few_pairs_and_the_closed_form_many(tasks, form):
    hypernet = Hypernetwork(FlatLayout(("w",), ((100_000,),)), 3, (10, 10), "relu", 25_000, 2)
    with torch.device("meta"):
        theta = {name: torch.empty(1, *shape) for name, shape in hypernet.shapes.items()}
        anchor = Anchor(hypernet, theta, torch.empty(1, tasks, 3))
    assert cheaper_form(anchor) == form


def test_many_row_blocks_make_the_closed_form_dear():
    """Own heads: every row of the output layer matters to another set of old tasks."""
    hypernet = Hypernetwork(FlatLayout(("w",), ((26_700,),)), 3, (25, 25), "relu", 8_000, 2)
    theta = {name: torch.zeros(1, *shape) for name, shape in hypernet.shapes.items()}
    covered = torch.ones(20, 26_700, dtype=torch.bool)
    e = torch.zeros(1, 20, 3)
    assert cheaper_form(Anchor(hypernet, theta, e, covered)) == "closed"
    covered[:, -7_000:] = torch.arange(7_000) % 20 == torch.arange(20)[:, None]
    assert cheaper_form(Anchor(hypernet, theta, e, covered)) == "plain"


def test_auto_takes_the_cheaper_form_and_others_are_obeyed():
    case = make_case(a_hypernetwork(), tasks=3, replicas=1)
    assert OutputRegularizer(case.anchor, case.beta).form == cheaper_form(case.anchor)
    assert [OutputRegularizer(case.anchor, case.beta, form).form for form in ("plain", "closed")] == [
        "plain",
        "closed",
    ]


def test_a_random_subset_is_distinct_and_even():
    drawn = [random_subset(5, 3, generator(seed)) for seed in range(400)]
    assert all(len(set(chosen.tolist())) == 3 for chosen in drawn)
    counts = torch.cat(drawn).bincount(minlength=5)
    assert counts.sum() == 1200
    assert (counts > 190).all()
