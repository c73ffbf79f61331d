"""Whatever is uploaded becomes a small PNG, or is refused."""

from __future__ import annotations

import io
import struct
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.companies import uploads
from app.companies.uploads import LOGO_SIDE, MAX_LOGO_BYTES, PictureUnusable, render_logo


def drawn(kind: str, size: tuple[int, int]) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize(
    ("size", "kept"), [((900, 300), (LOGO_SIDE, 133)), ((20, 10), (20, 10)), ((300, 900), (133, LOGO_SIDE))]
)
def test_a_picture_keeps_its_shape_within_the_side(kind, size, kept):
    with Image.open(io.BytesIO(render_logo(drawn(kind, size)))) as logo:
        assert (logo.format, logo.size) == ("PNG", kept)


def test_a_file_that_is_too_large_is_refused_unread():
    with pytest.raises(PictureUnusable) as refusal:
        render_logo(b"\x89PNG" + bytes(MAX_LOGO_BYTES))

    assert refusal.value.code == "logo_too_large"


@pytest.mark.full
def test_too_many_pixels_are_refused_before_they_are_drawn():
    with pytest.raises(PictureUnusable) as refusal:
        render_logo(drawn("GIF", (5000, 4001)))

    assert refusal.value.code == "logo_too_many_pixels"


@pytest.mark.parametrize("side", [10_000, 30_000])
def test_a_png_of_a_few_bytes_and_a_great_many_pixels_is_called_too_large(side):
    """Its head alone says the size, as that of a bomb would."""
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))

    with pytest.raises(PictureUnusable) as refusal:
        render_logo(bomb + struct.pack(">I", 100) + b"IDAT" + bytes(104))

    assert (refusal.value.code, refusal.value.details) == ("logo_too_many_pixels", {"megapixels": 20})


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM"])
def test_other_kinds_of_pictures_are_refused(kind):
    with pytest.raises(PictureUnusable):
        render_logo(drawn(kind, (20, 20)))


@pytest.mark.parametrize(
    "markup", [b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"<html>"]
)
def test_markup_is_no_picture(markup):
    with pytest.raises(PictureUnusable):
        render_logo(markup)


def test_case_15_nothing_of_a_file_that_is_two_things_at_once_is_kept():
    made, hidden = io.BytesIO(), b"<script>alert(1)</script>"
    notes = PngInfo()
    notes.add_text("Comment", hidden.decode())
    Image.new("RGB", (9, 9)).save(made, "PNG", pnginfo=notes, icc_profile=hidden, exif=b"Exif\0\0" + hidden)

    kept = render_logo(made.getvalue() + b"PK\x03\x04" + hidden)

    with Image.open(io.BytesIO(kept)) as logo:
        assert (logo.format, dict(logo.info)) == ("PNG", {})
    assert hidden not in kept


def test_case_15_pictures_sent_at_once_are_drawn_one_after_another(monkeypatch):
    running, most = [], []

    def slow(picture):
        running.append(picture)
        most.append(len(running))
        time.sleep(0.02)
        running.pop()
        return picture.size

    monkeypatch.setattr(uploads, "_draw_logo", slow)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(render_logo, [drawn("PNG", (8, 8))] * 4))

    assert most == [1, 1, 1, 1]


@pytest.mark.full
@given(st.binary(max_size=400), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))
def test_any_bytes_are_a_picture_or_refused(tail, kind):
    whole = drawn(kind, (8, 8))

    for content in (tail, whole[: len(tail)] + tail):
        try:
            render_logo(content)
        except PictureUnusable:
            continue
