import json
import tarfile
from itertools import product

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from hnetlab.base.errors import ConfigError, DataError, DataWarning
from hnetlab.cli import app
from hnetlab.tasks.images import ImagesSettings, build_images, load_images
from hnetlab.tasks.pictures import read_picture

COLORS = {"red": (200, 10, 10), "green": (10, 200, 10), "blue": (10, 10, 200), "gray": (99, 99, 99)}


def draw(path, color, size=(40, 30), number=0, **options):
    """A picture of one color with a corner that tells it from others."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.new("RGB", size, color)
    picture.paste((number, number, number), (0, 0, size[0] // 4, size[1]))
    picture.save(path, **options)


@pytest.fixture
def folder(tmp_path):
    """Four classes of ten pictures each, in different formats and sizes."""
    place = tmp_path / "pictures"
    for name, color in COLORS.items():
        for number in range(10):
            ending = ("png", "jpg", "bmp", "webp", "tiff")[number % 5]
            draw(place / name / f"{number}.{ending}", color, (40 + number, 30), number)
    return place


def test_a_folder_per_class_becomes_tasks_with_a_share_for_test(folder):
    sequence = build_images(ImagesSettings(data=folder, size=8, split=2, test_share=0.3))
    assert [task.name for task in sequence] == ["blue, gray", "green, red"]
    assert (sequence.name, sequence.input_shape, sequence.outputs) == ("images", (3, 8, 8), 4)
    for task in sequence:
        assert task.y_train.bincount().tolist() == [7, 7]
        assert task.y_test.bincount().tolist() == [3, 3]
    blue = sequence[0].x_train[sequence[0].y_train == 0]
    assert np.allclose(blue[:, :, :, 5].float().mean(dim=(0, 2)), COLORS["blue"], atol=8)
    again = build_images(ImagesSettings(data=folder, size=8, split=2, test_share=0.3))
    assert again.fingerprint() == sequence.fingerprint()


@pytest.mark.parametrize("scenario", [1, 2, 3])
def test_each_scenario_has_its_heads(folder, scenario):
    sequence = build_images(
        ImagesSettings(data=folder, size=4, scenario=scenario, classes=("red", "gray", "blue", "green"))
    )
    assert [task.classes for task in sequence] == [("red", "gray"), ("blue", "green")]
    assert sequence[1].head == (range(2) if scenario == 2 else range(2, 4))


def test_folders_train_and_test_are_taken_as_they_are(tmp_path):
    for part, count in (("train", 3), ("test", 2)):
        for name in ("10", "9"):
            for number in range(count):
                draw(
                    tmp_path / part / name / f"{number}.png",
                    (int(name), 0, 0),
                    number=number + 10 * len(part),
                )
    arrays = load_images(tmp_path, 4)
    assert arrays.label_names == ("9", "10")
    assert sorted(arrays.y_train.tolist()) == [0, 0, 0, 1, 1, 1]
    assert np.array_equal(arrays.x_train[:, 0, 0, 3] == 9, arrays.y_train == 0)
    assert len(arrays.x_test) == 4


def test_a_class_that_only_one_of_them_has_is_told(tmp_path):
    for place in ("train/a", "train/b", "test/a"):
        draw(tmp_path / place / "0.png", (1, 2, 3))
    with pytest.raises(DataError, match=r'In .*, "y_train" holds the label b and "y_test" does not'):
        load_images(tmp_path, 4)


def test_damaged_pictures_are_named(folder):
    short = folder / "red" / "1.jpg"
    short.write_bytes(short.read_bytes()[:400])
    (folder / "blue" / "0.png").write_bytes(b"<html>")
    with pytest.raises(DataError) as caught:
        load_images(folder, 8)
    assert "2 of 40 pictures in" in str(caught.value)
    assert "blue/0.png (no picture)" in str(caught.value)
    assert "red/1.jpg (" in str(caught.value)
    assert str(caught.value).endswith("): replace or remove them.")


def test_what_is_no_picture_is_left_out_with_a_word(folder):
    (folder / "red" / "notes.txt").write_text("to be sorted")
    (folder / "red" / "Thumbs.db").write_bytes(b"")
    (folder / "red" / ".hidden.png").write_bytes(b"")
    with pytest.warns(
        DataWarning, match=r"1 files in .*, for example red/notes\.txt: they are left out"
    ) as seen:
        load_images(folder, 8)
    assert len(seen) == 1


def test_what_the_system_or_jupyter_keeps_in_a_class_is_none_of_it(folder):
    draw(folder / "red" / ".ipynb_checkpoints" / "0-checkpoint.png", (1, 2, 3))
    draw(folder / "__MACOSX" / "red" / "0.png", (1, 2, 3))
    arrays = load_images(folder, 8)
    assert arrays.label_names == ("blue", "gray", "green", "red")
    assert len(arrays.x_train) + len(arrays.x_test) == 40


def test_what_lies_beside_the_folders_that_are_taken_is_told(folder, tmp_path):
    draw(folder / "stray.png", (1, 2, 3))
    (folder / "README.txt").write_text("mine")
    with pytest.warns(DataWarning, match=r"stray\.png in .*, beside the folders that are taken, is left out"):
        load_images(folder, 8)
    for number, part in enumerate(("train", "val", "test")):
        for name in ("cat", "dog"):
            draw(tmp_path / "parts" / part / name / "0.png", (5, 5, ord(name[0])), number=number)
    with pytest.warns(DataWarning, match="val in .*, beside the folders that are taken, is left out"):
        assert len(load_images(tmp_path / "parts", 8).x_train) == 2


def test_pictures_that_would_be_black_or_of_which_only_one_is_taken_are_told(tmp_path):
    for name, high in (("a", 3000), ("b", 4095)):
        (tmp_path / name).mkdir()
        for number in range(4):
            levels = np.random.default_rng(number + high).integers(0, high, (8, 8)).astype(np.uint16)
            levels[0, 0] = high
            Image.fromarray(levels).save(tmp_path / name / f"{number}.png")
    with pytest.warns(
        DataWarning, match=r"8 files in .*, for example a/.*, have gray levels up to 4095 of 65535"
    ):
        load_images(tmp_path, 8)
    Image.fromarray(np.full((8, 8), 65535, np.uint16)).save(tmp_path / "a" / "white.png")
    load_images(tmp_path, 8)
    pages = [Image.new("L", (8, 8), level) for level in (10, 200)]
    pages[0].save(tmp_path / "b" / "pages.tiff", save_all=True, append_images=pages[1:])
    with pytest.warns(DataWarning, match=r"1 files in .*pages\.tiff, have several pictures each"):
        load_images(tmp_path, 8)


def test_parts_of_the_data_that_look_like_classes_are_told(tmp_path):
    for number, (part, name) in enumerate(product(("train", "val"), ("cat", "dog"))):
        for again in range(3):
            draw(tmp_path / part / name / f"{again}.png", (5, 5, 5), number=20 * number + again)
    told = "train, val in .* are taken for classes, and in each lie the folders cat, dog: if"
    with pytest.warns(DataWarning, match=told):
        assert load_images(tmp_path, 8).label_names == ("train", "val")
    draw(tmp_path / "val" / "other.png", (5, 5, 5), number=200)
    load_images(tmp_path, 8)


def test_a_picture_for_test_that_was_seen_in_training_is_told(tmp_path):
    for name in "ab":
        for number in range(5):
            draw(tmp_path / name / f"{number}.png", (1, 2, 3 + ord(name)), number=0)
    with pytest.warns(DataWarning, match="2 of 2 test pictures in .* are training pictures too"):
        load_images(tmp_path, 4)


WRONG = {
    "nothing": (lambda place: None, "is no folder of pictures"),
    "no folders": (
        lambda place: draw(place / "0.png", (1, 2, 3)),
        "has no folders in it: put the pictures of each",
    ),
    "an empty class": (
        lambda place: (place / "a").mkdir(parents=True),
        "has no pictures in it: put the pictures",
    ),
    "one picture": (
        lambda place: draw(place / "a" / "0.png", (1, 2, 3)),
        "has one picture: give it two at least",
    ),
}


@pytest.mark.parametrize(("make", "sentence"), WRONG.values(), ids=WRONG)
def test_a_folder_that_holds_no_classes_is_one_sentence(tmp_path, make, sentence):
    make(tmp_path / "pictures")
    with pytest.raises(DataError, match=sentence):
        load_images(tmp_path / "pictures", 4)


def test_a_picture_is_cut_to_a_square_and_shrunk_not_squeezed(tmp_path):
    picture = Image.new("RGB", (96, 32), (255, 0, 0))
    picture.paste((0, 0, 255), (32, 0, 64, 32))
    picture.save(tmp_path / "wide.png")
    middle = read_picture(tmp_path / "wide.png", 16)[:, :, 2:-2]
    assert (middle == np.array([0, 0, 255])[:, None, None]).all()
    own = np.random.default_rng(1).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    Image.fromarray(own).save(tmp_path / "own.png")
    assert np.array_equal(read_picture(tmp_path / "own.png", 8), own.transpose(2, 0, 1))


def test_every_kind_of_pixel_becomes_red_green_and_blue(tmp_path):
    levels = np.array([[0, 65535], [32896, 257]], dtype=np.uint16)
    Image.fromarray(levels).save(tmp_path / "deep.png")
    assert read_picture(tmp_path / "deep.png", 2).tolist() == [[[0, 255], [128, 1]]] * 3
    Image.fromarray(levels).save(tmp_path / "deep.png", transparency=257)
    assert read_picture(tmp_path / "deep.png", 2).tolist() == [[[0, 255], [128, 255]]] * 3
    clear = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    clear.save(tmp_path / "clear.png")
    assert (read_picture(tmp_path / "clear.png", 4) == 255).all()
    Image.new("CMYK", (4, 4), (0, 255, 255, 0)).save(tmp_path / "print.jpg", quality=95)
    assert np.allclose(read_picture(tmp_path / "print.jpg", 4)[:, 0, 0], (255, 0, 0), atol=4)
    for mode, color in (("L", 7), ("1", 1), ("P", 3), ("LA", (9, 255))):
        Image.new(mode, (4, 4), color).save(tmp_path / "some.png")
        assert read_picture(tmp_path / "some.png", 4).shape == (3, 4, 4)


def test_a_turned_photo_stands_upright(tmp_path):
    picture = Image.new("RGB", (32, 32), (255, 0, 0))
    picture.paste((0, 0, 255), (0, 0, 32, 16))
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    picture.save(tmp_path / "turned.png", exif=exif)
    assert read_picture(tmp_path / "turned.png", 8)[0, 0, 0] == 255


def test_pictures_are_learned_from_the_command_line(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = "train images --size 8 --split 2 --set steps=20 --set target_hidden=16 --set chunk_size=500 --json"
    result = CliRunner().invoke(app, [*line.split(), "--data", str(folder)])
    assert json.loads(result.stdout)["task_names"] == ["blue, gray", "green, red"]


def test_real_pictures_of_a_folder_tree_are_those_of_the_array_file(mnist_folder, tmp_path):
    archive = mnist_folder / "images32" / "images32.tar.gz"
    if not archive.exists():
        pytest.skip(f"needs real pictures: {archive} is not there")
    stored = np.load(archive.with_name("images32-small.npz"))
    with tarfile.open(archive) as tar:
        for member in tar:
            part, label, _ = member.name.split("/")
            if part == "test" and int(label) < 2:
                tar.extract(member, tmp_path, filter="data")
    arrays = load_images(tmp_path / "test", test_share=0.5)
    assert arrays.label_names == ("00", "01")
    both = {picture.tobytes() for picture in (*arrays.x_train, *arrays.x_test)}
    assert {picture.tobytes() for picture in stored["x_test"][stored["y_test"] < 2]} <= both


def test_pictures_in_a_folder_that_is_linked_to_are_learned_too(folder, tmp_path):
    for number in range(6):
        draw(tmp_path / "elsewhere" / f"{number}.png", (200, 10, 10), number=100 + number)
    (folder / "red" / "more").symlink_to(tmp_path / "elsewhere")
    (folder / "red" / "itself").symlink_to(folder / "red")
    arrays = load_images(folder, 8)
    red = arrays.label_names.index("red")
    assert sum(int((y == red).sum()) for y in (arrays.y_train, arrays.y_test)) == 16
    (folder / "red" / "lost.png").symlink_to(tmp_path / "nowhere.png")
    with pytest.warns(DataWarning, match=r"1 files in .* are no pictures, for example red/lost\.png"):
        load_images(folder, 8)


@pytest.mark.parametrize("share", [0, 1, 20, -1, float("nan")])
def test_a_share_for_test_that_can_not_be_is_refused(folder, share):
    with pytest.raises(ConfigError, match=f"test_share = {share} is not allowed"):
        load_images(folder, 8, test_share=share)


@pytest.mark.parametrize("size", [0, "8", 8.5])
def test_a_size_that_can_not_be_is_refused(folder, size):
    with pytest.raises(ConfigError, match=f"size = {size!r} is not allowed"):
        load_images(folder, size)


def test_a_file_may_have_any_name(folder, tmp_path, monkeypatch):
    """A name that would command the terminal, or begin a line, is shown without these signs."""
    monkeypatch.chdir(tmp_path)
    (folder / "red" / "a\nb\x1b[31m.png").write_bytes(b"no picture")
    answer = CliRunner().invoke(app, ["train", "images", "--data", str(folder), "--set", "steps=1"])
    assert answer.exit_code == 2
    assert answer.stderr.count("\n") == 1
    assert "a b [31m.png" in answer.stderr
