from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hnetlab.tasks import fashion
from hnetlab.tasks.fashion import FASHION, SplitFashionSettings, load_fashion, split_fashion


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Fashion-MNIST where Debian's package puts it, an empty data folder, and no network."""
    if not all((place / file.name).exists() for place in FASHION.installed for file in FASHION.files):
        pytest.skip("needs Fashion-MNIST: the package dataset-fashion-mnist is not installed")
    monkeypatch.setenv("HNETLAB_DATA", str(tmp_path))
    monkeypatch.setattr(fashion, "FASHION", replace(FASHION, mirrors=()))
    return tmp_path


def test_what_the_system_has_installed_is_not_downloaded(installed):
    arrays = load_fashion()
    assert (arrays.x_train.shape, arrays.x_test.shape) == ((60000, 784), (10000, 784))
    assert np.bincount(arrays.y_train).tolist() == [6000] * 10
    assert list(installed.iterdir()) == []
    sequence = split_fashion(SplitFashionSettings(scenario=3))
    assert [task.name for task in sequence][:2] == ["T-shirt/top, Trouser", "Pullover, Dress"]
    assert sequence[4].classes == ("Bag", "Ankle boot")


def test_what_is_not_installed_is_downloaded(installed, make_mirror, monkeypatch):
    server = make_mirror()
    server.files = {file.name: (FASHION.installed[0] / file.name).read_bytes() for file in FASHION.files}
    monkeypatch.setattr(fashion, "FASHION", replace(FASHION, mirrors=(server.url,), installed=()))
    assert len(load_fashion().x_test) == 10000
    assert sorted(path.name for path in (installed / "fashion-mnist").iterdir()) == sorted(server.files)


def test_the_readme_of_the_data_folder_lists_the_same_files_checksums_and_mirrors():
    readme = (Path(__file__).resolve().parents[2] / "data" / "README.md").read_text()
    for file in FASHION.files:
        assert f"| `{file.name}` | `{file.sha256}` |" in readme
    for mirror in FASHION.mirrors:
        assert f"- `{mirror}`\n" in readme
