"""A paper that is uploaded, of a certificate or with an answer: a PDF or a picture, told by what it holds."""

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image

from app.kernel.errors import Invalid

MOST_MEGABYTES: Final = 10
KINDS: Final = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}
_PICTURES: Final = ("PNG", "JPEG")


@dataclass(frozen=True, slots=True)
class Paper:
    """``ending``: of its name, without a dot."""

    content: bytes
    media_type: str
    ending: str


def as_paper(upload: bytes) -> Paper:
    """Raises Invalid ``paper_too_large`` (details: megabytes), ``paper_kind``."""
    if len(upload) > MOST_MEGABYTES * 1024**2:
        raise Invalid("paper_too_large", megabytes=MOST_MEGABYTES)
    if (kind := kind_of(upload)) is None:
        raise Invalid("paper_kind")
    return Paper(upload, *kind)


def kind_of(upload: bytes) -> tuple[str, str] | None:
    """The media type of a paper and how its name ends; None for anything else, and for what only begins like a
    picture."""
    for start, (media_type, ending) in KINDS.items():
        if upload.startswith(start):
            return (media_type, ending) if ending == "pdf" or _opens(upload) else None
    return None


def _opens(picture: bytes) -> bool:
    """Its parts are read and their sums checked; nothing is unpacked."""
    try:
        with Image.open(io.BytesIO(picture), formats=_PICTURES) as opened:
            opened.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True
