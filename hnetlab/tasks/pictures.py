"""Picture files of any common format as arrays of one size, in eight bits of red, green and blue."""

import struct
import warnings
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from hnetlab.base.errors import DataError, DataWarning

# Only formats that Pillow decodes by itself: for some others it would start programs.
_HARMLESS = "AVIF BMP DIB GIF ICO JPEG JPEG2000 MPO PCX PNG PPM SGI TGA TIFF WEBP"
# What Pillow raises for files that are damaged, cut short, absurdly large or no pictures.
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, Image.DecompressionBombError)
_NAMED_AT_MOST = 5
_DARK = 2**16 // 8
"""Gray levels in sixteen bits that stay below have another range than these, such as twelve bits."""


class UnreadableError(Exception):
    """Why a file is no picture that can be used."""


@cache
def _formats() -> tuple[str, ...]:
    """Those of the harmless formats that this Pillow can read."""
    Image.init()
    return tuple(name for name in _HARMLESS.split() if name in Image.OPEN)


def picture_endings() -> frozenset[str]:
    """The endings that names of picture files have, in lower case: ".jpg" and so on."""
    formats = _formats()
    return frozenset(ending for ending, name in Image.registered_extensions().items() if name in formats)


def read_pictures(paths: list[Path], size: int, folder: Path) -> NDArray[np.uint8]:
    """The pictures as (N, 3, size, size); raises DataError that names those that are damaged.

    A picture is shrunk or enlarged so that it covers the square, of which what stands out is cut off on both
    sides. What is transparent lies on white. Warns (`DataWarning`) of files with several pictures, of which
    the first is taken, and of gray levels in sixteen bits that all lie in a small part of their range.
    """
    pixels = np.empty((len(paths), 3, size, size), np.uint8)
    damaged, several, levels = [], [], {}
    for number, path in enumerate(paths):
        try:
            pixels[number], frames, level = _read(path, size)
        except UnreadableError as error:
            damaged.append(f"{path.relative_to(folder)} ({error})")
            continue
        if frames > 1:
            several.append(path)
        if level is not None:
            levels[path] = level
    if damaged:
        named = ", ".join(damaged[:_NAMED_AT_MOST]) + (", ..." if len(damaged) > _NAMED_AT_MOST else "")
        raise DataError(
            f"{len(damaged)} of {len(paths)} pictures in {folder} can't be read, {named}: "
            "replace or remove them."
        )
    if several:
        _warn(folder, several, "have several pictures each, of which the first is taken")
    if levels and (most := max(levels.values())) < _DARK:
        what = (
            f"have gray levels up to {most} of 65535 and so are nearly black: bring them to the whole range"
        )
        _warn(folder, [*levels], what)
    return pixels


def _warn(folder: Path, paths: list[Path], what: str) -> None:
    place = paths[0].relative_to(folder)
    warnings.warn(f"{len(paths)} files in {folder}, for example {place}, {what}.", DataWarning, stacklevel=5)


def read_picture(path: Path, size: int) -> NDArray[np.uint8]:
    """One picture (3, size, size); raises UnreadableError."""
    return _read(path, size)[0]


def _read(path: Path, size: int) -> tuple[NDArray[np.uint8], int, int | None]:
    """The picture, how many the file has, and its largest gray level where these have sixteen bits."""
    try:
        with Image.open(path, formats=_formats()) as opened:
            # A photo may carry smaller or stereoscopic ones of the same scene.
            frames = 1 if opened.format == "MPO" else getattr(opened, "n_frames", 1)
            level = int(np.asarray(opened).max()) if opened.mode.startswith("I;16") else None
            opened.draft("RGB", (2 * size, 2 * size))  # of a large JPEG, decodes no more than is wanted
            square = ImageOps.fit(
                _rgb(ImageOps.exif_transpose(opened)), (size, size), Image.Resampling.BICUBIC
            )
    except _DAMAGE as error:
        reason = "no picture" if isinstance(error, UnidentifiedImageError) else _one_line(error)
        raise UnreadableError(reason) from error
    return np.asarray(square).transpose(2, 0, 1), frames, level


def _rgb(picture: Image.Image) -> Image.Image:
    """The picture in red, green and blue, whatever its own mode is."""
    if picture.mode.startswith("I;16"):
        levels = np.asarray(picture)
        gray = (levels // 257).astype(np.uint8)
        gray[levels == picture.info.get("transparency", -1)] = 255
        return Image.fromarray(gray).convert("RGB")
    if picture.mode in ("I", "F"):
        raise UnreadableError("gray levels without a known range")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")


def _one_line(error: BaseException) -> str:
    lines = str(getattr(error, "strerror", None) or error).splitlines()
    return lines[0] if lines else type(error).__name__
