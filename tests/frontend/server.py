"""A Jupyter server as `make lab` starts it, on a copy of the notebooks that a test may write to."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import nbformat

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 120  # on two cores that are busy; idle ones take three
SECONDS_TO_STOP = 20

# The server and the browser are on this machine: no proxy between them.
_OPENER = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class Server:
    """A running server: its address with a slash at the end, its token, and the folder it shows."""

    url: str
    token: str
    root: Path

    def request(self, path: str, method: str = "GET") -> Any:
        """The answer, read from JSON, of Jupyter's REST interface at `path`."""
        headers = {"Authorization": f"token {self.token}"}
        with _OPENER.open(Request(self.url + path, method=method, headers=headers), timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def stop_kernels(self) -> None:
        """Shuts every kernel down, so that no test computes behind the next one's back."""
        for session in self.request("api/sessions"):
            self.request(f"api/sessions/{session['id']}", "DELETE")
        for kernel in self.request("api/kernels"):  # Voila's belong to no session
            self.request(f"api/kernels/{kernel['id']}", "DELETE")

    def add_notebook(self, name: str, *cells: str) -> str:
        """Writes a notebook with these code cells beside the copied ones; returns its path."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(notebook, self.root / "notebooks" / name)
        return f"notebooks/{name}"


def lab_command(root: Path, arguments: str) -> list[str]:
    """What `make lab` runs, as make itself says it, for the folder `root` and with more arguments."""
    outside = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL"}}
    variables = [f"RUN={shlex.quote(sys.executable)}", f"LAB_ROOT={root}", f"ARGS={arguments}"]
    # `-o`: the environment that runs the tests is the one to use, whatever its age.
    said = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "-o", ".venv/.ready", "lab", *variables],
        cwd=ROOT,
        env=outside,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return shlex.split(said.replace("\\\n", " "))


def notebook_command(root: Path, arguments: str) -> list[str]:
    """What starts Notebook 7 for the folder `root`; Voila comes with it, as it does with JupyterLab."""
    options = ["--ServerApp.ip=localhost", f"--ServerApp.root_dir={root}", *shlex.split(arguments)]
    return [sys.executable, "-m", "notebook", *options]


@contextmanager
def serve(
    folder: Path, log: Path, command: Callable[[Path, str], list[str]] = lab_command, *, fast: bool = True
) -> Iterator[Server]:
    """A server that writes only to `folder`: notebooks, settings, workspaces; and its output to `log`.

    With `fast` the notebooks train for a few steps only.
    Raises RuntimeError with the end of that output when it does not come up.
    """
    root, runtime = folder / "lab", folder / "runtime"
    shutil.copytree(
        ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns("runs", ".ipynb_checkpoints")
    )
    # It chooses a free port and writes down which; should the tests be killed, it ends by itself.
    arguments = (
        "--no-browser --allow-root --ServerApp.port=0 --ServerApp.port_retries=0"
        " --MappingKernelManager.cull_idle_timeout=900 --ServerApp.shutdown_no_activity_timeout=900"
    )
    with log.open("w") as output:
        process = subprocess.Popen(
            command(root, arguments),
            cwd=ROOT,
            env=_environment(folder, runtime) | {"HNETLAB_FAST": "1" if fast else ""},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        said = _await_address(process, runtime, log)
        server = Server(f"http://localhost:{said['port']}{said['base_url']}", said["token"], root)
        yield server
        server.stop_kernels()
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(folder: Path, runtime: Path) -> dict[str, str]:
    """The tests' own environment, with nothing of the person's Jupyter settings."""
    own = {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "NO_PROXY": "localhost,127.0.0.1",
        "no_proxy": "localhost,127.0.0.1",
    }
    return os.environ | own


def _await_address(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> dict[str, Any]:
    """What the server wrote down about itself, as soon as it answers."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        for path in runtime.glob("jpserver-*.json"):
            try:
                said: dict[str, Any] = json.loads(path.read_text("utf-8"))
                Server(f"http://localhost:{said['port']}{said['base_url']}", said["token"], path).request(
                    "api/status"
                )
            except (ValueError, OSError):
                continue  # half-written, or not listening yet
            return said
        time.sleep(0.1)
    raise RuntimeError(
        f"The Jupyter server did not start; it said at the end:\n{log.read_text('utf-8')[-3000:]}"
    )
