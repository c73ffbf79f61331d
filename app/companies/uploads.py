"""Files a company uploads: a logo and pictures drawn anew, papers told by their content; or refused."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final, TypeVar

from PIL import Image, ImageOps, UnidentifiedImageError

from app.core.errors import Invalid

MAX_LOGO_BYTES: Final = 2 * 1024 * 1024
MAX_PIXELS: Final = 20_000_000
LOGO_SIDE: Final = 400
"""Pixels; the longer side of what is kept."""
LOGO_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")

T = TypeVar("T")
_drawing_lock = Lock()
"""The largest picture takes 160 MB while it is drawn: many sent at once must not add up."""


class PictureUnusable(Invalid):
    """No picture that can be kept: ``logo_too_large``, ``picture_too_large`` (details: megabytes), ``logo_no_picture``,
    ``picture_no_picture``, ``logo_too_many_pixels`` (details: megapixels)."""


def render_logo(upload: bytes) -> bytes:
    """The first picture of a file as a PNG within SIDE × SIDE; nothing else of it is kept. Raises LogoUnusable."""
    if len(upload) > MAX_LOGO_BYTES:
        raise PictureUnusable("logo_too_large", megabytes=MAX_LOGO_BYTES // 1024**2)
    return redraw_picture(upload, LOGO_FORMATS, LOGO_SIDE, _draw_logo)


def redraw_picture(upload: bytes, formats: tuple[str, ...], side: int, redraw: Callable[[Image.Image], T]) -> T:
    """What ``redraw`` makes of the first picture of a file, which may be of these formats and is to fit ``side``
    pixels; one at a time. Raises LogoUnusable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with _drawing_lock, Image.open(io.BytesIO(upload), formats=formats) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise _too_many_pixels()
                picture.draft("RGB", (2 * side, 2 * side))  # a large JPEG is read small at once
                return redraw(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
    ) as error:
        raise _no_picture(formats) from error


def _draw_logo(picture: Image.Image) -> bytes:
    picture_drawn = picture.convert("RGBA")
    picture_drawn.thumbnail((LOGO_SIDE, LOGO_SIDE))
    picture_drawn.info.clear()  # a colour profile is a stranger's bytes, too
    buffer = io.BytesIO()
    picture_drawn.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _no_picture(formats: tuple[str, ...]) -> PictureUnusable:
    return PictureUnusable("logo_no_picture") if formats == LOGO_FORMATS else PictureUnusable("picture_no_picture")


def _too_many_pixels() -> PictureUnusable:
    return PictureUnusable("logo_too_many_pixels", megapixels=MAX_PIXELS // 1_000_000)


MAX_PICTURE_BYTES: Final = 10 * 1024 * 1024
PICTURE_SIDE: Final = 1200
"""Pixels; the longer side of what is kept."""
PICTURE_FORMATS: Final = ("PNG", "JPEG", "WEBP")
JPEG_QUALITY: Final = 85


@dataclass(frozen=True, slots=True)
class ProductPicture:
    content: bytes
    media_type: str


def render_picture(upload: bytes) -> ProductPicture:
    """The picture of a file, upright and within SIDE × SIDE: a PNG where it lets something shine through, else a JPEG.
    Nothing else of the file is kept: neither where nor when it was taken. Raises LogoUnusable."""
    if len(upload) > MAX_PICTURE_BYTES:
        raise PictureUnusable("picture_too_large", megabytes=MAX_PICTURE_BYTES // 1024**2)
    return redraw_picture(upload, PICTURE_FORMATS, PICTURE_SIDE, _draw_picture)


def _draw_picture(picture: Image.Image) -> ProductPicture:
    upright = ImageOps.exif_transpose(picture)
    clear = upright.has_transparency_data
    picture_drawn = upright.convert("RGBA" if clear else "RGB")
    picture_drawn.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    picture_drawn.info.clear()  # a colour profile is a stranger's bytes, too
    buffer = io.BytesIO()
    if clear:
        picture_drawn.save(buffer, "PNG", optimize=True)
        return ProductPicture(buffer.getvalue(), "image/png")
    picture_drawn.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return ProductPicture(buffer.getvalue(), "image/jpeg")


MAX_PAPER_MEGABYTES: Final = 10
PAPER_KINDS: Final = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}
_PAPER_PICTURE_FORMATS: Final = ("PNG", "JPEG")


@dataclass(frozen=True, slots=True)
class UploadedPaper:
    """``ending``: of its name, without a dot."""

    content: bytes
    media_type: str
    ending: str


def parse_paper(upload: bytes) -> UploadedPaper:
    """Raises Invalid ``paper_too_large`` (details: megabytes), ``paper_kind``."""
    if len(upload) > MAX_PAPER_MEGABYTES * 1024**2:
        raise Invalid("paper_too_large", megabytes=MAX_PAPER_MEGABYTES)
    if (kind := paper_kind(upload)) is None:
        raise Invalid("paper_kind")
    return UploadedPaper(upload, *kind)


def paper_kind(upload: bytes) -> tuple[str, str] | None:
    """The media type of a paper and how its name ends; None for anything else, and for what only begins like a
    picture."""
    for start, (media_type, ending) in PAPER_KINDS.items():
        if upload.startswith(start):
            return (media_type, ending) if ending == "pdf" or _is_readable_picture(upload) else None
    return None


def _is_readable_picture(picture: bytes) -> bool:
    """Its parts are read and their sums checked; nothing is unpacked."""
    try:
        with Image.open(io.BytesIO(picture), formats=_PAPER_PICTURE_FORMATS) as opened:
            opened.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True
