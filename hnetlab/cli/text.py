"""Plain text that lines up: tables, numbers with their spread, lists of seeds."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import wrap

_WIDTH_WHEN_PIPED = 100
_NARROWEST = 24
_EIGHTHS = " ▏▎▍▌▋▊▉"


def terminal_width() -> int:
    """Columns of the terminal, or what COLUMNS says, or a common width when there is no terminal."""
    return shutil.get_terminal_size((_WIDTH_WHEN_PIPED, 24)).columns


def table(header: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> str:
    """Cells in aligned columns, the first to the left and the others to the right.

    Header cells may have several lines. What does not fit into `width` follows in blocks below, each with
    the first column again.
    """
    rows = [[clean(cell) for cell in row] for row in rows]
    tops = [cell.split("\n") for cell in header]
    height = max(map(len, tops))
    cells = [[""] * (height - len(top)) + top for top in tops]
    columns = [[*top, *(row[index] for row in rows)] for index, top in enumerate(cells)]
    widths = [max(map(len, column)) for column in columns]
    blocks = _blocks(widths, width)
    texts = []
    for block in blocks:
        left = [cell.ljust(widths[0]) for cell in columns[0]]
        right = [[cell.rjust(widths[index]) for cell in columns[index]] for index in block]
        texts.append("\n".join("  ".join(line).rstrip() for line in zip(left, *right, strict=True)))
    return "\n\n".join(texts)


def entries(rows: Iterable[Sequence[str]], width: int) -> str:
    """Rows whose last cell is a text, wrapped within its own column."""
    rows = list(rows)
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]) - 1)]
    start = sum(widths) + 2 * len(widths)
    lines = []
    for *cells, text in rows:
        left = "".join(f"{cell:{cell_width}}  " for cell, cell_width in zip(cells, widths, strict=True))
        # Names have hyphens: who copies one wants it whole.
        wrapped = wrap(text, max(width - start, _NARROWEST), break_on_hyphens=False) or [""]
        lines += [left + wrapped[0], *(" " * start + line for line in wrapped[1:])]
    return "\n".join(line.rstrip() for line in lines)


def clean(text: str) -> str:
    """A name for a terminal, in one line and without signs that would command it."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def shown_path(path: str | Path) -> str:
    """A path as a person in the current folder would write it."""
    path = Path(path)
    shown = str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    return f"./{shown}" if shown.startswith("-") else shown  # else it would be taken for an option


def percent(value: float) -> str:
    """A value that is already in percent or points, for example "97.57"."""
    return f"{value:.2f}"


def plain(value: float) -> str:
    """Three significant digits, for example "0.00419"."""
    return f"{value:.3g}"


def count(value: float) -> str:
    """A whole number with its thousands apart, for example "465,672"."""
    return f"{value:,.0f}"


def duration(seconds: float) -> str:
    """For example "8.2 s" or "4 min 31 s"."""
    if seconds < 100:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def bar(mean: float, deviation: float, cells: int) -> str:
    """A bar of `cells` characters: full up to `mean - deviation`, dark up to `mean`, light above it.

    Where the deviation is smaller than a character the bar ends with an eighth of one.
    """
    low, middle, high = (
        min(max(value, 0.0), 1.0) * cells for value in (mean - deviation, mean, mean + deviation)
    )
    if round(low) == round(high):
        whole = int(middle)
        end = _EIGHTHS[int((middle - whole) * 8)] if whole < cells else ""
        return ("█" * whole + end).ljust(cells)
    full, dark, light = round(low), round(middle), round(high)
    return ("█" * full + "▓" * (dark - full) + "░" * (light - dark)).ljust(cells)


def seed_list(seeds: Sequence[int]) -> str:
    """For example "seed 3", "seeds 1 to 5" or "seeds 2, 7"."""
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    if len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"seeds {seeds[0]} to {seeds[-1]}"
    return f"seeds {', '.join(map(str, seeds))}"


def _blocks(widths: Sequence[int], width: int) -> list[list[int]]:
    """The columns after the first in groups that fit beside it, at least one in each."""
    blocks: list[list[int]] = [[]]
    used = widths[0]
    for index in range(1, len(widths)):
        if blocks[-1] and used + 2 + widths[index] > width:
            blocks.append([])
            used = widths[0]
        blocks[-1].append(index)
        used += 2 + widths[index]
    return blocks
