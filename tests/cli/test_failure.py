import warnings

import pytest
import torch
import typer
from typer.testing import CliRunner

from hnetlab.base.errors import TrainingError
from hnetlab.cli.failure import Interrupted, LabGroup, memory_sentence

GPU_IS_FULL = "The memory of the GPU is full: take fewer seeds, a smaller batch_size, or --device cpu"


def run(failure):
    """What a command that does `failure` prints and returns."""
    app = typer.Typer(cls=LabGroup, pretty_exceptions_enable=False)

    @app.callback()
    def group() -> None: ...

    @app.command()
    def command() -> None:
        failure()

    return CliRunner().invoke(app, ["command"])


def raising(error):
    def fail():
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (TrainingError("The loss became nan: lower it."), 2, "Error: The loss became nan: lower it.\n"),
        (TrainingError("It ends itself."), 2, "Error: It ends itself.\n"),
        (Interrupted("all saved.", 143), 143, "Stopped: all saved.\n"),
        (KeyboardInterrupt(), 130, "Stopped: interrupted from the keyboard.\n"),
        (
            torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB"),
            2,
            f"Error: {GPU_IS_FULL}.\n",
        ),
    ],
)
def test_a_foreseen_failure_is_a_sentence(error, code, text):
    result = run(raising(error))
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", text)


def test_a_defect_is_not_hidden():
    error = RuntimeError("shapes differ")
    assert run(raising(error)).exception is error


def test_memory_that_can_not_be_had_is_recognized():
    with pytest.raises(RuntimeError) as caught:
        torch.empty(10**15)
    sentence = memory_sentence(caught.value)
    assert sentence
    assert sentence.startswith("The memory of this machine is full")
    assert memory_sentence(RuntimeError("shapes differ")) is None


def test_a_warning_is_one_line_on_standard_error():
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        result = run(lambda: warnings.warn("dropped the torn last line", stacklevel=1))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Warning: dropped the torn last line.\n"
