"""The command line: each command in a module of its own, over the same engine as the notebooks."""

from hnetlab.cli.application import app

__all__ = ["app"]
