"""One page with every experiment: question, figures, numbers beside the published ones, gaps."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count

import pandas as pd
import plotly.graph_objects as go

from hnetlab.paper.experiment import Exhibit, Experiment, Findings, Number
from hnetlab.paper.files import FIGURES, TABLES, file_name
from hnetlab.paper.tables import published_text, table, with_error
from hnetlab.report.command import how_to_repeat
from hnetlab.report.page import whole_page
from hnetlab.report.sections import figure_html, html_table


@dataclass(frozen=True, eq=False)
class Shown:
    """An experiment with what there is of it."""

    experiment: Experiment
    found: Findings
    exhibits: Sequence[Exhibit]
    numbers: Sequence[Number]


_WORDS = 40
"""Letters of a cell that may take several lines."""


def number_table(numbers: Sequence[Number]) -> pd.DataFrame:
    """Measured beside published, and how many standard errors lie between them."""
    rows = []
    for number in numbers:
        published, seeds = number.published, 0 if number.measured is None else len(number.measured.per_seed)
        deviation = number.deviation
        rows.append(
            {
                "": number.name,
                number.measure.with_unit("measured"): with_error(number.measured, number.measure),
                "seeds": seeds,
                "published": published_text(number),
                "deviation (standard errors)": ("" if number.comparable else "not comparable")
                if deviation is None
                else f"{deviation:+.1f}",
                "source": "" if published is None else published.source,
            }
        )
    return table(rows)


@dataclass(frozen=True)
class About:
    """What a page says of itself."""

    title: str
    text: str
    command: tuple[str, ...]
    """What to type for the same again."""


def write_up(about: About, shown: Sequence[Shown], *, pictures: str | None = None) -> str:
    """The page as HTML; `pictures` says why there are no pictures, if so."""
    numbers = count()
    parts = [
        f"<h1>{escape(about.title)}</h1>",
        f"<p>{escape(about.text)}</p>",
        f"<pre><code>{escape(shlex.join(about.command))}</code></pre>",
    ]
    if len(shown) > 1:
        parts.append(_contents(shown))
    if pictures:
        parts.append(f'<p class="notice">{escape(pictures)}</p>')
    for each in shown:
        parts += _section(each, numbers, ("html",) if pictures else ("html", "png", "svg"))
    parts.append(_versions(shown))
    return whole_page(about.title, "\n".join(parts))


def _contents(shown: Sequence[Shown]) -> str:
    items = "\n".join(
        f'<li><a href="#{each.experiment.name}">{_heading(each.experiment)}</a>'
        f"{'' if len(each.found) == len(each.found.cases) else f' ({_state(each.found)})'}</li>"
        for each in shown
    )
    return f"<ul>\n{items}\n</ul>"


def _heading(experiment: Experiment) -> str:
    return f"{escape(experiment.place[:1].upper() + experiment.place[1:])}: {escape(experiment.title)}"


def _state(found: Findings) -> str:
    return f"{len(found)} of {len(found.cases)} results are there"


def _section(each: Shown, numbers: Iterator[int], drawn: Sequence[str]) -> Iterator[str]:
    experiment, found = each.experiment, each.found
    yield f'<h2 id="{experiment.name}">{_heading(experiment)}</h2>'
    yield f"<p>{escape(experiment.question)}</p>"
    if gaps := _gaps(found):
        yield gaps
    yield from _figures(each, numbers)
    for exhibit in each.exhibits:
        links = _links(experiment, exhibit, drawn)
        words = exhibit.summary or f"{exhibit.title}:"
        yield f'<p>{escape(words)} <span class="faint">{" ".join(links)}</span></p>'
        if exhibit.table is not None:
            yield _details(f"{exhibit.title}: the numbers", _as_html(exhibit.table))
    if each.numbers:
        yield "<h3>Beside the published numbers</h3>"
        yield _as_html(number_table(each.numbers))
    yield _details("How to repeat single runs, and what they took", _commands(found))


def _figures(each: Shown, numbers: Iterator[int]) -> Iterator[str]:
    figures = [go.Figure(exhibit.figure) for exhibit in each.exhibits if exhibit.figure is not None]
    if figures:
        drawn = "\n".join(figure_html(next(numbers), figure) for figure in figures)
        yield f'<div class="figures">\n{drawn}\n</div>'


def _links(experiment: Experiment, exhibit: Exhibit, drawn: Sequence[str]) -> list[str]:
    """To the files of an exhibit; its figure is `drawn` in files with these ends."""
    name = file_name(experiment, exhibit)
    ends = [(FIGURES, end) for end in drawn if exhibit.figure is not None]
    ends += [(TABLES, end) for end in ("csv", "md") if exhibit.table is not None]
    return [f'<a href="{folder}/{name}.{end}">{end.upper()}</a>' for folder, end in ends]


def _gaps(found: Findings) -> str:
    """Why results, or some seeds of them, are missing, each reason once."""
    reasons: dict[str, list[str]] = {}
    for case in found.cases:
        if case not in found or case in found.gaps:
            reasons.setdefault(found.gaps.get(case, "It has not been trained yet."), []).append(case)
    return "\n".join(
        f'<p class="notice">Missing: {escape(", ".join(cases))}. {escape(why)}</p>'
        for why, cases in reasons.items()
    )


def _commands(found: Findings) -> str:
    rows = []
    for case, config in found.cases.items():
        took = f"{found[case].seconds:.1f} s per seed" if case in found else "not there"
        rows.append(
            f'<tr><th scope="row">{escape(case)}</th><td>{took}</td>'
            f"<td><code>{escape(how_to_repeat(config))}</code></td></tr>"
        )
    return html_table(["case", "training", "command"], rows)


def _as_html(frame: pd.DataFrame) -> str:
    head = [escape(str(name)) for name in frame.columns]
    rows = [
        f'<tr><th scope="row">{escape(str(first))}</th>' + "".join(map(_cell, rest)) + "</tr>"
        for first, *rest in frame.to_numpy().tolist()
    ]
    return f'<div class="scrolled">{html_table(head, rows)}</div>'


def _cell(value: object) -> str:
    """A cell of a table: a number stays on its line, longer words, such as a source, do not."""
    text = escape(str(value))
    return f"<td>{text}</td>" if len(text) > _WORDS else f'<td class="number">{text}</td>'


def _details(title: str, body: str) -> str:
    return f"<details><summary>{escape(title)}</summary>\n{body}\n</details>"


def _versions(shown: Sequence[Shown]) -> str:
    """The machines and versions that the results come from, each once."""
    environments: dict[str, Mapping[str, object]] = {}
    for each in shown:
        for case in each.found:
            for environment in each.found[case].environments.values():
                known = {name: value for name, value in environment.items() if name != "started"}
                environments[str(sorted(known.items()))] = known
    rows = [
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(str(value))}</td></tr>'
        for environment in environments.values()
        for name, value in environment.items()
    ]
    return f"<h2>Versions</h2>\n{html_table(['', ''], rows)}"
