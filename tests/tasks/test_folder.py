from pathlib import Path

import pytest

from hnetlab.base.errors import DataError
from hnetlab.tasks import folder
from hnetlab.tasks.folder import data_folder


def test_the_environment_names_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HNETLAB_DATA", str(tmp_path / "not yet there"))
    assert data_folder() == tmp_path / "not yet there"


def test_a_tilde_in_the_environment_is_the_home(monkeypatch):
    monkeypatch.setenv("HNETLAB_DATA", "~/datasets")
    assert data_folder() == Path.home() / "datasets"


def test_the_home_of_nobody_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setenv("HNETLAB_DATA", "~nosuchuser/datasets")
    with pytest.raises(DataError, match=r"^HNETLAB_DATA=~nosuchuser/datasets names no folder: write the"):
        data_folder()


def test_a_checkout_keeps_data_in_its_own_folder(monkeypatch):
    monkeypatch.delenv("HNETLAB_DATA", raising=False)
    assert data_folder() == Path(__file__).resolve().parents[2] / "data"
    monkeypatch.setenv("HNETLAB_DATA", "")
    assert data_folder() == Path(__file__).resolve().parents[2] / "data"


def test_an_installed_package_keeps_data_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.delenv("HNETLAB_DATA", raising=False)
    monkeypatch.setattr(folder, "_CHECKOUT", tmp_path)
    assert data_folder().name == "hnetlab"
    assert data_folder().is_absolute()
    assert tmp_path not in data_folder().parents
