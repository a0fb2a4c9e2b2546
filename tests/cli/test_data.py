import gzip
import hashlib

import pytest

from hnetlab.tasks import DATASETS, Dataset, DatasetFile

CONTENTS = b"\0\0\x08\x01" + bytes(500)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A dataset of two files, one of which is here."""
    monkeypatch.setenv("HNETLAB_DATA", str(tmp_path))
    sha256 = hashlib.sha256(CONTENTS).hexdigest()
    files = (DatasetFile("images.gz", sha256), DatasetFile("labels.gz", sha256))
    monkeypatch.setitem(DATASETS, "small", Dataset("small", files, ("http://127.0.0.1:1",)))
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "images.gz").write_bytes(gzip.compress(CONTENTS))
    return tmp_path / "small"


def test_status_says_what_is_here(hnetlab, small):
    answer = hnetlab("data", "status", "small")
    assert answer.code == 0
    rows = [line.split() for line in answer.out.splitlines()]
    size = (small / "images.gz").stat().st_size
    assert [str(small) + ":"] == rows[0][1:]
    assert ["images.gz", "present", str(size)] in rows
    assert ["labels.gz", "missing", "0"] in rows
    assert answer.out.endswith("Get what is missing or damaged: hnetlab data fetch small\n")


def test_status_tells_what_is_damaged(hnetlab, small):
    (small / "images.gz").write_bytes(b"junk")
    assert "images.gz  damaged" in hnetlab("data", "status", "small").out


def test_a_complete_dataset_needs_nothing(hnetlab, small):
    (small / "labels.gz").write_bytes((small / "images.gz").read_bytes())
    answer = hnetlab("data", "status", "small")
    assert "fetch" not in answer.out
    assert hnetlab("data", "fetch", "small").out == answer.out


def test_fetch_without_a_network_is_one_sentence(hnetlab, small):
    answer = hnetlab("data", "fetch", "small")
    assert (answer.code, answer.out) == (2, "")
    sentence = answer.err.split("\r")[-1]  # what was there before it, a bar that has gone
    assert sentence.startswith("Error: labels.gz could not be downloaded (127.0.0.1: no connection)")
    assert answer.err.count("\n") == 1
    assert [path.name for path in small.iterdir()] == ["images.gz"]


def test_an_unknown_dataset_is_one_sentence(hnetlab):
    for command in ("status", "fetch"):
        assert 'There is no dataset "mnits"' in hnetlab("data", command, "mnits").refusal


def test_status_without_a_name_shows_every_dataset(hnetlab, small):
    answer = hnetlab("data", "status")
    assert answer.code == 0
    assert "small: In " in answer.out
    assert "mnist: In " in answer.out
