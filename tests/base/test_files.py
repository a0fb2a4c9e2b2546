import errno

import pytest
from safetensors import SafetensorError

from hnetlab.base.files import disk_is_full, reason, replace_text, replacing


def test_a_file_that_could_not_be_finished_leaves_the_old_one_alone(tmp_path):
    path = tmp_path / "state.json"
    replace_text(path, "old")

    def fill_the_disk():
        with replacing(path) as temporary:
            temporary.write_text("hal")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        fill_the_disk()
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["state.json"]


def test_a_finished_file_replaces_the_old_one(tmp_path):
    path = tmp_path / "state.json"
    replace_text(path, "old")
    replace_text(path, "new ± µ")
    assert path.read_text(encoding="utf-8") == "new ± µ"
    assert [entry.name for entry in tmp_path.iterdir()] == ["state.json"]


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EFBIG, "File too large"), True),
        (SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)"), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (SafetensorError("Error while deserializing header: header too large"), False),
    ],
)
def test_a_full_disk_is_told_from_other_errors(error, full):
    assert disk_is_full(error) is full


def test_the_reason_is_one_line_without_class_and_path():
    assert reason(FileNotFoundError(errno.ENOENT, "No such file or directory", "/x")) == (
        "No such file or directory"
    )
    assert reason(ValueError("first\nsecond")) == "first"
    assert reason(ValueError()) == "ValueError"
