"""One optimizer step of a hypernetwork run taken apart: what the task wants, what the regularizer answers.

A step (eq. 2 of the paper) is: the task gradient g; the lookahead d_theta, which g alone would cause; the
regularizer's gradient beta * r at theta + d_theta; one optimizer step along the sum. Given the lookahead that
gradient is linear in beta, so another beta needs another sum and another optimizer step, nothing else.

What to expect:

- On the first step of a task theta is still theta_star and nothing has drifted. Without the lookahead r is
  then zero: the step is unprotected, whatever beta. With it r answers the planned step alone, so it points
  against what g would do, and the angle between g and r is obtuse.
- Later r answers all the drift since the task began, and the angle tends to a right one: holding the old
  tasks and learning the new one hardly disturb each other.
- Adam divides by the size of the gradients it has seen, so one step has much the same length whatever beta.
  A small beta * r hardly turns it; a large one takes it over and can carry old weights past their place, on
  a first step even further away than without a regularizer. Over several steps (`follow`) more beta is less
  drift, until it keeps the new task from being learned.
- Adam's moments also remember the regularizer's earlier pull: within a task, the first steps without it may
  still bring old weights back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, degrees, nan, sqrt

import numpy as np
import torch
from torch import Tensor

from hnetlab.analysis.drift import drift
from hnetlab.analysis.next_step import NextStep
from hnetlab.analysis.numbers import Array
from hnetlab.hypernet import Theta


@dataclass(frozen=True)
class Part:
    """Lengths of what happens to one part of theta in a step, and the angle between its two gradients."""

    name: str
    task_gradient: float
    """The length of g."""
    regularizer_gradient: float
    """The length of beta * r."""
    total_gradient: float
    """The length of g + beta * r."""
    step_without: float
    """The length of d_theta, the step for the task alone."""
    step_with: float
    """The length of the step along the sum."""
    angle: float
    """Between g and r, in degrees; NaN where one of them is zero."""


@dataclass(frozen=True, eq=False)
class Dissection:
    """One optimizer step for one beta; a drift is || h(e_t; .) - h(e_t; theta_star) ||, (T-1,)."""

    beta: float
    lookahead: bool
    loss: float
    """The task loss before the step."""
    penalty: float
    """The regularizer, beta included, where its gradient is taken."""
    whole: Part
    """All of theta."""
    parts: tuple[Part, ...]
    """Hidden layers, output layer and, in a chunked hypernetwork, chunk embeddings."""
    theta: Theta
    """The hypernetwork after the step; tensors (1, ...)."""
    drift_before: Array
    drift_without: Array
    """After the step for the task alone."""
    drift_with: Array
    """After the step along the sum of both gradients."""
    weight_norms: Array
    """|| h(e_t; theta_star) ||, (T-1,)."""


def dissect(next_step: NextStep, beta: float | None = None, *, lookahead: bool | None = None) -> Dissection:
    """The step with another `beta`, with or without the lookahead; by default as the run would take it."""
    own, gradients = next_step.settings, next_step.gradients
    beta = own.beta if beta is None else beta
    lookahead = own.lookahead if lookahead is None else lookahead
    g, r = gradients.task, gradients.regularizer[lookahead]
    total = {name: g[name] + beta * r[name] for name in g}
    theta = next_step.after(total)
    without, taken = (
        {name: after[name] - before for name, before in next_step.theta.items()}
        for after in (gradients.ahead, theta)
    )
    products = {
        part: _products([[vectors[name] for name in names] for vectors in (g, r, total, without, taken)])
        for part, names in _names_by_part(g)
    }
    return Dissection(
        beta,
        lookahead,
        gradients.loss,
        beta * gradients.penalty[lookahead],
        _part("all of θ", np.sum(list(products.values()), axis=0), beta),
        tuple(_part(name, product, beta) for name, product in products.items()),
        theta,
        next_step.drift_before,
        next_step.drift_without,
        drift(next_step.anchor, theta),
        next_step.weight_norms,
    )


@dataclass(frozen=True, eq=False)
class Course:
    """What becomes of the old tasks and of the new one over K steps."""

    drift: Array
    """The drift of each old task before these steps and after each of them, (K + 1, T-1)."""
    loss: Array
    """The task loss before each step, (K,)."""


def follow(
    next_step: NextStep, steps: int, beta: float | None = None, *, lookahead: bool | None = None
) -> Course:
    """Takes `steps` steps of the method with another `beta` and lookahead; by default those of the run.

    Every step has gradients of its own, as in training. A task that would end before is trained on, and a
    rate that falls by plateau stays where it is.
    """
    own = next_step.settings
    method = next_step.method(
        own.beta if beta is None else beta, own.lookahead if lookahead is None else lookahead
    )
    drifts, losses = [next_step.drift_before], []
    for step in range(next_step.step, next_step.step + steps):
        losses.append(float(method.step(next_step.stage, step)["task"]))
        drifts.append(drift(next_step.anchor, method.theta))
    return Course(np.stack(drifts), np.asarray(losses))


def angle(products: Array) -> float:
    """The angle in degrees between two vectors with the scalar products (2, 2); NaN if one is zero."""
    (aa, ab), (_, bb) = products.tolist()
    if not aa or not bb:
        return nan
    return degrees(atan2(sqrt(max(0.0, aa * bb - ab * ab)), ab))


def _names_by_part(theta: Theta) -> Iterator[tuple[str, list[str]]]:
    """The parts of theta that are there, each with the names of its tensors."""
    prefixes = {"hidden layers": "hidden.", "output layer": "output.", "chunk embeddings": "chunk_embeddings"}
    for part, prefix in prefixes.items():
        names = [name for name in theta if name.startswith(prefix)]
        if names:
            yield part, names


def _products(vectors: list[list[Tensor]]) -> Array:
    """The scalar products (V, V) of V vectors, each given as a list of tensors."""
    rows = torch.stack([torch.cat([tensor.flatten() for tensor in vector]) for vector in vectors]).double()
    return (rows @ rows.T).numpy(force=True)


def _part(name: str, products: Array, beta: float) -> Part:
    """From the scalar products (5, 5) of g, r, g + beta * r, d_theta and the step taken."""
    g, r, total, without, taken = np.sqrt(np.diag(products)).tolist()
    return Part(name, g, beta * r, total, without, taken, angle(products[:2, :2]))
