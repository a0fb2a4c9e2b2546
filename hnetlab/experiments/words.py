"""Values of settings as words of a command line: how they are read, and how they are written."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

_WORDS = {"none": None, "null": None, "true": True, "false": False}
# Between commas: what stands in quotes, in which commas count as they are, or else all up to the next comma.
_PARTS = re.compile(r"""(\s*"[^"]*"\s*|\s*'[^']*'\s*|[^,]+)(?:,|$)""")


def parse_value(text: str) -> Any:
    """A number, true, false, none, a list like `400,400` or `["flip", "crop"]`, or else the text itself."""
    if quoted := re.fullmatch(r"""(["'])((?:(?!\1).)*)\1""", text):
        return quoted[2]
    if match := re.fullmatch(r"\[(.*)\]|\((.*)\)", text):
        return _parse_list(match[1] or match[2] or "")
    if "," in text:
        return _parse_list(text)
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def parse_names(text: str) -> list[str]:
    """Names between commas, as they are written; one that holds a comma stands in double quotes."""
    rows = csv.reader([text], skipinitialspace=True)
    return [name.strip() for name in next(rows, []) if name.strip()]


def write_value(value: Any) -> str:
    """The text that `parse_value` reads as this number, truth value, none, text or list of such.

    >>> write_value((20,)), write_value(("flip", "none")), write_value(True)
    ('[20]', '[flip,"none"]', 'true')
    """
    match value:
        case None | bool():
            return str(value).lower()
        case tuple() | list():
            return f"[{','.join(map(write_value, value))}]"
        case str() if not value or {'"', "'"} & {*value} or not value == value.strip() == parse_value(value):
            return f"'{value}'" if '"' in value else f'"{value}"'
    return str(value)


def write_names(names: Iterable[str]) -> str:
    """The text that `parse_names` reads as these names."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(names)
    return line.getvalue()


def _parse_list(text: str) -> list[Any]:
    return [parse_value(part.strip()) for part in _PARTS.findall(text) if part.strip()]
