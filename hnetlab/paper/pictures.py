"""Figures as PNG and SVG, drawn by a Chromium or Chrome of this machine: offline, all in one go."""

import base64
import html
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote_to_bytes

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from hnetlab.base.errors import LabError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_SECONDS = 300
_WIDTH = 700
_PAGE = """<!DOCTYPE html><meta charset="utf-8"><script>{plotly}</script><body><script>
(async () => {{
  const drawn = [];
  for (const figure of {figures}) {{
    const size = {{ width: {width}, height: figure.layout.height ?? figure.layout.template.layout.height }};
    drawn.push([
      await Plotly.toImage(figure, {{ format: "svg", ...size }}),
      await Plotly.toImage(figure, {{ format: "png", scale: 2, ...size }}),
    ]);
  }}
  const place = document.createElement("pre");
  place.id = "drawn";
  place.textContent = JSON.stringify(drawn);
  document.body.append(place);
}})();
</script>"""


class PictureError(LabError):
    """Pictures that can't be drawn here; pages with the figures need none."""


def find_browser() -> str | None:
    """The browser that draws: what HNETLAB_CHROMIUM names, or one that is installed; None without any."""
    named = os.environ.get("HNETLAB_CHROMIUM")
    if named is not None:
        return shutil.which(named)
    found = (shutil.which(name) for name in _NAMES)
    return next((path for path in found if path), next((p for p in _PLACES if Path(p).is_file()), None))


def draw(figures: Mapping[str, go.Figure]) -> dict[str, dict[str, bytes]]:
    """Each figure as `svg` and `png`, by its name; raises `PictureError` where there is no browser."""
    if not figures:
        return {}
    browser = find_browser()
    if browser is None:
        raise PictureError(
            "PNG and SVG need Chromium or Chrome, and there is none here: install one, or name it in "
            "HNETLAB_CHROMIUM."
        )
    shown = ",".join(figure.to_json().replace("<", "\\u003c") for figure in figures.values())
    with tempfile.TemporaryDirectory(prefix="hnetlab-", ignore_cleanup_errors=True) as folder:
        page = Path(folder, "page.html")
        page.write_text(
            _PAGE.format(plotly=get_plotlyjs(), figures=f"[{shown}]", width=_WIDTH), encoding="utf-8"
        )
        text = _dump(browser, page, Path(folder, "profile"))
    match = re.search(r'<pre id="drawn">(.*?)</pre>', text, re.DOTALL)
    if match is None:
        raise PictureError(f"{browser} has drawn nothing: name another browser in HNETLAB_CHROMIUM.")
    drawn = json.loads(html.unescape(match[1]))
    return {
        name: {"svg": _content(svg), "png": _content(png)}
        for name, (svg, png) in zip(figures, drawn, strict=True)
    }


def _dump(browser: str, page: Path, profile: Path) -> str:
    """What the browser makes of a page, as HTML."""
    command = [
        browser,
        "--headless",
        *_unboxed(),
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--virtual-time-budget={_SECONDS * 1000}",
        f"--user-data-dir={profile}",
        "--dump-dom",
        page.as_uri(),
    ]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PictureError(
            f"{browser} could not be run ({type(error).__name__}): name another browser in HNETLAB_CHROMIUM."
        ) from error
    return answer.stdout.decode("utf-8", errors="replace")


def _unboxed() -> list[str]:
    """Root may not have a sandbox; the browser sees no page but the one written here."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _content(address: str) -> bytes:
    """What a data URL holds."""
    head, _, body = address.partition(",")
    return base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
