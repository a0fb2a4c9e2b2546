"""How many numbers are learned, against how many weights they generate."""

import plotly.graph_objects as go

from hnetlab.figures.theme import FAINT, GRID, fill, new_figure


def compression(
    *,
    hidden_layers: int,
    output_layer: int,
    chunk_embeddings: int,
    task_embeddings: int,
    target_weights: int,
    learned_once: int = 0,
    other_networks: int = 0,
    title: str | None = None,
) -> go.Figure:
    """The hypernetwork's trainable numbers by part, and the weights of the target network, as two bars.

    The compression ratio in the title is the sum of the parts over `target_weights`; beside it that with the
    numbers of a method's `other_networks`, if it has any. Of the weights so many may be `learned_once`, with
    the first task: they are trained as they are and count with the others.

    >>> figure = compression(
    ...     hidden_layers=600, output_layer=3000, chunk_embeddings=80, task_embeddings=40, target_weights=9000
    ... )
    >>> len(figure.data)
    5
    """
    parts = {
        "output layer": output_layer,
        "hidden layers": hidden_layers,
        "chunk embeddings": chunk_embeddings,
        "task embeddings": task_embeddings,
    }
    if learned_once:
        parts["learned with the first task"] = learned_once
    trainable = sum(parts.values())
    ratio = f"Compression ratio {trainable / target_weights:.3g}"
    if other_networks:
        ratio += f", with all networks {(trainable + other_networks) / target_weights:.3g}"
    does = "stand for" if learned_once else "generate"
    figure = new_figure(
        title or ratio,
        f"{trainable:,} trainable numbers {does} {target_weights:,} weights",
    )
    for index, (name, count) in enumerate(parts.items()):
        _add_bar(figure, "hypernetwork", name, count, fill(index))
    _add_bar(figure, "target network", "target network", target_weights, {"color": FAINT})
    figure.update_xaxes(title_text="trainable numbers", showgrid=True, gridcolor=GRID, tickformat="~s")
    figure.update_yaxes(autorange="reversed", ticks="", showline=False)
    return figure.update_layout(barmode="stack", bargap=0.35, height=320, legend={"traceorder": "normal"})


def _add_bar(figure: go.Figure, network: str, name: str, count: int, marker: dict[str, object]) -> None:
    figure.add_bar(
        y=[network],
        x=[count],
        orientation="h",
        name=f"{name}: {count:,}",
        marker=marker,
        hovertemplate=f"{name}: {count:,}<extra></extra>",
    )
