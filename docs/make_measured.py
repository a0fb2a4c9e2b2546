"""Writes the README's numbers with the paper's settings: `.venv/bin/python -m docs.make_measured FOLDER...`.

The folders hold finished runs, however deep: those of `hnetlab reproduce --preset paper`, or of `hnetlab
train` with the same settings. A run that is not used is named. A row without a run in the folders stays as
it is, and is named too.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from hnetlab.base.errors import LabError
from hnetlab.paper.measured import measured_rows, rewrite
from hnetlab.paper.registry import EXPERIMENTS
from hnetlab.results.scattered import ScatteredResults

README = Path(__file__).parents[1] / "README.md"


def main(folders: Sequence[str]) -> None:
    """Writes the table, and says which rows are new or stay and which runs are not in it."""
    results = ScatteredResults(folders)
    told = rewrite(README, measured_rows(EXPERIMENTS.values(), results))
    for note in [*told, *results.notes]:
        sys.stdout.write(f"{note}\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1:] or ["reproduced/results"])
    except LabError as error:
        sys.exit(f"Error: {error}")
