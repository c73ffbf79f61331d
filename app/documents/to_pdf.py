"""A page template (templates/…/*.typ, set by Typst) and values as a PDF; the fonts are in it, Chinese as well.

The values reach the template as data and never as code: whatever a text holds, it is printed as it is. A process of its
own sets the pages, under limits: setting takes memory, which goes with the process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.documents.glyphs import Glyphs
from app.documents.unset import as_set

ROOT: Final = Path(__file__).resolve().parents[2]
TEMPLATES: Final = ROOT / "templates"
FONTS: Final = ROOT / "static" / "vendor" / "fonts"
WALL_SECONDS: Final = 180
NO_PICTURES: Final[Mapping[str, bytes]] = {}


class PdfFailed(RuntimeError):
    """The pages could not be set: an error in the template, or more than memory and time allow."""


def to_pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    made_at: datetime,
    pictures: Mapping[str, bytes] = NO_PICTURES,
) -> bytes:
    """The PDF of ``template`` (its path below templates/) with ``data``: what JSON can hold.

    ``language``: en, zh or fr, for hyphens, quotation marks and the count of pages; the template finds it as
    ``data.language``. ``made_at``: aware; stands in the file's properties. Letters that the fonts do not have
    are printed as they sound, emoji left out. ``pictures``: PNG by file name, which the template finds as
    /pictures/NAME. Raises PdfFailed.
    """
    return set_page(template, data, language=language, made_at=made_at, pictures=pictures)


def set_page(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    made_at: datetime,
    pictures: Mapping[str, bytes] = NO_PICTURES,
    pixels_per_inch: int | None = None,
) -> bytes:
    """The same in either format: the one page of a template as a PNG where ``pixels_per_inch`` is given, else a PDF."""
    asked = {
        "template": str(TEMPLATES / template),
        "root": str(TEMPLATES),
        "fonts": str(FONTS),
        "made_at": int(made_at.timestamp()),
        "pixels_per_inch": pixels_per_inch,
        "pictures": {name: b64encode(content).decode() for name, content in pictures.items()},
        "data": json.dumps(printable({**data, "language": language}), ensure_ascii=False),
    }
    try:
        child = subprocess.run(
            [sys.executable, "-m", "app.documents.typesetting"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONIOENCODING": "utf-8"},
            timeout=WALL_SECONDS,
        )
    except subprocess.TimeoutExpired as slow:
        raise PdfFailed(template) from slow
    if child.returncode != 0:
        raise PdfFailed(f"{template}: {child.stderr.decode(errors='replace').strip()[-1000:] or child.returncode}")
    return child.stdout


def printable(value: Any) -> Any:
    """The same with every text as the fonts can draw it."""
    if isinstance(value, str):
        return value if value.isascii() else as_set(value, _glyphs())
    if isinstance(value, Mapping):
        return {key: printable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(one) for one in value]
    return value


@cache
def _glyphs() -> Glyphs:
    fonts = sorted(FONTS.glob("*Regular.ttf"))
    if not fonts:
        raise PdfFailed(f"no fonts in {FONTS}: `make build` puts them there")
    return Glyphs(fonts)
