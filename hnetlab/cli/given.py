"""Options for what only the user has: the task sequence and the target network that a run was begun with."""

from typing import Annotated, Any

import typer

OwnSequence = Annotated[
    str | None,
    typer.Option(help="Its own task sequence, if it has one.", metavar="FILE.py:NAME", show_default=False),
]
OwnModule = Annotated[
    str | None,
    typer.Option(help="Its own target network, if it has one.", metavar="FILE.py:NAME", show_default=False),
]


def loaded(sequence: str | None, module: str | None) -> dict[str, Any]:
    """What these options name, as `RunFolder.run` and its like take it; raises `ConfigError`."""
    from hnetlab.experiments.own import load_module, load_sequence

    return {
        "sequence": load_sequence(sequence) if sequence else None,
        "module": load_module(module) if module else None,
    }
