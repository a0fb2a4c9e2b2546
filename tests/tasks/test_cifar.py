import hashlib
import io
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from hnetlab.base.errors import DataError
from hnetlab.cli import app
from hnetlab.tasks import BENCHMARKS, DATASETS, cifar
from hnetlab.tasks.archive import Archive
from hnetlab.tasks.cifar import load_cifar10, load_cifar100, load_cifar_folder
from hnetlab.tasks.dataset import DatasetFile
from hnetlab.tasks.split_cifar import SplitCifar100Settings, SplitCifarSettings, split_cifar, split_cifar100


def records(classes, per_class, seed, coarse=False):
    """A file of CIFAR's binary format, its labels and its pictures."""
    random = np.random.default_rng(seed)
    y = np.tile(np.arange(classes, dtype=np.uint8), per_class)
    x = random.integers(0, 256, (len(y), 3, 32, 32), dtype=np.uint8)
    labels = np.stack([y // 5, y], axis=1) if coarse else y[:, None]
    return np.concatenate([labels, x.reshape(len(x), -1)], axis=1).tobytes(), y, x


FILES10 = {f"data_batch_{n}.bin": records(10, 2, n) for n in range(1, 6)} | {
    "test_batch.bin": records(10, 1, 6)
}
FILES100 = {"train.bin": records(100, 2, 7, coarse=True), "test.bin": records(100, 1, 8, coarse=True)}


def packed(folder, files):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, (data, *_) in files.items():
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


@pytest.fixture
def served(mirror, monkeypatch, tmp_path):
    """An empty data folder, and small archives of CIFAR's form on a server on this machine."""
    monkeypatch.setenv("HNETLAB_DATA", str(tmp_path))
    for name, files in (("CIFAR10", FILES10), ("CIFAR100", FILES100)):
        dataset = getattr(cifar, name)
        data = packed("inner", files)
        mirror.files[dataset.archive.name] = data
        small = replace(
            dataset,
            files=tuple(
                DatasetFile(file.name, hashlib.sha256(files[file.name][0]).hexdigest())
                for file in dataset.files
            ),
            mirrors=(mirror.url,),
            archive=Archive(dataset.archive.name, hashlib.sha256(data).hexdigest(), 10_000_000),
        )
        monkeypatch.setattr(cifar, name, small)
        monkeypatch.setitem(DATASETS, small.name, small)
    return mirror


def test_pictures_and_labels_are_those_of_the_records(served, tmp_path):
    arrays = load_cifar10()
    train, test = [FILES10[name] for name in sorted(FILES10)[:5]], FILES10["test_batch.bin"]
    assert arrays.x_train.dtype == np.uint8
    assert np.array_equal(arrays.x_train, np.concatenate([x for _, _, x in train]))
    assert np.array_equal(arrays.y_train, np.concatenate([y for _, y, _ in train]))
    assert np.array_equal(arrays.x_test, test[2])
    assert arrays.label_names[3] == "cat"
    # The first plane is red, its rows one after the other.
    data = FILES10["data_batch_1.bin"][0]
    assert arrays.x_train[0, 0, 0, :3].tolist() == list(data[1:4])
    assert arrays.x_train[0, 0, 1, 0] == data[1 + 32]
    assert arrays.x_train[0, 1, 0, 0] == data[1 + 1024]
    fine = load_cifar100()
    assert np.array_equal(fine.y_train, FILES100["train.bin"][1])
    assert (fine.label_names[0], fine.label_names[99]) == ("apple", "worm")
    # What was downloaded is unpacked, and the archives are gone.
    beside = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert beside == sorted([*FILES10, *FILES100])
    assert [path for path, _ in served.asked] == [
        "/data/cifar-10-binary.tar.gz",
        "/data/cifar-100-binary.tar.gz",
    ]
    load_cifar10()
    assert len(served.asked) == 2


def test_the_papers_sequence_begins_with_cifar10(served):
    sequence = split_cifar(SplitCifarSettings(tasks=3))
    assert [task.name for task in sequence] == [
        "CIFAR-10",
        "CIFAR-100 apple ... bottle",
        "CIFAR-100 bowl ... cattle",
    ]
    assert [task.head for task in sequence] == [range(10), range(10, 20), range(20, 30)]
    assert (sequence.input_shape, sequence.outputs) == ((3, 32, 32), 30)
    _, y, x = FILES100["test.bin"]
    assert np.array_equal(sequence[2].x_test, x[(y >= 10) & (y < 20)])
    assert sequence[2].y_test.tolist() == list(range(10))
    assert sequence[0].x_train.data_ptr() != sequence[1].x_train.data_ptr()
    assert len(split_cifar(SplitCifarSettings(tasks=11))) == 11
    drawn = [split_cifar(SplitCifarSettings(tasks=2, task_seed=seed))[1].classes for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize("scenario", [1, 2, 3])
def test_each_scenario_has_its_heads(served, scenario):
    shared = scenario == 2
    for sequence, tasks in (
        (split_cifar(SplitCifarSettings(scenario=scenario)), 6),
        (split_cifar100(SplitCifar100Settings(scenario=scenario)), 10),
    ):
        assert (sequence.scenario, len(sequence)) == (scenario, tasks)
        assert sequence.outputs == (10 if shared else 10 * tasks)
        assert sequence[1].head == (range(10) if shared else range(10, 20))


def test_an_archive_put_there_by_hand_is_used_and_stays(served, tmp_path):
    (tmp_path / "cifar100").mkdir()
    archive = tmp_path / "cifar100" / "cifar-100-binary.tar.gz"
    archive.write_bytes(served.files[archive.name])
    load_cifar100()
    assert archive.exists()
    assert served.asked == []


def test_an_archive_with_another_checksum_is_told_and_not_unpacked(served, tmp_path):
    (tmp_path / "cifar100").mkdir()
    archive = tmp_path / "cifar100" / "cifar-100-binary.tar.gz"
    archive.write_bytes(packed("inner", {**FILES100, "test.bin": records(100, 1, 9, coarse=True)}))
    with pytest.raises(DataError, match=r"cifar-100-binary\.tar\.gz is damaged: delete it, or run"):
        load_cifar100()
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]
    served.files[archive.name] = archive.read_bytes()
    with pytest.raises(DataError, match=r"127\.0\.0\.1: wrong contents"):
        cifar.CIFAR100.fetch()
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def test_a_download_that_breaks_off_goes_on_where_it_stopped(served, tmp_path):
    served.break_after = [8192 * 5, 0]
    with pytest.raises(DataError, match="could not be downloaded"):
        load_cifar10()
    assert not list(tmp_path.rglob("*.bin"))
    assert len(load_cifar10().x_test) == 10
    assert served.asked[-1][1] == f"bytes={8192 * 5}-"


def test_a_damaged_file_is_named_left_and_replaced_by_fetch(served, tmp_path):
    load_cifar100()
    path = tmp_path / "cifar100" / "test.bin"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DataError, match=r'test\.bin is damaged: .*"hnetlab data fetch cifar100" to replace'):
        load_cifar100()
    assert [status.state for status in cifar.CIFAR100.status()] == ["present", "damaged"]
    assert [status.state for status in cifar.CIFAR100.fetch()] == ["present", "present"]
    assert len(load_cifar100().x_test) == 100


def test_several_that_want_it_at_once_share_one_download(served):
    served.pause = 0.001
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda _: load_cifar100().y_test.sum(), range(3)))
    assert len(set(found)) == 1
    assert len(served.asked) == 1


