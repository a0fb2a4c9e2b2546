import os

import pytest

from hnetlab.base.errors import DataError
from hnetlab.tasks.file import read_file


def test_a_file_is_read_also_by_way_of_a_link(tmp_path):
    (tmp_path / "data").write_bytes(b"contents")
    (tmp_path / "link").symlink_to("data")
    assert read_file(tmp_path / "link") == b"contents"


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "name", ["folder", "pipe", "/dev/zero", "missing", "x" * 300, "nul\0", "loop", "\udcff"]
)
def test_what_is_no_file_is_told_at_once_in_one_sentence(tmp_path, name):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(DataError, match="can't be read") as caught:
        read_file(tmp_path / name)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
