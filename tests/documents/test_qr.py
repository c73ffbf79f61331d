"""QR codes as paths."""

from __future__ import annotations

import base64
import io
import re

import segno
from PIL import Image

from app.documents.qr import qr_path, qr_picture

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


def test_the_picture_is_a_png_of_the_same_modules_with_the_frame_around_them():
    head, _, data = qr_picture(ADDRESS).partition(",")
    drawn = Image.open(io.BytesIO(base64.b64decode(data))).convert("1")

    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    side = len(matrix) + 8
    dark = {(x, y) for x in range(side) for y in range(side) if not drawn.getpixel((x * 8 + 4, y * 8 + 4))}
    assert head == "data:image/png;base64"
    assert drawn.size == (side * 8, side * 8)
    assert dark == {(x + 4, y + 4) for y, row in enumerate(matrix) for x, one in enumerate(row) if one}
