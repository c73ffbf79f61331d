"""A picture of a product: whatever is uploaded becomes a small picture of ours, or is refused."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from app.companies.logos import LogoUnusable, drawn

MOST_BYTES: Final = 10 * 1024 * 1024
SIDE: Final = 1200
"""Pixels; the longer side of what is kept."""
FORMATS: Final = ("PNG", "JPEG", "WEBP")
QUALITY: Final = 85


@dataclass(frozen=True, slots=True)
class Picture:
    content: bytes
    media_type: str


def as_picture(upload: bytes) -> Picture:
    """The picture of a file, upright and within SIDE × SIDE: a PNG where it lets something shine through, else a JPEG.
    Nothing else of the file is kept: neither where nor when it was taken. Raises LogoUnusable."""
    if len(upload) > MOST_BYTES:
        raise LogoUnusable("picture_too_large", megabytes=MOST_BYTES // 1024**2)
    return drawn(upload, FORMATS, SIDE, _kept)


def _kept(picture: Image.Image) -> Picture:
    upright = ImageOps.exif_transpose(picture)
    clear = upright.has_transparency_data
    made = upright.convert("RGBA" if clear else "RGB")
    made.thumbnail((SIDE, SIDE))
    made.info.clear()  # a colour profile is a stranger's bytes, too
    kept = io.BytesIO()
    if clear:
        made.save(kept, "PNG", optimize=True)
        return Picture(kept.getvalue(), "image/png")
    made.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return Picture(kept.getvalue(), "image/jpeg")
