"""Makes the README's table of every method on digits: `.venv/bin/python -m docs.make_table [FOLDER]`.

The runs lie in FOLDER, `runs/digits` if none is named: what is there is not trained again, and a run that was
stopped goes on.
"""

import sys
from pathlib import Path

from hnetlab import METHODS, Run, RunFolder, configure, views
from hnetlab.base.measure import ACCURACY
from hnetlab.cli.results import markdown_text
from hnetlab.cli.text import duration
from hnetlab.runs.run import NUMBERS

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- methods: begin -->", "<!-- methods: end -->"


def main(folder: Path) -> None:
    """Trains what is missing and writes the table."""
    for scenario in (1, 2, 3):
        for method in METHODS:
            place = RunFolder(folder / f"{method}-{scenario}")
            config = configure("split-digits", method, seeds=5, scenario=scenario)
            if place.holds_run:
                place.check_same(config)
                if place.problem().numbers != NUMBERS:
                    sys.exit(f"{place.path} was begun by an earlier hnetlab: remove it, to train it again.")
            run = place.run() if place.holds_run else Run(config)
            for _ in place.record(run):
                pass
            score, told = ACCURACY.readout(run.history.scores[:, -1].mean()), duration(run.seconds)
            sys.stdout.write(f"{method} in scenario {scenario}: {score} in {told}\n")
    found = views.results_table([folder])
    sys.stdout.writelines(f"{note}\n" for note in found.notes)
    table = markdown_text(found, transpose=True)
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "runs/digits"))
