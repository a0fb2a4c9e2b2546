import gzip
import re
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hnetlab.base.errors import DataError
from hnetlab.tasks.download import download

CHUNK = 8192
"""Bytes that arrive together or, if the connection breaks among them, not at all."""


@pytest.fixture
def target(tmp_path):
    return tmp_path / "mnist" / "file.gz"


@pytest.fixture
def intact(packed):
    return lambda path: path.read_bytes() == packed


def beside(target):
    return sorted(path.name for path in target.parent.iterdir())


def test_a_file_is_downloaded_into_a_new_folder_and_nothing_stays_beside_it(mirror, packed, intact, target):
    mirror.files["file.gz"] = packed
    download(target, [mirror.url], intact)
    assert target.read_bytes() == packed
    assert beside(target) == ["file.gz"]
    assert mirror.asked == [("/data/file.gz", None)]


def test_the_next_mirror_is_asked_when_one_answers_404(make_mirror, packed, intact, target):
    empty, full = make_mirror(), make_mirror()
    full.files["file.gz"] = packed
    download(target, [empty.url, full.url + "/"], intact)
    assert target.read_bytes() == packed
    assert len(empty.asked) == 1
    assert beside(target) == ["file.gz"]


def test_a_download_that_breaks_off_goes_on_where_it_stopped(mirror, packed, intact, target):
    mirror.files["file.gz"] = packed
    mirror.break_after = [5 * CHUNK, 3 * CHUNK + 1]
    download(target, [mirror.url], intact)
    assert target.read_bytes() == packed
    assert [wanted for _, wanted in mirror.asked] == [None, f"bytes={5 * CHUNK}-", f"bytes={8 * CHUNK}-"]


def test_the_next_call_goes_on_where_an_earlier_one_stopped(mirror, packed, intact, target):
    mirror.files["file.gz"] = packed
    mirror.break_after = [5 * CHUNK, 0]
    with pytest.raises(DataError, match="the connection broke off"):
        download(target, [mirror.url], intact)
    assert not target.exists()
    assert len(beside(target)) == 1
    download(target, [mirror.url], intact)
    assert target.read_bytes() == packed
    assert mirror.asked[-1][1] == f"bytes={5 * CHUNK}-"
    assert beside(target) == ["file.gz"]


def test_a_server_that_knows_no_ranges_sends_everything_again(mirror, packed, intact, target):
    mirror.files["file.gz"] = packed
    mirror.ranges = False
    mirror.break_after = [5 * CHUNK]
    download(target, [mirror.url], intact)
    assert target.read_bytes() == packed
    assert len(mirror.asked) == 2


def test_what_one_mirror_began_is_not_continued_with_the_bytes_of_another(
    make_mirror, content, packed, target
):
    first, second = make_mirror(), make_mirror()
    first.files["file.gz"] = packed
    first.break_after = [5 * CHUNK, 0]
    second.files["file.gz"] = gzip.compress(content, compresslevel=1, mtime=1)

    def same_content(path):
        return gzip.decompress(path.read_bytes()) == content

    download(target, [first.url, second.url], same_content)
    assert target.read_bytes() == second.files["file.gz"]
    assert second.asked == [("/data/file.gz", None)]
    assert beside(target) == ["file.gz"]


def test_a_part_whose_file_has_changed_on_the_server_is_downloaded_anew(mirror, packed, intact, target):
    mirror.files["file.gz"] = packed[::-1]
    mirror.break_after = [5 * CHUNK, 0]
    with pytest.raises(DataError):
        download(target, [mirror.url], intact)
    mirror.files["file.gz"] = packed
    download(target, [mirror.url], intact)
    assert target.read_bytes() == packed
    assert [wanted for _, wanted in mirror.asked[2:]] == [f"bytes={5 * CHUNK}-", None]


def test_a_part_that_was_complete_needs_only_its_name(mirror, packed, intact, target):
    mirror.files["file.gz"] = packed
    mirror.break_after = [5 * CHUNK, 0]
    with pytest.raises(DataError):
        download(target, [mirror.url], intact)
    (part,) = target.parent.iterdir()
    part.write_bytes(packed)
    download(target, [mirror.url], intact)
    assert target.read_bytes() == packed
    assert mirror.asked[-1][1] == f"bytes={len(packed)}-"


def test_wrong_contents_never_appear_under_the_files_name(make_mirror, packed, intact, target):
    wrong, right = make_mirror(), make_mirror()
    wrong.files["file.gz"] = packed[:-1] + b"?"
    with pytest.raises(DataError, match=r"127\.0\.0\.1: wrong contents"):
        download(target, [wrong.url], intact)
    assert beside(target) == []
    right.files["file.gz"] = packed
    download(target, [wrong.url, right.url], intact)
    assert target.read_bytes() == packed


