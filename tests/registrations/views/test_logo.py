"""The logo of a firm: drawn anew, or refused in words."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.companies.uploads import LOGO_SIDE
from app.core.db import db
from app.core.models import StoredFile
from tests.registrations.views.company_pages import at, company_of
from tests.support.pages import read


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, kind, **({"exif": b"Exif\x00\x00secret"} if kind == "JPEG" else {}))
    made.seek(0)
    return made


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_logo_is_drawn_anew_and_small(boss, firm, kind):
    boss.post(at(firm, "logo"), data={"logo": (picture(kind), "evil.php")})

    answer = boss.get(at(firm, "logo"))
    with Image.open(io.BytesIO(answer.data)) as drawn:
        assert (drawn.format, max(drawn.size)) == ("PNG", LOGO_SIDE)
    assert b"secret" not in answer.data
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_second_logo_replaces_the_first(boss, firm):
    for _ in range(2):
        boss.post(at(firm, "logo"), data={"logo": (picture(), "logo.png")})

    assert db.session.query(StoredFile).count() == 1
    boss.post(at(firm, "logo/removal"))
    assert (db.session.query(StoredFile).count(), boss.get(at(firm, "logo")).status_code) == (0, 404)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no picture"),
        (b"", "no picture"),
        (b"GIF89a" + b"\x00" * 20, "no picture"),
    ],
)
def test_what_is_no_picture_is_refused(boss, firm, content, told):
    answer = boss.post(at(firm, "logo"), data={"logo": (io.BytesIO(content), "logo.png")})

    assert answer.status_code == 422
    assert told in answer.text
    assert company_of(firm).logo_id is None
    notice, _, rest = answer.text.partition('id="picture"')
    assert 'role="alert"' in notice
    assert 'href="#logo">Picture</a>' in notice
    assert 'for="logo"' in rest


def test_another_language_on_a_refusal_leads_back_to_the_profile_and_not_to_the_picture(boss, firm):
    sent_by = {"Referer": f"http://localhost{at(firm, 'profile')}"}

    refused = boss.post(at(firm, "logo"), data={"logo": (io.BytesIO(b"no picture"), "logo.png")}, headers=sent_by)

    french = [link.attributes["href"] for link in read(refused).find("[hreflang=fr]")]
    assert set(french) == {f"{at(firm, 'profile')}?lang=fr"}


@pytest.mark.full
def test_a_picture_with_too_many_pixels_is_refused(boss, firm):
    answer = boss.post(at(firm, "logo"), data={"logo": (picture("GIF", (5000, 4001)), "bomb.gif")})

    assert answer.status_code == 422
    assert company_of(firm).logo_id is None
