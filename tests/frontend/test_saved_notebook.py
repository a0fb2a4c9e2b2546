"""What JupyterLab writes to the disk when a notebook with panels is saved."""

from .browser import NotebookPage

IMPORTS = """
from hnetlab import LiveLab, Run, configure, fit
from hnetlab.widgets import EmbeddingExplorer, RegularizerMicroscope

settings = {"embedding_dim": 2, "tasks": 3, "steps": 20}
run = fit(Run(configure("split-digits", "hnet", **settings), device="cpu"), progress=False)
"""
PANELS = ("LiveLab('split-digits', device='cpu')", "EmbeddingExplorer(run)", "RegularizerMicroscope(run)")
MOST_BYTES = 200_000


def test_three_panels_stay_small_on_the_disk(notebook: NotebookPage) -> None:
    """Plotly's code, megabytes per figure, must not be saved with them."""
    notebook.open(notebook.server.add_notebook("panels.ipynb", IMPORTS, *PANELS))
    notebook.run_all()
    saved = notebook.save()
    views = [
        output.data
        for cell in saved.cells
        for output in cell.outputs
        if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
    ]
    assert len(views) == len(PANELS)
    assert all("hnetlab-still" in view["text/html"] for view in views), "for whoever has no kernel"
    assert notebook.path.stat().st_size < MOST_BYTES
