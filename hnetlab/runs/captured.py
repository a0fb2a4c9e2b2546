"""Steps on a GPU as one captured graph: the host asks once for a step, not for each of its operations.

An update calculates with tensors alone, so what it launches in one step it launches in every other one, and a
CUDA graph does it again in a tenth of the time. What Python does beside is not done again. So a graph takes
the place of steps only where that was tried: a step leaves all that the method holds where it was, and two
steps of the graph come to what two steps of the method came to.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Protocol

import torch
from torch import Tensor

from hnetlab.learning import Losses, Method, Problem, Stage
from hnetlab.learning.batch import Inputs
from hnetlab.runs.places import places, plain_values, tensors_on, traces

_KIND = "cuda"  # of the devices that capture
_STEPS_ALIKE = 3  # before a graph is tried: the first steps of a stage make what the later ones reuse
_WORTH = 20  # steps to go, at least
_ASIDE = 0.01  # of the way that two steps went, the most that those of a graph may end beside it
_NOISE = 5  # times as far as the same two steps end beside it, whose sums a GPU may take in another order
_MOST_ASIDE = 0.2
_MOST_TRIALS = 100  # in one stage: of inputs whose form changes again and again none is worth it
_capturing = threading.Lock()


class Learner(Protocol):
    """What is trained, such as a run: its method and problem may be others from one step to the next."""

    @property
    def method(self) -> Method: ...
    @property
    def problem(self) -> Problem: ...
    @property
    def device(self) -> torch.device: ...


class Steps:
    """Takes the steps of `stage`, on a GPU by a graph where there is one that does the same."""

    def __init__(self, learner: Learner, stage: Stage) -> None:
        self._learner, self._stage = learner, stage
        self._method, self._problem = learner.method, learner.problem
        self._form: list[Any] = []
        self._alike = self._trials = 0
        self._graph: Graph | None = None

    def __call__(self, step: int) -> Losses:
        """Both halves of optimizer step `step`."""
        method = self._learner.method
        if self._learner.device.type != _KIND:
            return method.step(self._stage, step)
        inputs = method.drawn(self._stage, step)
        form = form_of(inputs)
        learns = method is self._method and self._learner.problem is self._problem
        if not learns or form != self._form or (self._graph and not self._graph.stands()):
            self._method, self._problem, self._form = method, self._learner.problem, form
            self._alike, self._graph = 0, None
        if self._graph:
            return self._graph(inputs)
        self._alike += 1
        if self._alike != _STEPS_ALIKE or not self._worth_a_trial(inputs, step):
            return method.take(inputs)
        self._trials += 1
        losses, self._graph = self._tried(inputs, step)
        return losses

    def _worth_a_trial(self, inputs: Inputs, step: int) -> bool:
        to_go = self._stage.steps - step
        # The generator of layers that draw is set on the host, by a seed that each step has of its own.
        return to_go >= _WORTH and inputs.noise is None and self._trials < _MOST_TRIALS

    def _tried(self, inputs: Inputs, step: int) -> "tuple[Losses, Graph | None]":
        """Takes the step, and a few of a graph for trial, after which all is as the step left it."""
        method = self._method
        before = _steady(method)
        losses = method.take(inputs)
        if _steady(method) != before:
            return losses, None
        noted = plain_values(method)
        following = [method.drawn(self._stage, later) for later in (step + 1, step + 2)]
        # What is noted with the inputs of a step, such as its number, Python may decide by.
        if plain_values(method) != noted or any(form_of(each) != self._form for each in following):
            return losses, None
        kept = [(value, value.detach().clone()) for value in tensors_on(method, self._learner.device)]
        start = _copied(method.state())
        ends, losses_of = [], []
        for _ in range(2):
            losses_of.append([_copied(method.take(each)) for each in following])
            ends.append(_copied(method.state()))
            _put_back(kept)
        try:
            graph = Graph(method, inputs)
            found = [graph(each) for each in following]
            aside = _aside(start, method.state(), ends[0])
            allowed = max(_ASIDE, _NOISE * _aside(start, ends[1], ends[0]))
            same = aside <= min(allowed, _MOST_ASIDE) and all(map(_close, found, losses_of[0]))
        except RuntimeError:  # of what can't be captured, such as a look at a number, or as memory is full
            same = False
        _put_back(kept)
        return losses, graph if same else None


class Graph:
    """The update of a method as one operation on inputs of the form of `inputs`."""

    def __init__(self, method: Method, inputs: Inputs) -> None:
        self._inputs = _on_device(inputs, method.problem.device)
        self._losses, self._replay = _captured(lambda: method.take(self._inputs))
        state = {value.data_ptr() for value in method.state().values()}
        self._places = [place for place in places(method) if _is_learned(place.value, state)]

    def __call__(self, inputs: Inputs) -> Losses:
        """Takes the step of these inputs."""
        for mine, given in zip(_values(self._inputs), _values(inputs), strict=True):
            if isinstance(mine, Tensor):
                mine.copy_(given) if isinstance(given, Tensor) else mine.fill_(given[0])
        self._replay()
        return _copied(self._losses)

    def stands(self) -> bool:
        """Whether the method still holds the tensors that it was captured with."""
        try:
            return all(owner[key] is value for owner, key, value in self._places)
        except LookupError:  # it holds less than before
            return False


def _captured(take: Callable[[], Losses]) -> tuple[Losses, Callable[[], None]]:
    """The losses of a step that is captured, not taken, and what takes it: they are then the step's."""
    graph = torch.cuda.CUDAGraph()
    # The other threads of a lab go on with what they do on the GPU.
    with _capturing, torch.cuda.graph(graph, capture_error_mode="thread_local"):
        losses = take()
    return losses, graph.replay


