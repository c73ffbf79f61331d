"""The paper of a certificate: a PDF or a picture, told by how it begins."""

from dataclasses import dataclass
from typing import Final

from app.kernel.errors import Invalid

MOST_MEGABYTES: Final = 10
KINDS: Final = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}


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
    for start, (media_type, ending) in KINDS.items():
        if upload.startswith(start):
            return Paper(upload, media_type, ending)
    raise Invalid("paper_kind")
