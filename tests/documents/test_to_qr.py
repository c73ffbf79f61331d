"""QR codes as paths."""

from __future__ import annotations

import re

import segno

from app.documents.to_qr import qr_path

ADDRESS = "https://match.example.org/f/17-abcdefghijklmnopqrstuvwxyz234567"


def test_the_path_covers_exactly_the_dark_modules():
    found = qr_path(ADDRESS)
    covered = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", found.d)
        for step in range(int(length))
    }

    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    assert covered == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert found.size == len(matrix)


def test_the_frame_leaves_four_modules_free():
    found = qr_path("qiao")

    assert found.view_box == f"-4 -4 {found.size + 8} {found.size + 8}"
