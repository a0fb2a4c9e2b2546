"""Where downloaded data lies."""

import os
from pathlib import Path

import pooch

_CHECKOUT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """The folder that holds one subfolder per dataset; it may not exist yet.

    `HNETLAB_DATA` where it is set, else `data/` of the checkout that hnetlab runs from, else, for an
    installed hnetlab, the user's cache folder (on Linux `~/.cache/hnetlab`).
    """
    named = os.environ.get("HNETLAB_DATA")
    if named:
        return Path(named).expanduser()
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "data"
    return Path(pooch.os_cache("hnetlab"))