def test_a_damaged_file_is_replaced_only_by_an_intact_one(mirror, packed, intact, target):
    target.parent.mkdir()
    target.write_bytes(b"damaged")
    mirror.files["file.gz"] = b"also damaged"
    with pytest.raises(DataError):
        download(target, [mirror.url], intact)
    assert target.read_bytes() == b"damaged"
    mirror.files["file.gz"] = packed
    download(target, [mirror.url], intact)
    assert target.read_bytes() == packed


def test_without_network_one_sentence_says_where_to_put_the_file(no_server, intact, target):
    with pytest.raises(DataError) as caught:
        download(target, [no_server, no_server], intact)
    assert re.fullmatch(
        r"file\.gz could not be downloaded \(127\.0\.0\.1: no connection; 127\.0\.0\.1: no connection\): "
        rf"check the network, or put the file into {re.escape(str(target.parent))} by hand\.",
        str(caught.value),
    )
    assert beside(target) == []


def test_the_reason_of_each_mirror_is_told(make_mirror, packed, intact, target):
    absent, broken, flaky = make_mirror(), make_mirror(), make_mirror()
    broken.files["file.gz"] = flaky.files["file.gz"] = packed
    broken.status = 503
    flaky.break_after = [CHUNK] * 5
    with pytest.raises(DataError, match=r"HTTP 404; .*HTTP 503; .*the connection broke off"):
        download(target, [absent.url, broken.url, flaky.url], intact)


def test_a_bar_is_shown_on_standard_error_only_when_asked_for(mirror, packed, intact, target, capsys):
    mirror.files["file.gz"] = packed
    download(target, [mirror.url], intact)
    assert capsys.readouterr() == ("", "")
    target.unlink()
    download(target, [mirror.url], intact, progress=True)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "file.gz:" in shown.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_told_in_one_sentence_and_leaves_nothing(mirror, packed, intact, target):
    mirror.files["file.gz"] = packed
    mirror.break_after = [5 * CHUNK, 0]
    with pytest.raises(DataError):
        download(target, [mirror.url], intact)
    (part,) = target.parent.iterdir()
    part.unlink()
    part.symlink_to("/dev/full")
    with pytest.raises(DataError, match=rf"The disk of {re.escape(str(target.parent))} is full: free some"):
        download(target, [mirror.url], intact)
    assert beside(target) == []


def test_a_folder_that_cannot_be_made_is_told_in_one_sentence(mirror, intact, target):
    target.parent.write_text("a file where the folder should be")
    with pytest.raises(DataError, match=r"can't be written .*: make its folder writable"):
        download(target, [mirror.url], intact)
    assert stat.S_ISREG(target.parent.stat().st_mode)


DOWNLOAD = """
import sys, pathlib
from hnetlab.tasks.download import download
expected = pathlib.Path(sys.argv[3]).read_bytes()
download(pathlib.Path(sys.argv[1]), [sys.argv[2]], lambda path: path.read_bytes() == expected)
"""


@pytest.fixture
def begin(mirror, packed, target, tmp_path):
    """Starts a process that downloads the file, slowly."""
    mirror.files["file.gz"] = packed
    mirror.pause = 0.02
    (tmp_path / "expected").write_bytes(packed)
    processes = []

    def start():
        command = [sys.executable, "-c", DOWNLOAD, str(target), mirror.url, str(tmp_path / "expected")]
        processes.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def test_processes_that_want_one_file_at_once_share_one_download(begin, mirror, packed, target):
    processes = [begin() for _ in range(2)]
    assert [process.communicate(timeout=60)[1] for process in processes] == [""] * 2
    assert target.read_bytes() == packed
    assert beside(target) == ["file.gz"]
    assert mirror.asked == [("/data/file.gz", None)]


def test_threads_that_want_one_file_at_once_share_one_download(mirror, packed, intact, target):
    mirror.files["file.gz"] = packed
    mirror.pause = 0.01
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: download(target, [mirror.url], intact), range(4)))
    assert target.read_bytes() == packed
    assert beside(target) == ["file.gz"]
    assert len(mirror.asked) == 1


def test_each_that_waited_tries_for_itself_when_the_first_gets_nothing(mirror, packed, intact, target):
    mirror.files["file.gz"] = packed
    mirror.break_after = [5 * CHUNK, 0]

    def outcome(_):
        try:
            return download(target, [mirror.url], intact)
        except DataError as error:
            return str(error)

    with ThreadPoolExecutor(3) as threads:
        outcomes = list(threads.map(outcome, range(3)))
    assert sorted(outcomes, key=str)[:2] == [None, None]
    assert "the connection broke off" in str(outcomes)
    assert beside(target) == ["file.gz"]


def test_a_downloader_that_is_killed_keeps_nobody_waiting(begin, mirror, packed, intact, target):
    killed = begin()
    while not any(path.stat().st_size for path in target.parent.glob("*.part")):
        assert killed.poll() is None
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    mirror.pause = 0
    download(target, [mirror.url], intact)
    assert target.read_bytes() == packed
    assert mirror.asked[1][1] is not None, "what it had is continued"
    assert beside(target) == ["file.gz"]
