import hashlib
import io
import tarfile

import pytest

from hnetlab.base.errors import DataError
from hnetlab.tasks.archive import unpack_archive

WANTED = {"a.bin": b"first " * 50, "b.bin": b"second " * 50}
SUMS = {name: hashlib.sha256(data).hexdigest() for name, data in WANTED.items()}


@pytest.fixture
def make(tmp_path):
    """Writes an archive of what is wanted, then of further entries (name, type, contents or link)."""

    def write(*more, wanted=WANTED):
        path = tmp_path / "data" / "some.tar.gz"
        path.parent.mkdir()
        with tarfile.open(path, "w:gz") as archive:
            for name, data in wanted.items():
                add(archive, f"inner/{name}", tarfile.REGTYPE, data)
            for entry in more:
                add(archive, *entry)
        return path

    return write


def add(archive, name, kind, data):
    info = tarfile.TarInfo(name)
    info.type = kind
    if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
        info.linkname, data = data, b""
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def everything(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_what_is_wanted_lies_beside_the_archive_and_nothing_else_does(make, tmp_path):
    path = make(("inner/readme.html", tarfile.REGTYPE, b"hello"), ("inner/more", tarfile.DIRTYPE, b""))
    unpack_archive(path, SUMS, 10_000)
    assert everything(tmp_path) == ["data", "data/a.bin", "data/b.bin", "data/some.tar.gz"]
    assert {name: (path.parent / name).read_bytes() for name in WANTED} == WANTED


REFUSED = {
    "a path upwards": (("../out.bin", tarfile.REGTYPE, b"x"), "a path that leaves its folder"),
    "one in between": (("inner/../../out.bin", tarfile.REGTYPE, b"x"), "a path that leaves its folder"),
    "an absolute path": (("/tmp/out.bin", tarfile.REGTYPE, b"x"), "a path that leaves its folder"),
    "a path of Windows": (("..\\out.bin", tarfile.REGTYPE, b"x"), "a path that leaves its folder"),
    "a drive": (("C:\\out.bin", tarfile.REGTYPE, b"x"), "a path that leaves its folder"),
    "a symbolic link": (("inner/out", tarfile.SYMTYPE, "/etc"), "a link"),
    "a hard link": (("inner/out", tarfile.LNKTYPE, "inner/a.bin"), "a link"),
    "a device": (("inner/out", tarfile.CHRTYPE, b""), "which is neither a file nor a folder"),
    "a pipe": (("inner/out", tarfile.FIFOTYPE, b""), "which is neither a file nor a folder"),
    "a file twice": (("other/a.bin", tarfile.REGTYPE, b"x"), r"it holds a\.bin twice"),
    "too much": (("inner/zeros", tarfile.REGTYPE, bytes(10_000)), "unpacks to more than 10,000 bytes"),
}


@pytest.mark.parametrize(("entry", "reason"), REFUSED.values(), ids=REFUSED)
def test_an_archive_that_is_more_than_data_is_refused_and_nothing_is_written(make, tmp_path, entry, reason):
    path = make(entry)
    with pytest.raises(DataError, match=rf"some\.tar\.gz was not unpacked, .*{reason}: delete it, and get"):
        unpack_archive(path, SUMS, 10_000)
    assert everything(tmp_path) == ["data", "data/some.tar.gz"]


DAMAGE = {
    "cut short": lambda data: data[: len(data) // 2],
    "no archive": lambda data: b"<html>",
    "empty": lambda data: b"",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_archive_is_told_and_nothing_is_written(make, tmp_path, damage):
    path = make()
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError, match="it is no complete archive: delete it"):
        unpack_archive(path, SUMS, 10_000)
    assert everything(tmp_path) == ["data", "data/some.tar.gz"]


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [({"a.bin": WANTED["a.bin"]}, r"it lacks b\.bin"), ({**WANTED, "b.bin": b"?"}, "not what was published")],
)
def test_without_all_the_files_none_appears(make, tmp_path, wanted, reason):
    path = make(wanted=wanted)
    with pytest.raises(DataError, match=reason):
        unpack_archive(path, SUMS, 10_000)
    assert everything(tmp_path) == ["data", "data/some.tar.gz"]


def test_what_a_process_that_died_has_left_is_no_hindrance(make, tmp_path):
    path = make()
    (path.parent / "some.tar.gz.unpacking").mkdir()
    (path.parent / "some.tar.gz.unpacking" / "a.bin").write_bytes(b"half")
    unpack_archive(path, SUMS, 10_000)
    assert everything(path.parent) == ["a.bin", "b.bin", "some.tar.gz"]
