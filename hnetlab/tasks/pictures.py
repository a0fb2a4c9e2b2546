"""Picture files of any common format as arrays of one size, in eight bits of red, green and blue."""

import struct
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from hnetlab.base.errors import DataError

# Only formats that Pillow decodes by itself: for some others it would start programs.
_HARMLESS = "AVIF BMP DIB GIF ICO JPEG JPEG2000 MPO PCX PNG PPM SGI TGA TIFF WEBP"
# What Pillow raises for files that are damaged, cut short, absurdly large or no pictures.
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, Image.DecompressionBombError)
_NAMED_AT_MOST = 5


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
    sides. What is transparent lies on white.
    """
    pixels = np.empty((len(paths), 3, size, size), np.uint8)
    damaged = []
    for number, path in enumerate(paths):
        try:
            pixels[number] = read_picture(path, size)
        except UnreadableError as error:
            damaged.append(f"{path.relative_to(folder)} ({error})")
    if damaged:
        named = ", ".join(damaged[:_NAMED_AT_MOST]) + (", ..." if len(damaged) > _NAMED_AT_MOST else "")
        raise DataError(
            f"{len(damaged)} of {len(paths)} pictures in {folder} can't be read, {named}: "
            "replace or remove them."
        )
    return pixels


def read_picture(path: Path, size: int) -> NDArray[np.uint8]:
    """One picture (3, size, size); raises UnreadableError."""
    try:
        with Image.open(path, formats=_formats()) as opened:
            opened.draft("RGB", (2 * size, 2 * size))  # of a large JPEG, decodes no more than is wanted
            square = ImageOps.fit(
                _rgb(ImageOps.exif_transpose(opened)), (size, size), Image.Resampling.BICUBIC
            )
    except _DAMAGE as error:
        reason = "no picture" if isinstance(error, UnidentifiedImageError) else _one_line(error)
        raise UnreadableError(reason) from error
    return np.asarray(square).transpose(2, 0, 1)


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
