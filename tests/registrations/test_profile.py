"""The whole profile over HTTP: chips, tree, texts, certificates, two people at once; people, consents, logo, access."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from app.companies.logos import SIDE
from app.companies.models import Company, CompanyUser
from app.db import db, transaction
from app.floor.models import StoredFile
from app.meetings import services as meetings
from app.registrations.models import Consent, Registration, Representative
from app.registrations.queries.joins import askers_of, users_of
from app.registrations.queries.links import link_of, token_of
from app.registrations.services import claims, links, profiles
from tests import factories
from tests.registrations.forms import fields
from tests.support.clients import Visitor

POLYGLOT = "<script>alert(1)</script>'\"{{7*7}}%(x)s\u202e重庆"


@pytest.fixture
def firm(app):
    event = factories.event(phase="booking")
    delegation = factories.delegation(event)
    return factories.firm(
        event,
        name="Chongqing Port Co.,Ltd.",
        users=[factories.user("Boss")],
        delegation_id=delegation.id,
        company_values={"name_zh": "重庆港股份有限公司", "sectors": {"is_in": ["5224"], "offers": ["5210"]}},
    )


@pytest.fixture
def boss(client, firm):
    return client.as_user(users_of(firm)[0])


def at(firm: Registration, rest: str = "profile") -> str:
    return f"/events/{firm.event.slug}/firms/{firm.id}/{rest}"


def company_of(firm: Registration) -> Company:
    assert firm.company is not None
    return firm.company


def codes(firm: Registration, kind: str) -> list[str]:
    return [one.code for one in company_of(firm).sectors if one.kind == kind]


def test_all_is_saved_at_once(boss, firm):
    sent = fields(boss.get(at(firm)), act="save", about_en="A river port.", about_zh="内河港口", city="Chongqing")
    sent |= {"seeks": ["5012"], "holds": ["iso_9001", "aeo"], "needs": ["gdp"], "languages": ["zh", "en"]}
    sent |= {"needs_interpreter": "yes", "goal": "trade", "website": "cqgj.com.cn"}

    answer = boss.post(at(firm), data=sent)

    company = company_of(firm)
    assert answer.status_code == 302
    assert (company.about_en, company.about_zh, company.city) == ("A river port.", "内河港口", "Chongqing")
    assert (codes(firm, "is_in"), codes(firm, "offers"), codes(firm, "seeks")) == (["5224"], ["5210"], ["5012"])
    assert [(one.standard, one.kind) for one in company.certificates] == [
        ("aeo", "holds"),
        ("gdp", "needs"),
        ("iso_9001", "holds"),
    ]
    assert (firm.languages, firm.needs_interpreter, firm.goal) == (["en", "zh"], True, "trade")


def test_a_code_that_was_not_there_is_refused_and_what_was_typed_stays(boss, firm):
    sent = fields(boss.get(at(firm)), act="save", about_en="A river port.")

    answer = boss.post(at(firm), data={**sent, "seeks": ["0000"], "name": ""})

    assert answer.status_code == 422
    assert "A river port." in answer.text
    assert company_of(firm).about_en is None


@pytest.mark.parametrize("query", ["冷链", "cold chain", "chaîne du froid", "lenglian", "5210"])
def test_the_tree_is_searched_in_three_languages_pinyin_and_by_code(boss, firm, query):
    sent = fields(boss.get(at(firm)), act="find", find=query)

    page = boss.post(at(firm), data=sent)

    assert 'name="seeks" value="5210"' in page.text
    assert "sectors found" in page.text or "1 sector found" in page.text
    assert codes(firm, "seeks") == []


def test_typed_words_give_proposals_and_set_none(boss, firm):
    page = boss.post(at(firm), data=fields(boss.get(at(firm)), propose="seeks", seeks_en="lithium batteries for buses"))

    assert 'name="seeks" value="2720"' in page.text
    assert 'name="seeks" value="2720" checked' not in page.text


def test_branches_open_one_below_the_other_and_the_form_stays(boss, firm):
    section = boss.post(at(firm), data=fields(boss.get(at(firm)), open="H", about_en="typed"))
    group = boss.post(at(firm), data=fields(section, open="521"))

    assert 'name="open" value="52"' in section.text
    assert 'value="5210"' in group.text
    assert fields(group)["about_en"] == ["typed"]


def test_a_tick_in_the_tree_replaces_the_chip_of_the_same_sector(boss, firm):
    page = boss.post(at(firm), data=fields(boss.get(at(firm)), act="find", find="5210"))
    sent = fields(page, act="save")
    unticked = {name: value for name, value in sent.items() if name != "offers"}

    boss.post(at(firm), data=unticked)

    assert sent["offers"] == ["5210"]
    assert codes(firm, "offers") == []


def test_a_cross_takes_a_chip_away_without_saving(boss, firm):
    page = boss.post(at(firm), data=fields(boss.get(at(firm)), remove="is_in:5224"))

    assert "is_in" not in fields(page)
    assert codes(firm, "is_in") == ["5224"]


def test_the_second_of_two_is_told_and_nothing_is_lost(boss, firm):
    sent = fields(boss.get(at(firm)), act="save", city="Chongqing", about_en="Mine")
    profiles.save(firm.id, {"about_en": "Theirs", "country": "CN", "seeks": ("5012",)}, seen=None, by=None)

    answer = boss.post(at(firm), data=sent)
    again = boss.post(at(firm), data=fields(answer, act="save"))

    assert answer.status_code == 409
    assert "A colleague saved this profile meanwhile" in answer.text
    assert "Theirs" in answer.text
    merged = fields(answer)
    assert (merged["about_en"], merged["city"], merged["country"], merged["seeks"]) == (
        ["Mine"],
        ["Chongqing"],
        ["CN"],
        ["5012"],
    )
    assert again.status_code == 302
    company = company_of(firm)
    assert (company.about_en, company.city, company.country, codes(firm, "seeks")) == (
        "Mine",
        "Chongqing",
        "CN",
        ["5012"],
    )


def test_a_form_that_lies_about_what_it_was_opened_with_is_told_too(boss, firm):
    sent = fields(boss.get(at(firm)), act="save", opened='{"values": 7, "seen": ["x"]}')

    assert boss.post(at(firm), data=sent).status_code == 409


def test_columns_that_are_no_fields_of_the_form_are_left_alone(boss, firm):
    before = (company_of(firm).organisation_id, company_of(firm).logo_id, firm.state, firm.event_id)
    extra = {"organisation_id": "99", "logo_id": "1", "state": "cancelled", "event_id": "7", "folded": "x", "id": "9"}

    boss.post(at(firm), data=fields(boss.get(at(firm)), act="save", city="X") | extra)

    assert (company_of(firm).organisation_id, company_of(firm).logo_id, firm.state, firm.event_id) == before


def test_any_text_is_kept_and_shown_as_text(boss, firm, client):
    boss.post(
        at(firm), data=fields(boss.get(at(firm)), act="save", about_en=POLYGLOT, name=POLYGLOT, offers_en=POLYGLOT)
    )

    for page in (boss.get(at(firm)), boss.get(f"/events/{firm.event.slug}/firms/{firm.id}")):
        assert "<script>alert(1)" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text
        assert "{{7*7}}" in page.text


@pytest.mark.parametrize("website", ["javascript:alert(1)", "data:text/html,x", "ftp://x.org", "no dots"])
def test_a_website_is_an_address_of_the_web(boss, firm, website):
    answer = boss.post(at(firm), data=fields(boss.get(at(firm)), act="save", website=website))

    assert answer.status_code == 422
    assert company_of(firm).website is None


def test_holding_none_is_said_and_completes_the_meter(boss, firm):
    before = boss.get(at(firm)).text

    boss.post(at(firm), data=fields(boss.get(at(firm)), act="save", holds_none="y"))

    assert "Say which certificates you hold" in before
    assert "Say which certificates you hold" not in boss.get(at(firm)).text
    assert company_of(firm).holds_none


# people


def test_people_are_added_changed_and_taken_off(boss, firm):
    boss.post(at(firm, "people/new"), data={"display_name": "Ms Wang", "name_zh": "王女士", "languages": ["zh"]})
    added = next(one for one in firm.representatives if one.display_name == "Ms Wang")

    boss.post(at(firm, f"people/{added.id}"), data=fields(boss.get(at(firm, f"people/{added.id}")), title="Director"))
    changed = db.session.get_one(Representative, added.id)
    title = changed.title
    boss.post(at(firm, f"people/{added.id}/removal"))

    assert (title, changed.languages) == ("Director", ["zh"])
    assert [one.display_name for one in firm.representatives if one.id == added.id] == []


def test_who_sits_at_a_meeting_does_not_leave(boss, firm):
    other = factories.firm(firm.event, "Chongqing")
    asked = meetings.ask(firm.event_id, firm.id, other.id, by=None)
    meetings.accept(asked, other.id, by=None, slot_id=firm.event.slots[0].id)
    person = firm.representatives[0]

    answer = boss.post(at(firm, f"people/{person.id}/removal"))

    assert answer.status_code == 409
    assert "sits at 1 booked meetings" in answer.text
    assert person in firm.representatives


def test_two_at_one_person_lose_nothing(boss, firm):
    person = firm.representatives[0]
    sent = fields(boss.get(at(firm, f"people/{person.id}")), title="Mine", phone="+86 1")
    with transaction():
        person.title, person.wechat = "Theirs", "wx"

    answer = boss.post(at(firm, f"people/{person.id}"), data=sent)
    again = boss.post(at(firm, f"people/{person.id}"), data=fields(answer))

    kept = db.session.get_one(Representative, person.id)
    assert (answer.status_code, again.status_code) == (409, 302)
    assert (kept.title, kept.wechat, kept.phone) == ("Mine", "wx", "+86 1")


def test_somebody_elses_person_is_not_to_be_seen(boss, firm):
    other = factories.firm(firm.event).representatives[0]

    assert boss.get(at(firm, f"people/{other.id}")).status_code == 404


# consents


def test_consents_are_given_in_boxes_and_taken_back(boss, firm):
    boss.post(at(firm, "consents"), data={"attendee_list": "y"})
    given = boss.get(at(firm)).text
    boss.post(at(firm, "consents/attendee_list/withdrawal"))

    rows = db.session.query(Consent).filter_by(purpose="attendee_list").all()
    assert "allowed on" in given
    assert [(row.given, row.withdrawn_at is not None) for row in rows] == [(True, True)]
    assert "taken back on" in boss.get(at(firm)).text


def test_only_the_firm_consents(client, firm):
    chamber = factories.member(
        db.session.get_one(type(firm.event.organisation), firm.delegation.organisation_id), "chamber"
    )

    answer = client.as_user(chamber).post(at(firm, "consents"), data={"attendee_list": "y"})

    assert answer.status_code == 403


# logo


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
        assert (drawn.format, max(drawn.size)) == ("PNG", SIDE)
    assert b"secret" not in answer.data
    assert answer.headers["Content-Type"] == "image/png"


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


def test_no_id_stands_twice_on_the_page(boss, firm):
    ids = re.findall(r'\sid="([^"]+)"', boss.get(at(firm)).text)

    assert sorted(set(ids)) == sorted(ids)


def test_a_picture_with_too_many_pixels_is_refused(boss, firm):
    answer = boss.post(at(firm, "logo"), data={"logo": (picture("GIF", (9000, 9000)), "bomb.gif")})

    assert answer.status_code == 422
    assert company_of(firm).logo_id is None


# access


def test_who_asks_to_join_is_let_in_by_the_firm(boss, firm, app):
    links.give_links([firm])
    link = link_of(firm)
    assert link is not None
    with transaction():
        link.claimed_at, link.claimed_by = firm.created_at, users_of(firm)[0].id
    second = Visitor(app, use_cookies=True)
    second.post(f"/f/{token_of(link)}/join", data={"name": "Koh Wei Ming"})

    page = boss.get(at(firm))
    asking = askers_of(firm)[0].id
    boss.post(at(firm, f"joins/{asking}/yes"))

    assert "Koh Wei Ming asks to join" in page.text
    assert '<span class="q-count">1</span>' in page.text
    assert second.get(at(firm)).status_code == 200


def test_access_is_taken_away_and_nobody_takes_their_own(boss, firm, app):
    with transaction():
        other = factories.user("Koh")
        claims.let_in(firm, other)
    me = users_of(firm)[0]

    boss.post(at(firm, f"colleagues/{other.id}/removal"))
    own = boss.post(at(firm, f"colleagues/{me.id}/removal"))

    assert db.session.query(CompanyUser).filter_by(user_id=other.id).count() == 0
    assert own.status_code == 409
    assert [one.id for one in users_of(firm)] == [me.id]
