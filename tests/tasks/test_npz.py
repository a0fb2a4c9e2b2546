import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hnetlab.base.errors import DataError, DataWarning
from hnetlab.tasks.npz import ArraysSettings, build_arrays, load_npz


def make_fields():
    y = np.tile(np.arange(4), 5)
    x = np.arange(20 * 6 * 6, dtype=np.uint8).reshape(20, 6, 6)
    return {"x_train": x, "y_train": y, "x_test": x[:8], "y_test": y[:8]}


@pytest.fixture
def path(tmp_path):
    np.savez(tmp_path / "mine.npz", **make_fields())
    return tmp_path / "mine.npz"


def test_arrays_come_back_as_they_were_saved(path):
    arrays = load_npz(path)
    assert np.array_equal(arrays.x_train[:, 0], make_fields()["x_train"])
    assert np.array_equal(arrays.y_test, make_fields()["y_test"])


def test_compressed_archives_are_read(tmp_path):
    np.savez_compressed(tmp_path / "mine.npz", **make_fields())
    assert load_npz(str(tmp_path / "mine.npz")).input_shape == (1, 6, 6)


def test_split_tasks_are_made_from_the_file(path):
    sequence = build_arrays(ArraysSettings(data=path, split=2))
    assert (sequence.name, len(sequence), sequence.input_shape, sequence.outputs) == (
        "arrays",
        2,
        (1, 6, 6),
        4,
    )
    assert [task.name for task in sequence] == ["classes 0, 1", "classes 2, 3"]


def test_permuted_tasks_are_made_from_the_file(path):
    sequence = build_arrays(ArraysSettings(data=path, permute=True, tasks=3, head="shared"))
    assert (sequence.name, len(sequence), sequence.input_shape, sequence.outputs) == (
        "arrays",
        3,
        (1, 6, 6),
        4,
    )
    assert sequence[2].permutation is not None
    assert sequence[2].permutation.shape == (36,)


def test_names_in_the_file_name_classes_and_tasks(tmp_path):
    for names in (np.array(["cat", "dog", "owl", "fox"]), np.array([b"cat", b"dog", b"owl", b"fox"])):
        np.savez(tmp_path / "mine.npz", **make_fields(), names=names)
        settings = {"data": tmp_path / "mine.npz", "split": 2, "classes": ["fox", "cat", 1, 2]}
        sequence = build_arrays(ArraysSettings.model_validate(settings))
        assert [task.name for task in sequence] == ["classes fox, cat", "classes dog, owl"]
        permuted = build_arrays(ArraysSettings(data=tmp_path / "mine.npz", permute=True, tasks=2))
        assert permuted[1].classes == ("cat", "dog", "owl", "fox")


def test_another_number_of_names_is_told_with_the_file(tmp_path):
    np.savez(tmp_path / "mine.npz", **make_fields(), names=np.array(["cat", "dog"]))
    assert "2 label names were given for 4 labels" in refused(tmp_path / "mine.npz")
    np.savez(tmp_path / "mine.npz", **make_fields(), names="cat")
    assert "1 label names were given for 4 labels" in refused(tmp_path / "mine.npz")
    np.savez(tmp_path / "mine.npz", **make_fields(), names=np.array(["cat", None], object))
    assert '"names" in' in refused(tmp_path / "mine.npz")


def test_labels_as_text_are_read(tmp_path):
    fields = make_fields()
    names = np.array(["cat", "dog", "owl", "fox"])
    fields |= {key: names[fields[key]] for key in ("y_train", "y_test")}
    np.savez(tmp_path / "mine.npz", **fields)
    sequence = build_arrays(ArraysSettings(data=tmp_path / "mine.npz", split=2))
    assert [task.name for task in sequence] == ["classes cat, dog", "classes fox, owl"]


def test_layout_and_scale_are_settings(tmp_path):
    x = np.random.default_rng(0).integers(0, 256, (20, 6, 7, 3)).astype(np.float64)
    np.savez(tmp_path / "mine.npz", **make_fields() | {"x_train": x, "x_test": x[:8]})
    settings = ArraysSettings(data=tmp_path / "mine.npz", split=2, layout="hwc", standardize=True)
    sequence = build_arrays(settings)
    assert sequence.input_shape == (3, 6, 7)
    arrays = load_npz(tmp_path / "mine.npz", layout="hwc", standardize=True)
    np.testing.assert_allclose(arrays.x_train.mean(axis=(0, 2, 3)), 0, atol=1e-5)
    with pytest.warns(DataWarning, match="--layout hwc.*--standardize"):
        build_arrays(ArraysSettings(data=tmp_path / "mine.npz", split=2))


