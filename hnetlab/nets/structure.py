"""What a target network is made of, in plain values: enough to tell whether another one computes the same."""

import copy
import hashlib
import inspect
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from hnetlab.base.seeding import borrowed_generators, draws, generator
from hnetlab.nets.instance import Instance, in_mode
from hnetlab.nets.layout import FlatLayout

_ROWS = 16
_DIGITS = {torch.float64: 6, torch.float32: 2}
"""Decimals that count, relative to the largest output: far above what the order of a sum can change."""


def structure(
    module: nn.Module, layout: FlatLayout, input_shape: tuple[int, ...], statistics: Sequence[str] = ()
) -> dict[str, Any]:
    """The structure of `module`, whose generated parameters are those of `layout`, as values for JSON.

    `statistics` are the buffers that change in training; what they begin with is part of the structure.

    - `generated`: name, shape and type of each generated parameter, in order,
    - `constants`, `buffers`: the same of each frozen parameter and each buffer, with a hash of its contents,
    - `modules`: name, class and settings of each module in it,
    - `begun`: the number that each generated scale begins with, where it is one throughout and neither 0 nor
      1; left out where there is none,
    - `moved`: a hash of what one step of training leaves of the `statistics`, left out where there are none,
    - `forward`: a hash of what it computes from fixed weights and inputs, in evaluation and in training; None
      where it does not run on them or draws random numbers.

    Equal for equal networks, on every device and for any number of threads.
    """
    generated = set(layout.names)
    parameters = dict(module.named_parameters())
    begun = dict(_begun((name, parameters[name].detach()) for name in layout.names))
    return {
        **({"begun": begun} if begun else {}),
        **({"moved": _moved(module, layout, input_shape, statistics)} if statistics else {}),
        "generated": [_form(name, parameters[name]) for name in layout.names],
        "constants": [
            _form(name, value) | {"sha256": _digest(value)}
            for name, value in parameters.items()
            if name not in generated
        ],
        "buffers": [
            _form(name, value) | {"sha256": _digest(value)} for name, value in module.named_buffers()
        ],
        "modules": [
            {"name": name, "class": _class_name(each), "settings": _settings(each)}
            for name, each in module.named_modules(remove_duplicate=False)
        ],
        "forward": {
            mode: _forward(module, layout, input_shape, statistics, training=mode == "training")
            for mode in ("evaluation", "training")
        },
    }


def fixed_weights(layout: FlatLayout, *purpose: str | int) -> Tensor:
    """Weights (P,) in float64, drawn: matrices in the scale of their fan-in, vectors in -1 to 1."""
    random = generator(0, "fixed weights", *purpose)
    pieces = []
    for shape, size in zip(layout.shapes, layout.sizes, strict=True):
        values = 2 * torch.rand(size, generator=random, dtype=torch.float64) - 1
        pieces.append(values * math.sqrt(3 / math.prod(shape[1:])) if len(shape) > 1 else values)
    return torch.cat(pieces)


def fixed_inputs(input_shape: tuple[int, ...], rows: int, *purpose: str | int) -> Tensor:
    """Inputs (rows, *input_shape) in float64, uniform from 0 to 1 as images are."""
    return torch.rand(rows, *input_shape, generator=generator(0, "fixed inputs", *purpose)).double()


def _begun(generated: Iterable[tuple[str, Tensor]]) -> Iterator[tuple[str, float]]:
    """Scales keep the module's own values at the start, which may be anything that its code says."""
    for name, value in generated:
        if value.numel() and not name.endswith("bias"):
            first = float(value.flatten()[0])
            if first not in (0.0, 1.0) and bool((value == first).all()):
                yield name, first


def _form(name: str, value: Tensor) -> dict[str, Any]:
    return {"name": name, "shape": list(value.shape), "dtype": str(value.dtype).removeprefix("torch.")}


def _digest(value: Tensor) -> str:
    """SHA-256 of the numbers of a tensor, in row-major order."""
    numbers = value.detach().cpu().contiguous().reshape(-1).view(torch.uint8)
    return hashlib.sha256(numbers.numpy().data).hexdigest()