def _steady(method: Method) -> list[tuple[Any, ...]]:
    """The method's `traces`, but for the shares of the learning rate, which each step brings with it."""
    for optimizer in method.optimizers():
        optimizer.shares = None
    return traces(method, method.problem.device)


def form_of(inputs: Inputs) -> list[Any]:
    """What inputs have in common where the same operations are done with them."""
    form = []
    for value in _values(inputs):
        tensor = isinstance(value, Tensor)
        form.append((value.shape, value.dtype) if tensor else "one for all" if _shared(value) else value)
    return form


def _is_learned(value: object, state: set[int]) -> bool:
    return isinstance(value, Tensor) and (value.requires_grad or value.data_ptr() in state)


def _shared(value: object) -> bool:
    """Whether these are shares of the learning rate that all replicas have in common."""
    return isinstance(value, tuple) and len(set(value)) == 1 and isinstance(value[0], float)


def _on_device(inputs: Inputs, device: torch.device) -> Inputs:
    """Inputs of their own memory, with the share of the learning rate as a tensor where it is one for all."""
    shares = inputs.shares
    if shares and _shared(shares):
        shares = torch.tensor(shares[0], device=device)  # type: ignore[assignment]
    return replace(_copy_of(inputs), shares=shares)


def _copy_of(value: Any) -> Any:
    """A value with other tensors, through tuples and dataclasses."""
    if isinstance(value, Tensor):
        return value.clone()
    if isinstance(value, tuple):
        return tuple(map(_copy_of, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _copy_of(getattr(value, each.name)) for each in fields(value)})
    return value


def _values(value: Any) -> Iterator[Any]:
    """What inputs are made of, and how many portions they have."""
    for each in fields(value):
        part = getattr(value, each.name)
        if isinstance(part, tuple) and part and is_dataclass(part[0]):
            yield len(part)
            for portion in part:
                yield from _values(portion)
        else:
            yield part


@torch.no_grad()
def _put_back(kept: list[tuple[Tensor, Tensor]]) -> None:
    for value, then in kept:
        value.copy_(then)


def _copied(values: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in values.items()}


def _aside(start: Mapping[str, Tensor], mine: Mapping[str, Tensor], theirs: Mapping[str, Tensor]) -> float:
    """How far `mine` ended beside `theirs`, at most, as a share of the way that those went from the `start`.

    What stood still has to have stood still.
    """
    if mine.keys() != theirs.keys():
        return torch.inf
    return max((_share_aside(start[name], mine[name], end) for name, end in theirs.items()), default=0.0)


def _share_aside(start: Tensor, mine: Tensor, theirs: Tensor) -> float:
    if not theirs.is_floating_point() or torch.equal(mine, theirs):
        return 0.0 if torch.equal(mine, theirs) else torch.inf
    share = float((mine - theirs).norm() / (theirs - start).norm())
    return share if share >= 0 else torch.inf  # NaN is as far as can be


def _close(mine: Mapping[str, Tensor], theirs: Mapping[str, Tensor]) -> bool:
    return mine.keys() == theirs.keys() and all(
        torch.allclose(mine[name], loss, rtol=_ASIDE, atol=1e-6) for name, loss in theirs.items()
    )
