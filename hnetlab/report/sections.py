"""The parts of the page as HTML."""

import re
import time
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import plotly.graph_objects as go
from pydantic.fields import FieldInfo

from hnetlab.analysis.metrics import Summary, metric_label, metric_unit, summary_text
from hnetlab.analysis.summary import own_values_text
from hnetlab.base.measure import Measure
from hnetlab.base.settings import Settings, fields_of, values_of
from hnetlab.experiments.own import DECIDES
from hnetlab.figures.numbers import numbers_html
from hnetlab.figures.tabular import text_summary
from hnetlab.report.command import how_to_repeat
from hnetlab.report.facts import Facts, in_words
from hnetlab.report.frame import frame

_MEANINGS = {
    "average_accuracy": "over all tasks, after the last one was learned",
    "during_accuracy": "on each task right after it was learned, over all tasks",
    "forgetting": "how far earlier tasks have fallen from their best",
    "backward_transfer": "what later tasks did to earlier ones; below zero they made them worse",
}
_MOST_TASKS_IN_HALF_A_PAGE = 6
_FRAME_HEIGHT = 900
_GROUPS = {"data": "Data", "target": "Target network", "training": "Training", "learning": "Method"}


def all_sections(facts: Facts) -> Iterator[str]:
    """The body of the page from top to bottom."""
    yield f"<h1>{escape(facts.title)}</h1>\n<p>{escape(facts.summary)}</p>"
    for note in facts.notes:
        yield f'<p class="notice">{escape(note)}</p>'
    if facts.unfinished:
        yield f'<p class="notice">{escape(facts.unfinished)}</p>'
    metrics = facts.metrics()
    yield _tiles(facts, metrics)
    if metrics:
        yield _metric_section(facts, metrics)
    yield _figure_section(facts)
    if facts.explorer:
        yield _explorer_section(facts.explorer)
    yield _repeat_section(facts)
    yield _settings_section(facts)
    yield _environment_section(facts)


def _tiles(facts: Facts, metrics: dict[str, Summary]) -> str:
    """The numbers that one looks for first."""
    measure = facts.run.measure
    tiles = [
        (metric_label(name, measure=measure), _short(name, metrics[name], measure))
        for name in ("average_accuracy", "forgetting")
        if metrics
    ]
    tiles += [
        ("compression ratio", f"{facts.run.description.compression_ratio:.3g}"),
        ("training time", _duration(facts.seconds)),
    ]
    items = "\n".join(f"<li><span>{escape(name)}</span><b>{escape(value)}</b></li>" for name, value in tiles)
    return f'<ul class="tiles">\n{items}\n</ul>'


def _metric_section(facts: Facts, metrics: dict[str, Summary]) -> str:
    measure, learned = facts.run.measure, facts.tasks_compared
    seeds = in_words(len(facts.run.config.seeds), "seed")
    several = len(facts.run.config.seeds) > 1
    percent = measure.unit == "%"
    scores = measure.longest_name.replace(measure.name, measure.plural).capitalize()
    what = "In percent" if percent else scores
    note = f" Differences are in {measure.difference_unit}." if percent else ""
    over = f" over {seeds}, ± one standard error of the mean" if several else ", of one seed"
    if facts.run.config.own:
        note += f" {own_values_text(facts.run.config.own)}."
    which = f" The first {in_words(learned, 'task')}." if facts.unfinished else ""
    head = ["metric", "mean ± SEM", "lowest and highest seed"] if several else ["metric", "value"]
    rows = []
    for name, metric in metrics.items():
        label, meaning = metric_label(name, measure=measure), _meaning(name, measure)
        cells = [f'<td class="number">{escape(summary_text(metric, measure=measure))}</td>']
        if several:
            ends = map(measure.cell, (min(metric.per_seed), max(metric.per_seed)))
            cells.append(f'<td class="number">{" … ".join(ends)}</td>')
        rows.append(
            f'<tr><th scope="row">{label}</th>{"".join(cells)}<td class="faint aside">{meaning}</td></tr>'
        )
    return f'<h2>Metrics</h2>\n<p class="faint">{what}{over}.{which}{note}</p>\n' + html_table(
        [*head, ""], rows
    )


def _figure_section(facts: Facts) -> str:
    figures = "\n".join(figure_html(number, figure) for number, figure in enumerate(facts.figures()))
    return f'<h2>Figures</h2>\n<div class="figures">\n{figures or "<p>Nothing was measured yet.</p>"}\n</div>'


def _explorer_section(page: str) -> str:
    inside = frame(page, title="Explorer of the embedding space", height=_FRAME_HEIGHT)
    how = "Drag the handle or press arrow keys: the bars say what the network generated at its place knows."
    return (
        '<section class="explorer">\n<h2>Embedding space</h2>\n'
        f'<p class="faint">{how}</p>\n{inside}\n</section>'
    )


