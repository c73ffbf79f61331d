"""A QR code as a path for an inline SVG (no image to load), or as a picture that a long press saves."""

from __future__ import annotations

from dataclasses import dataclass

import segno

QUIET = 4
"""The empty frame that scanners need, in modules."""


@dataclass(frozen=True, slots=True)
class QrPath:
    """``d``: the dark modules, one unit square each; ``size``: modules across, without the quiet frame."""

    d: str
    size: int

    @property
    def view_box(self) -> str:
        return f"-{QUIET} -{QUIET} {self.size + 2 * QUIET} {self.size + 2 * QUIET}"


def qr_path(text: str) -> QrPath:
    """The QR code of a text (an address), with medium error correction: it stands some dirt on paper."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    return QrPath(
        "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row)), len(rows)
    )


def qr_picture(text: str) -> str:
    """The same as a PNG in a ``data:`` address: WeChat saves pictures alone, and the code never leaves the page."""
    return str(segno.make(text, error="m", micro=False).png_data_uri(scale=8, border=QUIET))


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules lie together in a row: start and length."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((x, 1))
    return found