def test_the_command_line_fetches_both_datasets_of_the_sequence(served):
    def said(*arguments):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0
        return " ".join(result.stdout.split())

    assert "hnetlab data fetch cifar10 cifar100" in said("benchmarks", "split-cifar")
    assert said("data", "fetch", "cifar10", "cifar100").count("present") == 8
    assert not BENCHMARKS["split-cifar"].missing()


WRONG = {
    "cut short": (lambda data: data[:-1], r"holds \d[\d,]* bytes where records of 3,074 are wanted"),
    "of another format": (lambda data: data[3074 * 2 + 2 :][: 3073 * 4], "bytes where records of 3,074"),
    "empty": (lambda data: b"", "holds 0 bytes where records"),
    "a wrong label": (
        lambda data: data[:3075] + b"\x64" + data[3076:],
        "the label 100 in record 2 where 0 to 99",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), WRONG.values(), ids=WRONG)
def test_records_that_are_none_are_one_sentence(tmp_path, change, sentence):
    for name, (data, *_) in FILES100.items():
        (tmp_path / name).write_bytes(change(data) if name == "train.bin" else data)
    with pytest.raises(DataError, match=r"train\.bin (has|holds) .*: get it anew\.$") as caught:
        load_cifar_folder(tmp_path)
    assert caught.match(sentence)


def test_real_pictures_of_one_s_own_are_read_from_the_same_format(mnist_folder, tmp_path):
    unpack = mnist_folder / "images32" / "unpack.py"
    if not unpack.exists():
        pytest.skip(f"needs real pictures: {unpack} is not there")
    command = [sys.executable, str(unpack), str(tmp_path), "--classes", "2", "--cifar100-binary"]
    subprocess.run(command, check=True)
    arrays = load_cifar_folder(tmp_path)
    assert arrays.x_train.shape == (1000, 3, 32, 32)
    assert np.bincount(arrays.y_test).tolist() == [50, 50]
    # Neighbors in a picture are alike, which they are in no other order of the bytes.
    x = arrays.x_train.astype(float)
    assert np.abs(np.diff(x, axis=3)).mean() < 0.5 * np.abs(np.diff(x[::7], axis=0)).mean()


def test_the_readme_of_the_data_folder_lists_the_same_archives():
    readme = (Path(__file__).resolve().parents[2] / "data" / "README.md").read_text()
    for dataset in (cifar.CIFAR10, cifar.CIFAR100):
        assert dataset.archive
        assert f"| `{dataset.archive.name}` | `{dataset.archive.sha256}` |" in readme
        for mirror in dataset.mirrors:
            assert f"`{mirror}`" in readme
