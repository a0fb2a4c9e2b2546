"""Where downloaded data lies."""

import os
from pathlib import Path

import pooch

from hnetlab.base.errors import DataError

_CHECKOUT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """The folder that holds one subfolder per dataset; it may not exist yet.

    `HNETLAB_DATA` where it is set, else `data/` of the checkout that hnetlab runs from, else, for an
    installed hnetlab, the user's cache folder (on Linux `~/.cache/hnetlab`). Raises DataError where
    `HNETLAB_DATA` begins with the home folder of a user who does not exist.
    """
    named = os.environ.get("HNETLAB_DATA")
    if named:
        try:
            return Path(named).expanduser()
        except RuntimeError as error:  # the folder of a user whom nobody knows
            raise DataError(f"HNETLAB_DATA={named} names no folder: write the path in full.") from error
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "data"
    return Path(pooch.os_cache("hnetlab"))
