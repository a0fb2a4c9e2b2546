"""The page as a whole: what a run's folder holds, put into the template and written in one piece."""

from importlib.resources import files
from pathlib import Path
from string import Template

from plotly.offline import get_plotlyjs

from hnetlab.base.errors import StoreError
from hnetlab.base.files import disk_is_full, reason, replace_text
from hnetlab.report.facts import Facts
from hnetlab.report.sections import all_sections
from hnetlab.runs.source import folder_of
from hnetlab.runs.store import RunFolder
from hnetlab.views import recording


def write_report(folder: RunFolder | Path | str, destination: Path | str) -> None:
    """Writes the page about the run in `folder`, finished or not, to the file `destination`.

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
    facts = Facts(recording(run), run.environment(), run.seconds(), run.path)
    _write(Path(destination), _page(facts))


def _page(facts: Facts) -> str:
    resources = files("hnetlab.report")
    template, style, script = (
        (resources / name).read_text("utf-8") for name in ("page.html", "style.css", "script.js")
    )
    return Template(template).substitute(
        title=facts.title,
        style=style,
        script=script,
        plotly=get_plotlyjs(),
        body="\n".join(all_sections(facts)),
    )


def _write(path: Path, page: str) -> None:
    try:
        target = path.resolve()  # what a link leads to is written, the link stays
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_text(page, encoding="utf-8")  # a device or a pipe, which takes no file's place
        else:
            replace_text(target, page)
    except OSError as error:
        remedy = "free some space" if disk_is_full(error) else "choose a file in a folder that can be written"
        raise StoreError(f"Can't write the report {path} ({reason(error)}): {remedy}.") from error
