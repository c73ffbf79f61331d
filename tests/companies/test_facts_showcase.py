"""What is kept of a product and of a reference, of a size, of a picture and a paper."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.companies.facts import SizeUnknown, parse_hs_code, parse_showcase_item, parse_size
from app.companies.uploads import (
    MAX_PAPER_MEGABYTES,
    MAX_PICTURE_BYTES,
    PICTURE_SIDE,
    PictureUnusable,
    parse_paper,
    render_picture,
)
from app.core.errors import Invalid

PRODUCT = {"name_en": "Cell", "line_zh": "电芯", "isic": "2720", "hs": "8507.60"}
REFERENCE = {"customer": "PSA", "country": "SG", "year": "2024", "line": "Cranes"}


def test_a_product_and_a_reference_are_kept_as_said():
    kept = {name: value for name, value in parse_showcase_item("product", PRODUCT, until=2026).items() if value}
    assert kept == {"name_en": "Cell", "line_zh": "电芯", "isic": "2720", "hs": "850760"}
    assert parse_showcase_item("reference", REFERENCE, until=2026) == {**REFERENCE, "year": 2024}
    assert parse_showcase_item("reference", {"customer": "PSA"}, until=2026)["year"] is None


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("product", {"name_en": ""}, "product_nameless"),
        ("product", {"isic": "0000"}, "isic_unknown"),
        ("product", {"hs": "850"}, "hs_unknown"),
        ("product", {"hs": "85 07 x"}, "hs_unknown"),
        ("reference", {"customer": ""}, "customer_missing"),
        ("reference", {"year": "2032"}, "year_unknown"),
        ("reference", {"year": "24"}, "year_unknown"),
        ("reference", {"country": "Singapore"}, "country_unknown"),
    ],
)
def test_what_is_not_well_formed_is_refused(kind, change, code):
    with pytest.raises(Invalid) as refusal:
        parse_showcase_item(kind, {**(PRODUCT if kind == "product" else REFERENCE), **change}, until=2026)

    assert refusal.value.code == code


def test_an_hs_code_has_pairs_of_digits():
    assert [parse_hs_code(one) for one in ("", "85", "8507.60", "85 07 60 00", "8507600010", "８５０７.６０")] == [
        *("", "85", "850760", "85076000", "8507600010", "850760")
    ]


def test_a_size_is_one_of_the_bands_and_a_year_is_past():
    assert parse_size("founded", "1999", until=2026) == 1999
    assert (parse_size("employees", "10-49", until=2026), parse_size("turnover", "", until=2026)) == ("10-49", None)
    for field, wrong in (("founded", "2032"), ("founded", "999"), ("employees", "12"), ("currency", "SGP")):
        with pytest.raises(SizeUnknown):
            parse_size(field, wrong, until=2026)


def picture(kind, size=(1600, 800), mode="RGB", **saved):
    made = io.BytesIO()
    Image.new(mode, size, "red").save(made, kind, **saved)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_within_its_side_without_what_else_the_file_holds(kind):
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "canary-of-a-camera", 6  # on its side
    kept = render_picture(picture(kind, exif=exif))

    with Image.open(io.BytesIO(kept.content)) as shown:
        assert (shown.size, dict(shown.getexif()), kept.media_type) == (
            (PICTURE_SIDE // 2, PICTURE_SIDE),
            {},
            "image/jpeg",
        )
    assert b"canary" not in kept.content


def test_what_shines_through_stays_a_png():
    assert render_picture(picture("PNG", mode="RGBA")).media_type == "image/png"


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (picture("GIF", (8, 8)), "picture_no_picture"),
        (b"<svg onload=alert(1)>", "picture_no_picture"),
        (b"\x89PNG" + bytes(MAX_PICTURE_BYTES), "picture_too_large"),
    ],
)
def test_no_other_file_becomes_a_picture(upload, code):
    with pytest.raises(PictureUnusable) as refusal:
        render_picture(upload)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("upload", "told"),
    [
        (b"%PDF-1.7", ("application/pdf", "pdf")),
        (picture("JPEG"), ("image/jpeg", "jpg")),
        (picture("PNG"), ("image/png", "png")),
    ],
)
def test_a_paper_is_told_by_how_it_begins(upload, told):
    paper = parse_paper(upload)

    assert (paper.media_type, paper.ending) == told


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"<html>", "paper_kind"),
        (b"", "paper_kind"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "paper_kind"),
        (picture("PNG")[:-20], "paper_kind"),
        (b"\xff\xd8\xff\xe0" + b"0" * 100, "paper_kind"),
        (b"%PDF-" + bytes(MAX_PAPER_MEGABYTES * 1024**2), "paper_too_large"),
    ],
)
def test_no_other_file_is_a_paper(upload, code):
    with pytest.raises(Invalid) as refusal:
        parse_paper(upload)

    assert refusal.value.code == code
