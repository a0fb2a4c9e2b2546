"""The reproduction page of the site, from finished runs, and all that `hnetlab reproduce` writes of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import get_args

from nbformat import NotebookNode, write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from hnetlab.export.media import FIGURE
from hnetlab.paper.experiment import Form
from hnetlab.paper.files import markdown
from hnetlab.paper.gallery import Gallery
from hnetlab.paper.measured import BEGIN, END
from hnetlab.paper.page import About, Shown, number_table
from hnetlab.paper.registry import EXPERIMENTS
from hnetlab.paper.reproduce import INDEX, about, gather, show, write_all
from hnetlab.results.scattered import ScatteredResults

NAME = "reproduction"
TRAINED = "fig-2"
"""What is trained where there are no results: it takes a minute or two."""
REHEARSED_STEPS = 20
_FOLDER = "reproduced"
_FORMS: Mapping[Form, str] = {"paper": "the paper's settings", "quick": "quick form"}
_BY_HAND = "<!-- measured: begin -->", "<!-- measured: end -->"
_WRITTEN = ("figures", "tables", INDEX)
_REHEARSAL = f"A rehearsal with {REHEARSED_STEPS} steps per task: its numbers say nothing."
_BEGINNING = """# The paper, reproduced

Figures and tables of *Continual learning with hypernetworks*, trained anew and set beside what was published.
Each is had by one command, `hnetlab reproduce`, in two forms: the paper's settings, and a quick form whose
point is seen on two cores in minutes, with numbers that are not to be compared with the paper's. How to read
them, and what to say of two numbers that differ:
[The paper, figure by figure](notebooks/09_the_paper.ipynb).
"""


def write_reproduction(staged: Path, folders: Sequence[Path], kept: Path, *, rehearse: bool) -> None:
    """Writes the page, and what it leads to, into the sources of the site in `staged`.

    It shows the finished runs below `folders`. Where none is given, `TRAINED` is trained, into the folder
    `kept`, where it is found again the next time; to `rehearse` it takes a few steps, and says so. Raises
    `LabError` for results that can't be read or used.
    """
    shown: dict[Form, list[Shown]] = {form: _found(form, folders) for form in get_args(Form)}
    if not folders:
        shown["quick"] = _with_trained(shown["quick"], kept, rehearse=rehearse)
    for form, experiments in shown.items():
        if any(len(each.found) for each in experiments):
            _write_whole(staged / "extra" / _FOLDER, form, experiments, rehearse=rehearse and not folders)
    readme = (staged / "README.md").read_text("utf-8")
    notice = [new_markdown_cell(f"**{_REHEARSAL}**")] if rehearse and not folders else []
    cells = [new_markdown_cell(_BEGINNING), *notice, *_overview(shown), *_measured(readme)]
    for name in EXPERIMENTS:
        cells += _section(name, shown)
    for number, cell in enumerate(cells):
        cell.id = f"{NAME}-{number}"
    write(new_notebook(cells=cells), staged / f"{NAME}.ipynb")


def _found(form: Form, folders: Sequence[Path]) -> list[Shown]:
    """Every experiment, with what there is of it."""
    results = ScatteredResults(folders)
    return [show(each, gather(each, form, None, results, {})) for each in EXPERIMENTS.values()]


def _with_trained(shown: Sequence[Shown], kept: Path, *, rehearse: bool) -> list[Shown]:
    """The same, with `TRAINED` trained here."""
    gallery = Gallery(kept, seeds=1, steps=REHEARSED_STEPS) if rehearse else Gallery(kept)
    gallery.train(TRAINED, progress=False)
    return [gallery.shown(TRAINED) if each.experiment.name == TRAINED else each for each in shown]


def _write_whole(folder: Path, form: Form, shown: Sequence[Shown], *, rehearse: bool) -> None:
    """What `hnetlab reproduce all` writes, without what it needs to write it again."""
    said = about(form, ["hnetlab", "reproduce", "all", "--preset", form])
    if rehearse:
        said = About(said.title, f"{_REHEARSAL} {said.text}", said.command)
    write_all(folder / form, said, shown)
    for path in (folder / form).iterdir():
        if path.name not in _WRITTEN:
            path.unlink()
    for path in (folder / form / "figures").glob("*.json"):
        path.unlink()


def _overview(shown: Mapping[Form, Sequence[Shown]]) -> Iterator[NotebookNode]:
    """What there is of each experiment, and the command for the rest."""
    head = ["where", "what", *_FORMS.values(), "command"]
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    for name, experiment in EXPERIMENTS.items():
        forms = {form: _of(name, shown[form]) for form in _FORMS}
        title = escape(experiment.title)
        if any(len(each.found) for each in forms.values()):
            title = f'<a href="#{name}">{title}</a>'
        states = [_state(form, each) for form, each in forms.items()]
        lines.append(" | ".join([experiment.place, title, *states, f"`hnetlab reproduce {name}`"]))
    whole = [
        f'<a href="{_FOLDER}/{form}/{INDEX}">{words}</a>'
        for form, words in _FORMS.items()
        if any(len(each.found) for each in shown[form])
    ]
    pages = f"The page that it writes, with all tables, files and single runs: {', '.join(whole)}."
    yield new_markdown_cell(
        "## What there is\n\nHow many results of how many this page was made from. The command trains what "
        "is missing of the quick form, with `--preset paper` of the paper's settings. "
        f"{pages if whole else ''}\n\n" + "\n".join(f"| {line} |" for line in lines)
    )


def _of(name: str, shown: Sequence[Shown]) -> Shown:
    return next(each for each in shown if each.experiment.name == name)


def _state(form: Form, each: Shown) -> str:
    if not len(each.found):
        return f"0 of {len(each.found.cases)}"
    words = f"{len(each.found)} of {len(each.found.cases)}"
    return f'<a href="{_FOLDER}/{form}/{INDEX}#{each.experiment.name}">{words}</a>'


def _measured(readme: str) -> Iterator[NotebookNode]:
    """The README's tables of what was measured with the paper's settings."""
    written = readme.partition(BEGIN)[2].partition(END)[0].strip()
    by_hand = readme.partition(_BY_HAND[0])[2].partition(_BY_HAND[1])[0]
    table = "\n".join(line for line in by_hand.splitlines() if line.startswith("|"))
    yield new_markdown_cell(
        "## Measured with the paper's settings\n\n"
        f"{written}\n\nBesides, with more about it in the [README](README.md#the-papers-settings):\n\n{table}"
    )


def _section(name: str, shown: Mapping[Form, Sequence[Shown]]) -> Iterator[NotebookNode]:
    """An experiment that there are results of: question, figures, numbers beside the published ones."""
    experiment = EXPERIMENTS[name]
    there = {form: _of(name, shown[form]) for form in _FORMS if len(_of(name, shown[form]).found)}
    if not there:
        return
    place = experiment.place[:1].upper() + experiment.place[1:]
    yield new_markdown_cell(f"({name})=\n## {place}: {experiment.title}\n\n{experiment.question}")
    for form, each in there.items():
        words = _FORMS[form]
        yield new_markdown_cell(f"### {experiment.place}, {words}\n\n{_missing(each)}")
        for exhibit in each.exhibits:
            if exhibit.figure is not None:
                data = {FIGURE: json.loads(exhibit.figure.to_json())}
                output = new_output("display_data", data)
                hidden = {"tags": ["remove-input"]}  # a cell without code would not be shown at all
                yield new_code_cell("figure", outputs=[output], metadata=hidden)
            if exhibit.summary:
                yield new_markdown_cell(exhibit.summary)
        if each.numbers:
            beside = markdown(number_table(each.numbers))
            yield new_markdown_cell(f"Beside the published numbers:\n\n{beside}")
        yield new_markdown_cell(f"`hnetlab reproduce {name} --preset {form}`")


def _missing(each: Shown) -> str:
    """What is not there, each reason once."""
    reasons = dict.fromkeys(each.found.gaps.values())
    if not reasons:
        return ""
    return f"**{len(each.found)} of {len(each.found.cases)} results are there.** {' '.join(reasons)}"
