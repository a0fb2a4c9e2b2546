"""The JavaScript of the front: what is committed is what its sources give, and its own tests pass."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hnetlab import front

ROOT = Path(__file__).parents[2]
FRONT = Path(front.__file__).parent
BUNDLES = sorted(path.stem for path in (FRONT / "source" / "bundles").glob("*.js"))
SHORT_OF = "needs Node.js and `make front`"


def node(*arguments: str) -> subprocess.CompletedProcess[str]:
    if not (shutil.which("node") and (ROOT / "node_modules" / ".bin" / "esbuild").exists()):
        if os.environ.get("HNETLAB_BROWSER") == "required":
            pytest.fail(SHORT_OF, pytrace=False)
        pytest.skip(SHORT_OF)
    return subprocess.run(["node", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_bundles_are_what_their_sources_give() -> None:
    result = node(str(FRONT / "build.mjs"), "--check")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_needs_nothing_from_elsewhere(name: str) -> None:
    for path in (front.script(name), front.style(name)):
        text = path.read_text("utf-8") if path.exists() else ""
        assert "//# sourceMappingURL" not in text
        assert not [line for line in text.splitlines() if line.lstrip().startswith(("import ", "@import"))]
        assert "https://" not in text
        assert path.suffix == ".js" or text.count("url(") == text.count("url(data:")


def test_the_tests_of_the_modules_pass() -> None:
    result = node("--test", "--test-reporter=tap", "tests/front/")
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr
    assert "# pass 0" not in result.stdout