def _class_name(module: nn.Module) -> str:
    """With its place for torch's own; a user's class has another place in each notebook and script."""
    kind = type(module)
    return f"{kind.__module__}.{kind.__name__}" if kind.__module__.startswith("torch.") else kind.__name__


def _settings(module: nn.Module) -> str:
    """What the module says of itself, and its constructor's arguments of which it kept plain values."""
    arguments = inspect.signature(type(module).__init__).parameters
    kept = [
        f"{name}={value!r}"
        for name, value in sorted(vars(module).items())
        if name in arguments and name != "training" and _plain(value)
    ]
    return "; ".join(part for part in (module.extra_repr(), ", ".join(kept)) if part)


def _plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_plain(each) for each in value)
    return value is None or isinstance(value, bool | int | float | str)


def _forward(
    module: nn.Module,
    layout: FlatLayout,
    input_shape: tuple[int, ...],
    statistics: Sequence[str],
    *,
    training: bool,
) -> str | None:
    """A hash of rounded outputs: in float64, where rounding hides how sums were ordered, else in float32."""
    for dtype, digits in _DIGITS.items():
        try:
            moved = in_mode(copy.deepcopy(module).cpu().to(dtype), training)
            instance, w = Instance(moved, layout, statistics), fixed_weights(layout).to(dtype)
            output, drawn = _run(instance, w, input_shape)
            outputs = [output]
            if not output.isfinite().all():  # as where roots are taken: those weights have both signs
                outputs.append(_run(instance, w.abs(), input_shape)[0])
        except Exception:  # noqa: BLE001 - whatever a module raises: it does not run on these inputs
            continue
        numbers = [number for each in outputs for number in _rounded(each, digits)]
        return None if drawn else hashlib.sha256(" ".join(numbers).encode()).hexdigest()
    return None


@torch.no_grad()
def _moved(
    module: nn.Module, layout: FlatLayout, input_shape: tuple[int, ...], statistics: Sequence[str]
) -> str | None:
    """A hash of the rounded statistics after one call in training; None where it does not run."""
    for dtype, digits in _DIGITS.items():
        w, x = fixed_weights(layout).to(dtype), fixed_inputs(input_shape, _ROWS).to(dtype)
        try:
            instance = Instance(in_mode(copy.deepcopy(module).cpu().to(dtype), True), layout, statistics)
            with borrowed_generators(torch.device("cpu")):
                torch.default_generator.manual_seed(0)
                _, kept = instance.forward(w, x, instance.begun)
        except Exception:  # noqa: BLE001 - whatever a module raises: it does not run on these inputs
            continue
        numbers = [number for value in kept for number in _rounded(value, digits)]
        return hashlib.sha256(" ".join(numbers).encode()).hexdigest()
    return None


@torch.no_grad()
def _run(instance: Instance, w: Tensor, input_shape: tuple[int, ...]) -> tuple[Tensor, bool]:
    """Outputs of weights `w` (P,) on fixed inputs, and whether random numbers were drawn for them."""
    x, kept = fixed_inputs(input_shape, _ROWS).to(w.dtype), instance.begun
    with borrowed_generators(torch.device("cpu")):
        output = instance(w, x, kept)
        return output, draws(lambda: instance(w, x, kept))


def _rounded(output: Tensor, digits: int) -> Iterable[str]:
    """The outputs as whole numbers in units of their largest one's last digit that counts."""
    finite = output[output.isfinite()].abs()
    largest = float(finite.max()) if len(finite) else 1.0
    unit = 10.0 ** (math.ceil(math.log10(largest)) - digits) if largest else 1.0
    return _whole_numbers(output.double().flatten().tolist(), unit)


def _whole_numbers(values: list[float], unit: float) -> Iterator[str]:
    for value in values:
        yield str(round(value / unit)) if math.isfinite(value) else str(value)
