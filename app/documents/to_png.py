"""A page template and values as a picture for a phone, as wide as its screen: what a long press keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from app.documents.to_pdf import set_page

WIDTH: Final = 1080
"""In pixels. Templates for pictures are 360 pt wide and as high as they need to be."""
PIXELS_PER_INCH: Final = WIDTH * 72 // 360


def to_png(template: str, data: Mapping[str, Any], *, language: str, made_at: datetime) -> bytes:
    """The one page of ``template`` as a PNG; see ``to_pdf`` for the rest. Raises PdfFailed."""
    return set_page(template, data, language=language, made_at=made_at, pixels_per_inch=PIXELS_PER_INCH)
