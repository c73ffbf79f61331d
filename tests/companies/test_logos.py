"""Whatever is uploaded becomes a small PNG, or is refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.companies.logos import MOST_BYTES, SIDE, LogoUnusable, as_logo


def drawn(kind: str, size: tuple[int, int]) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize(("size", "kept"), [((900, 300), (SIDE, 133)), ((20, 10), (20, 10)), ((300, 900), (133, SIDE))])
def test_a_picture_keeps_its_shape_within_the_side(kind, size, kept):
    with Image.open(io.BytesIO(as_logo(drawn(kind, size)))) as logo:
        assert (logo.format, logo.size) == ("PNG", kept)


def test_a_file_that_is_too_large_is_refused_unread():
    with pytest.raises(LogoUnusable) as refusal:
        as_logo(b"\x89PNG" + bytes(MOST_BYTES))

    assert refusal.value.code == "logo_too_large"


def test_too_many_pixels_are_refused_before_they_are_drawn():
    with pytest.raises(LogoUnusable):
        as_logo(drawn("GIF", (9000, 9000)))


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM"])
def test_other_kinds_of_pictures_are_refused(kind):
    with pytest.raises(LogoUnusable):
        as_logo(drawn(kind, (20, 20)))


@given(st.binary(max_size=400), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))
def test_any_bytes_are_a_picture_or_refused(tail, kind):
    whole = drawn(kind, (8, 8))

    for content in (tail, whole[: len(tail)] + tail):
        try:
            as_logo(content)
        except LogoUnusable:
            continue
