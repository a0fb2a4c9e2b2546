import gzip
import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from hnetlab.base.errors import DataError
from hnetlab.tasks.dataset import Dataset, DatasetFile


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HNETLAB_DATA", str(tmp_path))
    return tmp_path / "toy"


@pytest.fixture
def dataset(folder, mirror, content, packed):
    mirror.files = {"a.gz": packed, "b.gz": gzip.compress(b"second")}
    files = (
        DatasetFile("a.gz", hashlib.sha256(content).hexdigest()),
        DatasetFile("b.gz", hashlib.sha256(b"second").hexdigest()),
    )
    return Dataset("toy", files, (mirror.url,))


def states(statuses):
    return [status.state for status in statuses]


def test_status_tells_missing_present_and_damaged_files_apart(dataset, folder, packed):
    assert states(dataset.status()) == ["missing", "missing"]
    assert not folder.exists()
    folder.mkdir()
    # Compressed in another way than the mirror's, with the same contents.
    other = gzip.compress(gzip.decompress(packed), compresslevel=1)
    (folder / "a.gz").write_bytes(other)
    (folder / "b.gz").write_bytes(gzip.compress(b"something else"))
    assert states(dataset.status()) == ["present", "damaged"]
    assert dataset.status()[0].size == len(other)
    assert dataset.status()[0].path == folder / "a.gz"


def test_fetch_downloads_what_is_missing_and_leaves_what_is_present(dataset, mirror, folder):
    folder.mkdir()
    (folder / "b.gz").write_bytes(gzip.compress(b"second", compresslevel=0))
    before = (folder / "b.gz").read_bytes()
    assert states(dataset.fetch()) == ["present", "present"]
    assert (folder / "b.gz").read_bytes() == before
    assert [path for path, _ in mirror.asked] == ["/data/a.gz"]
    dataset.fetch()
    assert len(mirror.asked) == 1


def test_contents_downloads_what_is_missing_once(dataset, mirror, content):
    assert list(dataset.contents()) == [content, b"second"]
    assert list(dataset.contents()) == [content, b"second"]
    assert len(mirror.asked) == 2


DAMAGE = {
    "cut short": lambda data: data[: len(data) // 2],
    "one bit flipped": lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
    "empty": lambda data: b"",
    "another kind of file": lambda data: b"<html>",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_named_with_the_remedy_and_fetch_replaces_it(dataset, mirror, folder, damage):
    dataset.fetch()
    path = folder / "a.gz"
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    with pytest.raises(DataError) as caught:
        list(dataset.contents())
    message = f'{path} is damaged: delete it, or run "hnetlab data fetch toy" to replace it.'
    assert str(caught.value) == message
    assert path.read_bytes() == damaged
    assert len(mirror.asked) == 2
    assert states(dataset.fetch()) == ["present", "present"]


def test_a_file_that_is_a_folder_is_told_in_one_sentence(dataset, folder):
    (folder / "a.gz").mkdir(parents=True)
    with pytest.raises(DataError, match=r"a\.gz can't be read .*: check the path"):
        list(dataset.contents())


@pytest.mark.parametrize("name", ["a-idx1", "a.idx1", "a-idx1.gz"])
def test_a_file_that_was_unpacked_is_as_good_as_the_packed_one(folder, mirror, content, name):
    dataset = Dataset("toy", (DatasetFile("a-idx1.gz", hashlib.sha256(content).hexdigest()),), (mirror.url,))
    folder.mkdir()
    (folder / name).write_bytes(content)
    assert dataset.status()[0].path == folder / name
    assert states(dataset.status()) == states(dataset.fetch()) == ["present"]
    assert list(dataset.contents()) == [content]
    assert mirror.asked == []


def test_of_two_copies_the_intact_one_is_taken(dataset, folder, mirror, content):
    folder.mkdir()
    (folder / "a.gz").write_bytes(b"damaged")
    (folder / "a").write_bytes(content)
    assert dataset.status()[0].path == folder / "a"
    assert next(dataset.contents()) == content
    assert mirror.asked == []


def test_an_unpacked_file_that_is_damaged_is_named_and_fetch_gets_the_packed_one(dataset, folder, content):
    folder.mkdir()
    (folder / "a").write_bytes(content[:-1])
    with pytest.raises(DataError, match=r"toy/a is damaged: delete it, or run"):
        list(dataset.contents())
    assert states(dataset.status()) == ["damaged", "missing"]
    assert states(dataset.fetch()) == ["present", "present"]
    assert next(dataset.contents()) == content


def test_a_folder_that_nobody_may_write_to_can_be_read(dataset, folder, content, monkeypatch):
    dataset.fetch()
    folder.chmod(0o555)
    # Root may write anywhere, so that only a lock that fails shows that none is wanted.
    monkeypatch.setattr("hnetlab.tasks.download.FileLock", None)
    try:
        assert states(dataset.fetch()) == ["present", "present"]
        assert list(dataset.contents()) == [content, b"second"]
    finally:
        folder.chmod(0o755)


def test_several_that_want_a_dataset_at_once_share_one_download(dataset, mirror, content):
    mirror.pause = 0.01
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda _: list(dataset.contents()), range(3)))
    assert found == [[content, b"second"]] * 3
    assert sorted(path for path, _ in mirror.asked) == ["/data/a.gz", "/data/b.gz"]
