"""Builds the site from the repository, without a network: `make site`, or `python -m docs.site.build FOLDER`.

With --as-stored it executes no notebook, and only rehearses what is trained for the reproduction page.

Everything is put into one folder as it lies in the repository, so that links between files hold; Sphinx makes
pages of it and stops at the first warning, and at last every link within the site is followed.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from plotly.offline import get_plotlyjs

import hnetlab
from docs.site import reproduction
from hnetlab import Run, configure, fit
from hnetlab.base.errors import LabError
from hnetlab.export import Figures
from hnetlab.export.media import PANEL, STILL
from hnetlab.pages import write_explorer, write_playground

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
RESULTS = ("results", "reproduced/results")
COPIED = ("docs", "notebooks", "data/README.md", "README.md", "LICENSE", "hnetlab", "tests")
LINKS = """<p><em>A panel is alive where the notebook runs. Alive on this site are
<a href="{up}playground.html">the playground</a> and <a href="{up}explorer.html">the explorer</a>.</em></p>"""
EXPLORED_STEPS = 100
NEVER = shutil.ignore_patterns("runs", ".ipynb_checkpoints", "__pycache__", "site", "*.pyc", "artifacts")


def main() -> None:
    """Builds the site into the folder that the command line names."""
    parser = argparse.ArgumentParser(description="Build the site.")
    parser.add_argument("destination", type=Path)
    parser.add_argument("--as-stored", action="store_true", help="take the notebooks without executing them")
    usual = " and ".join(map(str, RESULTS))
    parser.add_argument(
        "--results",
        type=Path,
        action="append",
        metavar="DIR",
        help=f"finished runs for the reproduction page, however deep (default: {usual}, where they are)",
    )
    arguments = parser.parse_args()
    results = arguments.results or [ROOT / name for name in RESULTS if (ROOT / name).is_dir()]
    destination = arguments.destination.absolute()
    staged = destination.with_name(f"{destination.name}.sources")
    shutil.rmtree(staged, ignore_errors=True)
    shutil.rmtree(destination, ignore_errors=True)
    stage(staged)
    notebooks = sorted((staged / "notebooks").rglob("*.ipynb"))
    if not arguments.as_stored:
        with ThreadPoolExecutor(max(1, (os.cpu_count() or 1) // 2)) as pool:
            list(pool.map(execute, notebooks))
    kept = destination.with_name(f"{destination.name}.results")
    try:
        reproduction.write_reproduction(staged, results, kept, rehearse=arguments.as_stored)
    except LabError as error:
        sys.exit(str(error))
    lead_to_reproduction(staged / "notebooks" / "09_the_paper.ipynb")
    for notebook in (*notebooks, staged / f"{reproduction.NAME}.ipynb"):
        draw_figures(notebook, staged)
    write_reference(staged / "api.md")
    write_playground(staged / "extra" / "playground.html")
    run = fit(Run(configure("split-digits", embedding_dim=2, steps=EXPLORED_STEPS)), progress=False)
    write_explorer(run, staged / "extra" / "explorer.html")
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going"]
    subprocess.run([*sphinx, str(staged), str(destination)], check=True)
    broken = sorted(set(broken_links(destination)))
    if broken:
        sys.exit("These links of the site lead nowhere:\n" + "\n".join(broken))
    shutil.rmtree(staged)
    print(f"The site lies in {destination}: open {destination / 'index.html'} in a browser.")


def stage(folder: Path) -> None:
    """Puts what the site shows, and what that links to, into `folder` as it lies in the repository."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=NEVER)
        else:
            shutil.copy(source, target)
    for name in ("index.md", "conf.py"):
        shutil.copy(HERE / name, folder)
    for name in ("extra", "static"):
        (folder / name).mkdir()
    for name in ("site.css", "theme.js"):
        shutil.copy(HERE / name, folder / "static")
    (folder / "static" / "plotly.js").write_text(get_plotlyjs(), "utf-8")


def execute(notebook: Path) -> None:
    """Runs a notebook in place, under the short settings."""
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace"]
    environment = {**os.environ, "HNETLAB_FAST": "1"}
    subprocess.run([*command, str(notebook)], check=True, env=environment, cwd=notebook.parent)


def draw_figures(path: Path, staged: Path) -> None:
    """Gives every figure of a notebook its form of HTML, for which the page loads plotly once.

    Below the picture of a panel, which needs a kernel, or in its place stand links to its like on the site.
    """
    notebook = nbformat.read(path, as_version=4)
    up = "../" * (len(path.relative_to(staged).parts) - 1)
    drawn, _ = Figures(enabled=True, library=f'<script src="{up}_static/plotly.js"></script>')(notebook, {})
    drawn.metadata.pop("widgets", None)
    for cell in drawn.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            picture = data.get("text/html", "") if STILL in data.get("text/html", "") else ""
            if data.pop(PANEL, None) or picture:
                data["text/html"] = picture + LINKS.format(up=up)
    nbformat.write(drawn, path)


def lead_to_reproduction(path: Path) -> None:
    """Puts a link to the reproduction page below the beginning of the notebook about it."""
    notebook = nbformat.read(path, as_version=4)
    text = f"*On this site: [what all of these commands write](../{reproduction.NAME}.ipynb).*"
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(text, id=reproduction.NAME))
    nbformat.write(notebook, path)


def write_reference(path: Path) -> None:
    """A page with every public name."""
    lines = ["# Reference", "", "All names are imported from `hnetlab`.", ""]
    for name in hnetlab.__all__:
        value = getattr(hnetlab, name)
        if callable(value):
            kind = "class" if isinstance(value, type) else "function"
            lines += [f"## {name}", "", "```{eval-rst}", f".. auto{kind}:: hnetlab.{name}", "```", ""]
    for module in ("views", "figures", "analysis.metrics"):
        lines += [f"## hnetlab.{module}", "", "```{eval-rst}", f".. automodule:: hnetlab.{module}", "```", ""]
    path.write_text("\n".join(lines), "utf-8")


class Links(HTMLParser):
    """Where the links, pictures and scripts of a page lead, and the names that lie on it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what an element leads to and what it is called."""
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.add(value)
            elif name in ("id", "name") and value:
                self.names.add(value)


def broken_links(site: Path) -> Iterator[str]:
    """The links from one place of the site to another that does not exist."""
    pages = {}
    for page in site.rglob("*.html"):
        pages[page] = Links()
        pages[page].feed(page.read_text("utf-8"))
    for page, found in pages.items():
        for link in found.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            known = pages.get(target)
            if not target.exists() or (known and parts.fragment and parts.fragment not in known.names):
                yield f"{page.relative_to(site)}: {link}"


if __name__ == "__main__":
    main()