@pytest.mark.parametrize("split", [2, (4, 2), [4, 2], np.array([4, 2]), np.int64(2)])
def test_sizes_of_groups_are_kept_in_plain_numbers(split):
    settings = ArraysSettings.model_validate({"data": "mine.npz", "split": split, "classes": np.arange(6)})
    assert settings.split in (2, (4, 2))
    assert settings.classes == tuple("012345")
    assert ArraysSettings.model_validate_json(settings.model_dump_json()) == settings


@pytest.mark.parametrize("name", ["~nosuchuser/x.npz", "caf\udce9.npz"])
def test_a_name_that_cannot_be_a_file_is_refused(name):
    with pytest.raises(ValidationError, match=r"write the path in full|not UTF-8"):
        ArraysSettings(data=Path(name), split=2)


def test_settings_keep_an_absolute_path_so_that_a_run_can_go_on_elsewhere(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    settings = ArraysSettings(data=Path("mine.npz"), split=2)
    assert settings.data == path
    assert ArraysSettings.model_validate_json(settings.model_dump_json()) == settings


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, 'choose either "split"'),
        ({"split": 2, "permute": True, "tasks": 2}, 'choose either "split"'),
        ({"permute": True}, '"permute" needs "tasks"'),
        ({"permute": True, "tasks": 1}, "tasks"),
        ({"split": 1}, "split"),
        ({"split": 2.5}, "give the number of classes per task, at least 2, or one for each task"),
        ({"split": (4, 1)}, "give the number of classes per task"),
        ({"split": ()}, "give the number of classes per task"),
        ({"split": "two"}, "give the number of classes per task"),
        ({"split": True}, "give the number of classes per task"),
        ({"split": 2, "classes": ("a",), "task_seed": 1}, 'leave "task_seed" out'),
        ({"permute": True, "tasks": 2, "classes": ("a",)}, 'leave "permute" out'),
        ({"split": 2, "classes": (None,)}, "classes"),
        ({"split": 2, "layout": "nchw"}, "layout"),
    ],
)
def test_impossible_settings_are_refused(settings, words):
    with pytest.raises(ValidationError, match=words):
        ArraysSettings(data=Path("mine.npz"), **settings)


def refused(path):
    with pytest.raises(DataError) as caught:
        load_npz(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    assert message.endswith(".")
    return message


@pytest.mark.parametrize("key", ["x_train", "y_train", "x_test", "y_test"])
def test_a_missing_array_is_named(tmp_path, key):
    fields = make_fields()
    del fields[key]
    np.savez(tmp_path / "mine.npz", **fields)
    assert f'lacks "{key}"' in refused(tmp_path / "mine.npz")


def test_a_pickled_object_is_refused_unread(tmp_path):
    np.savez(tmp_path / "mine.npz", **make_fields() | {"y_train": np.array([{"a": 1}] * 20, dtype=object)})
    assert '"y_train" in' in refused(tmp_path / "mine.npz")
    assert "holds pickled Python objects" in refused(tmp_path / "mine.npz")


def test_bad_values_are_told_with_the_file(tmp_path):
    x = np.zeros((20, 3))
    x[7, 1] = np.nan
    np.savez(tmp_path / "mine.npz", **make_fields() | {"x_train": x, "x_test": x[:7]})
    message = refused(tmp_path / "mine.npz")
    assert message.startswith(f'In {tmp_path / "mine.npz"}, "x_train" holds 1 values that are NaN')


def test_files_of_other_kinds_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.npz")
    assert "it is a device or a pipe" in refused(tmp_path / "pipe.npz")
    assert "it is a device or a pipe" in refused(Path("/dev/zero"))
    assert "File name too long" in refused(tmp_path / ("x" * 300))
    missing, folder = tmp_path / "missing.npz", tmp_path / "folder.npz"
    folder.mkdir()
    assert "can't be read (No such file or directory)" in refused(missing)
    assert "can't be read (Is a directory)" in refused(folder)
    text, single = tmp_path / "text.npz", tmp_path / "single.npy"
    text.write_text("x_train,y_train\n")
    np.save(single, np.zeros(3))
    assert "is no complete .npz file" in refused(text)
    assert "is no complete .npz file" in refused(single)
    archive = tmp_path / "archive.npz"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("x_train", "not an array")
    assert '"x_train" in' in refused(archive)


@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_never_a_crash(tmp_path_factory, data):
    buffer = io.BytesIO()
    save = data.draw(st.sampled_from([np.savez, np.savez_compressed]))
    save(buffer, **make_fields())
    damaged = bytearray(buffer.getvalue())
    if data.draw(st.booleans()):
        damaged = damaged[: data.draw(st.integers(0, len(damaged) - 1))]
    else:
        for _ in range(data.draw(st.integers(1, 3))):
            damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "mine.npz"
    path.write_bytes(damaged)
    try:
        arrays = load_npz(path)
    except DataError:
        return
    assert len(arrays.x_train) == len(arrays.y_train)
