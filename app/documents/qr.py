"""A QR code as a path for an inline SVG (no image to load), or as a picture that a long press saves."""

from __future__ import annotations

from dataclasses import dataclass

import segno

QUIET_MODULES = 4
"""The empty frame that scanners need, in modules."""


@dataclass(frozen=True, slots=True)
class QrPath:
    """``d``: the dark modules, one unit square each; ``size``: modules across, without the quiet frame."""

    d: str
    size: int

    @property
    def view_box(self) -> str:
        return f"-{QUIET_MODULES} -{QUIET_MODULES} {self.size + 2 * QUIET_MODULES} {self.size + 2 * QUIET_MODULES}"


def qr_path(text: str) -> QrPath:
    """The QR code of a text (an address), with medium error correction: it stands some dirt on paper."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    return QrPath(
        "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _dark_runs(row)),
        len(rows),
    )


def qr_picture(text: str) -> str:
    """The same as a PNG in a ``data:`` address: WeChat saves pictures alone, and the code never leaves the page."""
    return str(segno.make(text, error="m", micro=False).png_data_uri(scale=8, border=QUIET_MODULES))


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules lie together in a row: start and length."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
