"""The page as a whole: what a run's folder holds, put into the template and written in one piece."""

from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from plotly.offline import get_plotlyjs

from hnetlab import front
from hnetlab.base.errors import StoreError
from hnetlab.figures.numbers import numbers_script
from hnetlab.report.facts import Facts
from hnetlab.report.sections import all_sections
from hnetlab.report.writing import write_page
from hnetlab.runs.source import folder_of
from hnetlab.runs.store import RunFolder
from hnetlab.views import recording


def write_report(
    folder: RunFolder | Path | str, destination: Path | str, *, explorer: str | None = None
) -> None:
    """Writes the page about the run in `folder`, finished or not, to the file `destination`.

    `explorer` is the text of the run's explorer, from `hnetlab.pages.explorer_page`, to be put into it.
    The page loads nothing: plotly's code and all data are in it. Raises `StoreError` where the run can't
    be read or the page can't be written; a page that was there before then stays as it was.

    >>> from pathlib import Path
    >>> from hnetlab import Run, RunFolder, configure, fit
    >>> folder = RunFolder("runs/kept")
    >>> folder.save(fit(Run(configure("regression", steps=10)), progress=False))
    >>> write_report(folder, "kept.html")
    >>> "regression" in Path("kept.html").read_text("utf-8")
    True
    """
    if not isinstance(folder, RunFolder | Path | str):
        raise StoreError(
            f"A report is made from a stored run, not from a {type(folder).__name__}: save it first with "
            "RunFolder(path).save(run)."
        )
    run = folder_of(folder)
    facts = Facts(recording(run), run.environment(), run.seconds(), run.path, explorer)
    page = whole_page(facts.title, "\n".join(all_sections(facts)))
    write_page(Path(destination), page, "report")


def whole_page(title: str, body: str) -> str:
    """A page that loads nothing: `body` with the style of all reports, and plotly for the figures in it."""
    resources = files("hnetlab.report")
    template, style, script = (
        (resources / name).read_text("utf-8") for name in ("page.html", "style.css", "script.js")
    )
    return Template(template).substitute(
        title=escape(title),
        style=front.style("colors").read_text("utf-8") + style,
        script=numbers_script() + script,
        plotly=get_plotlyjs(),
        body=body,
    )
