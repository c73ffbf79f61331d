"""A firm's logo: whatever is uploaded becomes a small PNG of ours, or is refused."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from threading import Lock
from typing import Final, TypeVar

from PIL import Image, UnidentifiedImageError

from app.kernel.errors import Invalid

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_PIXELS: Final = 20_000_000
SIDE: Final = 400
"""Pixels; the longer side of what is kept."""
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")

T = TypeVar("T")
_one_at_a_time = Lock()
"""The largest picture takes 160 MB while it is drawn: many sent at once must not add up."""


class LogoUnusable(Invalid):
    """No picture that can be kept: ``logo_too_large``, ``picture_too_large`` (details: megabytes), ``logo_no_picture``,
    ``picture_no_picture``, ``logo_too_many_pixels`` (details: megapixels)."""


def as_logo(upload: bytes) -> bytes:
    """The first picture of a file as a PNG within SIDE × SIDE; nothing else of it is kept. Raises LogoUnusable."""
    if len(upload) > MOST_BYTES:
        raise LogoUnusable("logo_too_large", megabytes=MOST_BYTES // 1024**2)
    return drawn(upload, FORMATS, SIDE, _redrawn)


def drawn(upload: bytes, formats: tuple[str, ...], side: int, redraw: Callable[[Image.Image], T]) -> T:
    """What ``redraw`` makes of the first picture of a file, which may be of these formats and is to fit ``side``
    pixels; one at a time. Raises LogoUnusable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with _one_at_a_time, Image.open(io.BytesIO(upload), formats=formats) as picture:
                if picture.width * picture.height > MOST_PIXELS:
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


def _redrawn(picture: Image.Image) -> bytes:
    made = picture.convert("RGBA")
    made.thumbnail((SIDE, SIDE))
    made.info.clear()  # a colour profile is a stranger's bytes, too
    kept = io.BytesIO()
    made.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _no_picture(formats: tuple[str, ...]) -> LogoUnusable:
    return LogoUnusable("logo_no_picture") if formats == FORMATS else LogoUnusable("picture_no_picture")


def _too_many_pixels() -> LogoUnusable:
    return LogoUnusable("logo_too_many_pixels", megapixels=MOST_PIXELS // 1_000_000)