def figure_html(number: int, figure: go.Figure) -> str:
    """A figure with its title as text above it, where it can wrap, and its legend below."""
    title, subtitle = (
        (text or "").replace("<br>", " ")
        for text in (figure.layout.title.text, figure.layout.title.subtitle.text)
    )
    label, numbers = text_summary(figure), numbers_html(figure)
    legend = {"orientation": "h", "traceorder": "normal", "x": 0, "y": 0, "yref": "container"}
    margin = {"l": figure.layout.margin.l or 10, "r": 20, "t": 30, "b": 10}  # names of rows keep their room
    figure.update_layout(title=None, margin=margin, legend={**legend, "yanchor": "bottom"})
    figure.update_xaxes(title_font_size=13).update_yaxes(title_font_size=13)
    first = figure.data[0]
    kind = "wide" if first.type == "heatmap" and len(first.z) > _MOST_TASKS_IN_HALF_A_PAGE else "half"
    # A figure's text is data to HTML: nothing in it may end the element that holds it.
    data = figure.to_json().replace("<", "\\u003c")
    note = f'\n<p class="faint">{escape(subtitle)}</p>' if subtitle else ""
    return (
        f'<figure class="{kind}">\n<h3>{escape(title)}</h3>{note}\n'
        f'<div class="plot" id="figure-{number}" role="img" aria-label="{escape(label)}">'
        f'<script type="application/json">{data}</script></div>\n{numbers}</figure>'
    )


def _repeat_section(facts: Facts) -> str:
    device = str(facts.environment.get("device", "auto")).split()[0]
    own = facts.run.description.own
    code = how_to_repeat(facts.run.config, device, own=own, changes=facts.changes)
    hnetlab = ", with the hnetlab that has begun it" if facts.run.earlier else ""
    same = f"With the versions below{hnetlab} and on the same kind of machine it gives the same numbers"
    if own:
        same += f", if the {' and the '.join(own)} that you give are those of this run"
    return (
        f"<h2>How to repeat this run</h2>\n<pre><code>{escape(code)}</code></pre>\n"
        f'<p class="faint">{same}; on another one they differ by rounding.</p>'
    )


def _settings_section(facts: Facts) -> str:
    config = facts.run.config
    idle = {DECIDES[what] for what in facts.run.description.own}
    groups = "\n".join(
        _settings_group(title, getattr(config, name)) for name, title in _GROUPS.items() if name not in idle
    )
    seeds = ", ".join(map(str, config.seeds))
    return (
        f"<h2>Settings</h2>\n<p>Preset {escape(config.preset)}, "
        f'{"seeds" if len(config.seeds) > 1 else "seed"} {seeds}.</p>\n<div class="groups">\n{groups}\n</div>'
    )


def _settings_group(title: str, settings: Settings) -> str:
    fields = fields_of(type(settings))
    if not fields:
        return ""
    values = values_of(settings)
    rows = [
        f'<tr><th scope="row"><code>{name}</code><br><span class="faint">{_described(field)}'
        f"</span></th><td>{escape(_value(values[name]))}</td></tr>"
        for name, field in fields.items()
    ]
    return f'<div class="group">\n<h3>{title}</h3>\n{html_table(["setting", "value"], rows)}\n</div>'


def _described(field: FieldInfo) -> str:
    """What a setting is for, the names of others in it as code."""
    return re.sub("`(.+?)`", r"<code>\1</code>", escape(field.description or ""))


def _environment_section(facts: Facts) -> str:
    rows = [
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(str(value))}</td></tr>'
        for name, value in {**facts.environment, "folder": facts.path.resolve()}.items()
    ]
    return f"<h2>Environment</h2>\n{html_table(['', ''], rows)}"


def html_table(head: Iterable[str], rows: Iterable[str]) -> str:
    """A table of rows that are HTML, below the names of its columns where there are any."""
    cells = "".join(f'<th scope="col">{name}</th>' for name in head)
    top = f"<thead><tr>{cells}</tr></thead>\n" if any(head) else ""
    return f"<table>\n{top}<tbody>\n" + "\n".join(rows) + "\n</tbody>\n</table>"


def _meaning(metric: str, measure: Measure) -> str:
    if not measure.higher_is_better and metric == "forgetting":
        return f"how far the {measure.name} of earlier tasks has risen from its least"
    return _MEANINGS[metric]


def _short(name: str, metric: Summary, measure: Measure) -> str:
    """A metric at a glance, with its unit."""
    unit = metric_unit(name, measure=measure)
    return f"{measure.scale * metric.mean:z{measure.glance}}" + (f" {unit}" if unit else "")


def _value(value: Any) -> str:
    """A setting as a reader would write it."""
    match value:
        case None | ():
            return "none"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(map(str, value))
    return str(value)


def _duration(seconds: float) -> str:
    """For example "8 s", "3 min 20 s" or "2 h 5 min"."""
    whole = time.gmtime(round(seconds))
    hours, minutes = round(seconds) // 3600, whole.tm_min
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {whole.tm_sec} s" if minutes else f"{whole.tm_sec} s"
