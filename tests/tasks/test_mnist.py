from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from hnetlab.base.errors import DataError
from hnetlab.tasks import mnist
from hnetlab.tasks.mnist import MNIST, PermutedMnistSettings, load_mnist, permuted_mnist, split_mnist
from hnetlab.tasks.split import SplitDigitsSettings

needs_mnist = pytest.mark.usefixtures("mnist_folder")


@pytest.fixture
def served(mnist_folder, make_mirror, monkeypatch, tmp_path):
    """An empty data folder, and MNIST on a server on this machine."""
    server = make_mirror()
    server.files = {file.name: (mnist_folder / "mnist" / file.name).read_bytes() for file in MNIST.files}
    monkeypatch.setattr(mnist, "MNIST", replace(MNIST, mirrors=(server.url,)))
    monkeypatch.setenv("HNETLAB_DATA", str(tmp_path))
    return server


@needs_mnist
def test_the_arrays_have_the_published_sizes_and_class_counts():
    arrays = load_mnist()
    assert arrays.x_train.shape == (60000, 784)
    assert arrays.x_test.shape == (10000, 784)
    assert arrays.x_train.dtype == np.uint8
    # The mean gray value and deviation that everybody normalizes MNIST with.
    assert arrays.x_train.mean() / 255 == pytest.approx(0.1307, abs=1e-4)
    assert arrays.x_train.std() / 255 == pytest.approx(0.3081, abs=1e-4)
    assert np.bincount(arrays.y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@needs_mnist
def test_padding_puts_the_image_into_the_middle_of_black():
    plain, padded = load_mnist(), load_mnist(pad=2)
    images = padded.x_test.reshape(-1, 32, 32)
    assert np.array_equal(images[:, 2:-2, 2:-2].reshape(-1, 784), plain.x_test)
    assert images.sum(dtype=np.int64) == plain.x_test.sum(dtype=np.int64)


@needs_mnist
def test_split_mnist_is_five_pairs_of_digits():
    sequence = split_mnist(SplitDigitsSettings())
    assert (sequence.name, sequence.input_shape, sequence.outputs) == ("split-mnist", (784,), 10)
    assert [len(task.x_train) for task in sequence] == [12665, 12089, 11263, 12183, 11800]
    assert [task.name for task in sequence][-1] == "digits 8, 9"
    assert sequence[4].head == range(8, 10)


@needs_mnist
def test_permuted_mnist_shares_its_padded_images():
    sequence = permuted_mnist(PermutedMnistSettings(tasks=12))
    assert (sequence.name, sequence.input_shape, sequence.outputs) == ("permuted-mnist", (1024,), 120)
    assert len({task.x_train.data_ptr() for task in sequence}) == 1
    assert sequence[0].x_train.dtype == torch.uint8
    assert permuted_mnist(PermutedMnistSettings(tasks=2, pad=0)).input_shape == (784,)


def test_missing_files_are_downloaded_when_they_are_needed(served, tmp_path):
    assert len(load_mnist().x_test) == 10000
    assert len(served.asked) == 4
    assert sorted(path.name for path in (tmp_path / "mnist").iterdir()) == sorted(served.files)


def test_a_truncated_file_stops_loading_with_its_name(served, tmp_path):
    load_mnist()
    path = tmp_path / "mnist" / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte\.gz is damaged: delete it, or run"):
        load_mnist()
    assert path.stat().st_size == 100_000


def test_without_network_one_sentence_says_what_to_do(no_server, monkeypatch, tmp_path):
    monkeypatch.setenv("HNETLAB_DATA", str(tmp_path))
    monkeypatch.setattr(mnist, "MNIST", replace(MNIST, mirrors=(no_server,)))
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte\.gz could not be .* by hand\.$"):
        load_mnist()


def test_the_readme_of_the_data_folder_lists_the_same_files_checksums_and_mirrors():
    readme = (Path(__file__).resolve().parents[2] / "data" / "README.md").read_text()
    for file in MNIST.files:
        assert f"| `{file.name}` | `{file.sha256}` |" in readme
    for mirror in MNIST.mirrors:
        assert f"- `{mirror}`\n" in readme
