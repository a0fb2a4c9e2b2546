"""Makes the picture in the README from two real runs: `.venv/bin/python docs/make_pictures.py` (a minute).

It needs Chromium or Chrome, which draws the figures.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import plotly.graph_objects as go

from hnetlab import Run, configure, fit, views

PICTURE = Path(__file__).with_name("overview.png")
WIDTH, HEIGHT = 370, 420
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


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
        matrix.update_xaxes(title_text="accuracy (%) on task", ticktext=numbers)
        matrix.update_yaxes(title_text="after learning task", ticktext=numbers)
    plane = views.embedding_plane(runs["hnet"])
    plane.update_layout(title_text="One embedding per task", showlegend=False)
    plane.update_xaxes(title_font_size=13).update_yaxes(title_font_size=13)
    return [*matrices, plane]


def draw(shown: list[go.Figure], picture: Path) -> None:
    """A picture of the figures side by side."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"no browser to draw with: install one of {', '.join(BROWSERS)}")
    parts = []
    for number, figure in enumerate(shown):
        figure.update_layout(width=WIDTH, height=HEIGHT, margin_r=20)
        still = {"staticPlot": True}
        parts.append(figure.to_html(full_html=False, include_plotlyjs=number == 0, config=still))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(f'<body style="margin:0;display:flex">{"".join(parts)}</body>', encoding="utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--virtual-time-budget=9000",
        ]
        size = [f"--window-size={WIDTH * len(shown)},{HEIGHT}", "--force-device-scale-factor=2"]
        command = [browser, *options, *size, f"--screenshot={picture.resolve()}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    draw(figures(), PICTURE)
