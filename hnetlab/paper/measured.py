"""The README's table of what was measured with the paper's settings, written from finished runs."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from hnetlab.base.errors import ConfigError, DataError
from hnetlab.base.files import replace_text
from hnetlab.base.measure import Measure
from hnetlab.paper.experiment import Experiment, Findings, Number, averages
from hnetlab.paper.files import markdown
from hnetlab.paper.reproduce import gather
from hnetlab.paper.tables import published_text, table, with_error
from hnetlab.results.scattered import ScatteredResults

BEGIN, END = "<!-- paper: begin -->", "<!-- paper: end -->"
_CAPTION = (
    "Measured with the settings of the paper, mean ± standard error over seeds, beside what was published;\n"
    "the difference is in standard errors of both together. `hnetlab reproduce NAME --preset paper`,\n"
    "with the name in the first column, trains and measures them, `--seeds N` takes only the seeds up to N.\n"
    "Written by `.venv/bin/python -m docs.make_measured FOLDER...` from finished runs; a row that has none\n"
    "there stays."
)
_NAME, _WHAT = "experiment", "what"


def measured_rows(experiments: Iterable[Experiment], results: ScatteredResults) -> pd.DataFrame:
    """A row for every number of these experiments that there are results for.

    Raises `DataError` where there is none.
    """
    rows = [
        {
            _NAME: f"`{experiment.name}`",
            _WHAT: number.name,
            "seeds": seeds_text(number.seeds),
            "published": _with_unit(published_text(number), number.measure),
            "measured": _with_unit(with_error(number.measured, number.measure), number.measure),
            "difference": "" if number.deviation is None else f"{number.deviation:+.1f}",
        }
        for experiment in experiments
        for number in numbers_of(experiment, gather(experiment, "paper", None, results, {}))
    ]
    if not rows:
        raise DataError(
            "No finished run has settings of the paper's form of an experiment: "
            "train some with hnetlab reproduce NAME --preset paper."
        )
    return table(rows)


def numbers_of(experiment: Experiment, found: Findings) -> list[Number]:
    """Its numbers as far as there are results; of an experiment that names none, each case's average."""
    if not len(found):
        return []
    numbers = experiment.numbers(found) or averages(found)
    return [number for number in numbers if number.measured is not None]


def seeds_text(seeds: Sequence[int]) -> str:
    """For example "1 to 5", or "1, 2, 7"."""
    if len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"{seeds[0]} to {seeds[-1]}"
    return ", ".join(map(str, seeds))


def _with_unit(text: str, measure: Measure) -> str:
    return f"{text}{measure.suffix}" if text else ""


def rewrite(page: Path, rows: pd.DataFrame) -> list[str]:
    """Puts `rows` into the table between the markers of a page; says what became of each row.

    A row of the table stays where no new one has its experiment and its name: its runs lie elsewhere, which
    is said too. A page that has all this already is left alone. Raises `ConfigError` for a page that does not
    have both markers once, in their order, or another table there.
    """
    try:
        text = page.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The page {page} can't be read: name a file of Markdown.") from error
    before, begin, rest = text.partition(BEGIN)
    block, end, after = rest.partition(END)
    if not (begin and end) or BEGIN in rest or END in after + before:
        raise ConfigError(
            f"The page {page} has no place for the table: write the lines {BEGIN} and {END}, each once."
        )
    old = _rows_of(page, block, list(rows.columns))
    new = f"{before}{BEGIN}\n\n{_CAPTION}\n\n{markdown(_merged(old, rows)).strip()}\n\n{END}{after}"
    if new != text:
        replace_text(page, new)
    return _told(old, rows)


def _told(old: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    """What became of each row, in the order of the new ones, then of the others."""
    before, after = (dict(zip(_keys(rows), _said(rows), strict=True)) for rows in (old, new))
    told = []
    for key, said in after.items():
        if key not in before:
            told.append(f"The row {' '.join(key)} is new: {said}.")
        elif before[key] != said:
            told.append(f"The row {' '.join(key)} was {before[key]} and is now {said}.")
    return told + [
        f"The row {' '.join(key)} stays: no run of it is here." for key in before if key not in after
    ]


def _said(rows: pd.DataFrame) -> list[str]:
    return [
        f"{measured} (seeds {seeds})" for seeds, measured in zip(rows["seeds"], rows["measured"], strict=True)
    ]


def _rows_of(page: Path, block: str, columns: list[str]) -> pd.DataFrame:
    """The table in `block`, which may have none yet."""
    lines = [line for line in block.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    if cells and cells[0] != columns:
        raise ConfigError(
            f"The table of {page} has the columns {', '.join(cells[0])}, not {', '.join(columns)}: "
            "remove it, and write it from all runs."
        )
    return pd.DataFrame(cells[2:], columns=columns)


def _keys(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows[_NAME], rows[_WHAT], strict=True))


def _merged(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The new rows in their order, and each old one that none replaces after the one that it followed."""
    order = _keys(new)
    place = 0
    for key in _keys(old):
        if key not in order:
            order.insert(place, key)
        place = order.index(key) + 1
    rows = pd.concat([old, new]).drop_duplicates([_NAME, _WHAT], keep="last")
    return rows.set_index([_NAME, _WHAT], drop=False).loc[order]
