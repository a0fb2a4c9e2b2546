"""Pages are written whole or not at all."""

from pathlib import Path

from hnetlab.base.errors import StoreError
from hnetlab.base.files import disk_is_full, reason, replace_text


def write_page(path: Path, page: str, what: str) -> None:
    """Writes the text of a page to the file `path`; `what` it is stands in the error's sentence.

    Raises `StoreError` where it can't be written; a file that was there before then stays as it was.
    """
    try:
        target = path.resolve()  # what a link leads to is written, the link stays
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_text(page, encoding="utf-8")  # a device or a pipe, which takes no file's place
        else:
            replace_text(target, page)
    except OSError as error:
        remedy = "free some space" if disk_is_full(error) else "choose a file in a folder that can be written"
        raise StoreError(f"Can't write the {what} {path} ({reason(error)}): {remedy}.") from error
