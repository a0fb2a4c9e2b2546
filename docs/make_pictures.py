"""Makes the README's pictures from real runs: `.venv/bin/python -m docs.make_pictures` (some five minutes).

It needs Chromium, and MNIST, which it downloads if need be.
"""

import sys
import tempfile
from pathlib import Path

import plotly.graph_objects as go
from playwright.sync_api import Browser

from hnetlab import Run, configure, fit, views
from tests.frontend.browser import VIEWPORT, NotebookPage, find_chromium, launch
from tests.frontend.server import serve

FOLDER = Path(__file__).parent
WIDTH, HEIGHT = 370, 420
EXPLORER = """
from hnetlab import EmbeddingExplorer, Run, configure, fit
config = configure("split-mnist", "hnet", preset="paper", embedding_dim=2)
explorer = EmbeddingExplorer(fit(Run(config, device="cpu"), progress=False), task=4)
explorer.go(0.25 * explorer.embeddings[2] + 0.75 * explorer.embeddings[4])
explorer
"""


def main() -> None:
    """Draws both."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("needs Chromium: on Debian 'apt-get install chromium' adds it")
    with launch(chromium) as browser:
        draw(browser, figures(), FOLDER / "overview.png")
        show_explorer(browser, FOLDER / "explorer.png")


def figures() -> list[go.Figure]:
    """Both accuracy matrices and the embeddings of permuted digits, five seeds."""
    runs = {
        method: fit(Run(configure("permuted-digits", method, seeds=5))) for method in ("finetune", "hnet")
    }
    matrices = [
        views.accuracy_matrix(runs["finetune"], title="Fine-tuning: old tasks fade"),
        views.accuracy_matrix(runs["hnet"], title="Hypernetwork: old tasks stay"),
    ]
    numbers = [str(number) for number in range(1, len(runs["hnet"].sequence) + 1)]
    for matrix in matrices:
        matrix.update_traces(showscale=False, selector={"type": "heatmap"})
        told = matrix.layout.title.subtitle.text.replace("<br>", " ")
        matrix.update_layout(title_subtitle_text=told.replace("; ", "<br>"))  # no wider than the picture
        matrix.update_xaxes(title_text="accuracy (%) on task", ticktext=numbers)
        matrix.update_yaxes(title_text="after learning task", ticktext=numbers)
    plane = views.embedding_plane(runs["hnet"])
    plane.update_layout(title_text="One embedding per task", showlegend=False)
    plane.update_xaxes(title_font_size=13).update_yaxes(title_font_size=13)
    return [*matrices, plane]


def draw(browser: Browser, shown: list[go.Figure], picture: Path) -> None:
    """A picture of the figures side by side."""
    parts = []
    for number, figure in enumerate(shown):
        figure.update_layout(width=WIDTH, height=HEIGHT, margin_r=20)
        still = {"staticPlot": True}
        parts.append(figure.to_html(full_html=False, include_plotlyjs=number == 0, config=still))
    size = {"width": WIDTH * len(shown), "height": HEIGHT}
    page = browser.new_page(viewport=size, device_scale_factor=2)
    page.set_content(f'<body style="margin:0;display:flex">{"".join(parts)}</body>')
    page.locator(".js-plotly-plot .main-svg").nth(len(shown) - 1).wait_for()
    page.screenshot(path=picture)
    page.close()


def show_explorer(browser: Browser, picture: Path) -> None:
    """A picture of the explorer in JupyterLab, on the paper's split MNIST with two-dimensional embeddings."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder), Path(folder) / "server.log", fast=False) as server,
        browser.new_context(viewport=VIEWPORT, device_scale_factor=1.5) as context,
    ):
        notebook = NotebookPage(context.new_page(), server)
        notebook.open(server.add_notebook("picture.ipynb", EXPLORER, "explorer.wait()"))
        notebook.run_all(seconds=900)
        notebook.page.mouse.move(0, 0)
        notebook.page.locator(".hnetlab-panel.explorer").screenshot(path=picture)


if __name__ == "__main__":
    main()
