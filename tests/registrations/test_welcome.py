"""The boss's three minutes, over HTTP and without JavaScript."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.models import Consent, Registration
from app.registrations.queries import company_links as queries
from app.registrations.services import company_links as services
from app.registrations.services import profiles
from tests import factories
from tests.registrations.forms import fields
from tests.support.pages import buttons


@pytest.fixture
def firm(app):
    event = factories.event(phase="booking", approval="automatic")
    delegation = factories.delegation(event)
    firm = factories.firm(
        event,
        name="Bok Seng Logistics Pte Ltd",
        state="invited",
        delegation_id=delegation.id,
        company_values={
            "sector_words": "Heavy transport, warehousing and freight",
            "offers_en": "Heavy haulage and bonded storage in Singapore",
            "seeks_en": "A partner with a yard near the Chongqing port",
        },
    )
    services.create_links([firm])
    return firm


@pytest.fixture
def boss(client, firm):
    link = queries.find_link(firm)
    assert link is not None
    client.post(f"/f/{queries.get_link_token(link)}", data={"person": firm.representatives[0].id, "act": "yes"})
    return client


def at(firm: Registration, step: str) -> str:
    return f"/events/{firm.event.slug}/companies/{firm.id}/welcome/{step}"


def press(boss, firm, sent):
    """The page that a browser without scripts comes to."""
    return boss.post(at(firm, "work"), data=sent, follow_redirects=True)


def codes(company, kind: str) -> list[str]:
    return [one.code for one in company.sectors if one.kind == kind]


@pytest.mark.full
def test_the_words_of_the_sheet_propose_sectors_and_set_none(boss, firm):
    page = boss.get(at(firm, "work"))

    sent = fields(page)
    assert "4923" in sent["is_in"]
    assert "5210" in sent["is_in"]
    assert 1 <= len(sent["seeks"]) <= 5
    assert "Heavy haulage and bonded storage in Singapore" in page.text
    assert firm.company.sectors == []


def test_confirming_saves_sectors_and_lines_and_leads_to_consent(boss, firm):
    sent = fields(boss.get(at(firm, "work")), act="confirm")

    answer = boss.post(at(firm, "work"), data=sent)

    assert answer.location == at(firm, "consent")
    assert codes(firm.company, "is_in") == sent["is_in"]
    assert codes(firm.company, "offers") == sent["offers"] != []
    assert codes(firm.company, "seeks") == sent["seeks"]
    assert firm.confirmed_at is not None


@pytest.mark.parametrize("opened", ["[" * 1500, "{"])
def test_a_screen_whose_beginnings_cannot_be_read_is_refused_in_a_sentence(boss, firm, opened):
    sent = fields(boss.get(at(firm, "work")), act="confirm", opened=opened)

    answer = press(boss, firm, sent)

    assert answer.status_code == 422
    assert "What was sent could not be understood. Nothing was changed." in answer.text
    assert firm.company.sectors == []


def test_a_cross_takes_a_sector_away(boss, firm):
    sent = fields(boss.get(at(firm, "work")))

    page = press(boss, firm, {**sent, "remove": "is_in:4923"})

    assert "4923" not in fields(page)["is_in"]
    assert len(fields(page)["is_in"]) == len(sent["is_in"]) - 1
    assert firm.company.sectors == []


@pytest.mark.full
def test_others_are_searched_in_any_language_and_added(boss, firm):
    sent = fields(boss.get(at(firm, "work")))

    found = press(boss, firm, {**sent, "act": "find", "find": "lidianchi"})
    added = press(boss, firm, {**fields(found), "add": "is_in:2720"})

    assert 'name="add" value="' in found.text
    assert "2720" in fields(added)["is_in"]


def test_a_new_line_for_what_is_sought_proposes_before_it_is_confirmed(boss, firm):
    sent = fields(boss.get(at(firm, "work")), seeks_line="锂电池供应商", act="confirm")

    look = press(boss, firm, sent)
    answer = boss.post(at(firm, "work"), data=fields(look, act="confirm"))

    assert "Look at the sectors for what you seek" in look.text
    assert "2720" in fields(look)["seeks"]
    assert answer.location == at(firm, "consent")
    assert firm.company.seeks_zh == "锂电池供应商"
    assert firm.company.seeks_en == "A partner with a yard near the Chongqing port"


@pytest.mark.full
def test_a_new_line_for_what_is_offered_proposes_before_it_is_confirmed(boss, firm):
    sent = fields(boss.get(at(firm, "work")), offers_line="Lithium batteries", act="confirm")

    look = press(boss, firm, sent)
    press(boss, firm, fields(look, act="confirm"))

    assert "Look at the sectors for what you offer" in look.text
    assert "2720" in codes(firm.company, "offers")


def test_what_is_only_near_a_line_is_offered_and_counts_once_it_is_added(boss, firm):
    sent = fields(boss.get(at(firm, "work")), act="propose", seeks_line="EV charging station operators")
    page = press(boss, firm, sent)

    near = buttons(page, "seeks:", name="add")
    added = press(boss, firm, {**fields(page), "add": near[0]})

    assert not fields(page).get("seeks")
    assert 1 <= len(near) <= 5
    assert near[0].removeprefix("seeks:") in fields(added)["seeks"]
    assert near[0] not in buttons(added, "seeks:", name="add")


def test_a_chinese_name_in_a_line_does_not_make_it_chinese(boss, firm):
    line = "A partner for heavy haulage near 果园港, Chongqing"
    sent = fields(boss.get(at(firm, "work")), act="propose", seeks_line=line)

    press(boss, firm, fields(press(boss, firm, sent), act="confirm"))

    assert firm.company.seeks_en == line
    assert not firm.company.seeks_zh


def test_an_unknown_sector_is_refused(boss, firm):
    sent = fields(boss.get(at(firm, "work")), act="confirm")

    answer = press(boss, firm, {**sent, "is_in": ["4923", "9999"]})

    assert answer.status_code == 422
    assert firm.company.sectors == []


def test_two_at_the_same_screen_keep_both(boss, firm):
    sent = fields(boss.get(at(firm, "work")), act="confirm")
    profiles.save_profile(firm.id, {"offers_en": "Cranes", "is_in": ("2720",)}, seen=None, by=None)

    answer = press(boss, firm, {**sent, "offers_line": "Heavy haulage", "asked_offers": "Heavy haulage"})
    again = boss.post(at(firm, "work"), data=fields(answer, act="confirm"))

    assert answer.status_code == 409
    assert "Cranes" in answer.text
    assert fields(answer)["offers_line"] == ["Heavy haulage"]
    assert set(fields(answer)["is_in"]) == {*sent["is_in"], "2720"}
    assert again.status_code == 302
    assert firm.company.offers_en == "Heavy haulage"


def test_consents_are_asked_unticked_and_kept_with_their_words(boss, firm):
    page = boss.get(at(firm, "consent"))

    boss.post(at(firm, "consent"), data={"attendee_list": "y", "contacts": "y"})

    assert "checked" not in page.text
    rows = [(row.purpose, row.given, row.representative_id is not None) for row in db.session.query(Consent)]
    assert sorted(rows) == [
        ("attendee_list", True, False),
        ("contacts", True, False),
        ("contacts", True, True),
        ("cross_border", False, False),
        ("cross_border", False, True),
    ]
    first = db.session.query(Consent).filter_by(purpose="attendee_list").one()
    text = CONSENT_TEXTS["attendee_list"]
    assert (first.text_version, first.text_hash, first.language, first.source) == (
        text.version,
        text.hash_in("en"),
        "en",
        "self",
    )


def test_one_speaks_for_oneself_alone(boss, firm):
    with transaction():
        other = factories.representative(firm)

    boss.post(at(firm, "consent"), data={"contacts": "y"})

    assert db.session.query(Consent).filter_by(representative_id=other.id).count() == 0


def test_consent_hands_the_registration_in(boss, firm):
    assert firm.state == "draft"

    boss.post(at(firm, "consent"), data={})

    assert firm.state == "approved"


def test_a_given_consent_is_shown_and_not_asked_again(boss, firm):
    boss.post(at(firm, "consent"), data={"attendee_list": "y"})

    page = boss.get(at(firm, "consent"))
    boss.post(at(firm, "consent"), data={})

    assert "given on" in page.text
    assert db.session.query(Consent).filter_by(purpose="attendee_list").count() == 1


def test_the_chamber_cannot_consent_for_the_firm(client, firm):
    chamber = factories.member(
        db.session.get_one(type(firm.event.organisation), firm.delegation.organisation_id), "chamber"
    )

    page = client.as_user(chamber).get(at(firm, "consent"))

    assert "This is for the firm itself to say" in page.text
    assert client.post(at(firm, "consent"), data={"attendee_list": "y"}).status_code == 403


def test_correcting_writes_the_names_of_firm_and_person(boss, firm):
    page = boss.get(at(firm, "you"))
    sent = {
        **fields(page),
        "name": "Bok Seng Group",
        "name_zh": "博生",
        "person_display_name": "Tan Hui Min",
        "person_phone": "+65 1",
    }

    answer = boss.post(at(firm, "you"), data=sent)

    person = firm.representatives[0]
    assert answer.location == at(firm, "work")
    assert (firm.company.name, firm.company.name_zh) == ("Bok Seng Group", "博生")
    assert (person.display_name, person.phone) == ("Tan Hui Min", "+65 1")
    assert "bosheng" in firm.company.folded.replace(" ", "")


def test_the_welcome_is_for_the_firm_and_those_who_look_after_it(client, firm):
    stranger = factories.user()

    assert client.as_user(stranger).get(at(firm, "work")).status_code == 404


OF_THE_SHEET = "sheet. Change it as you like."


@pytest.mark.parametrize(("line", "said"), [(None, True), ("Typed by hand", False)])
def test_only_words_of_the_sheet_are_said_to_come_from_it(boss, firm, line, said):
    with transaction():
        firm.source = "import"
    sent = fields(boss.get(at(firm, "work")), act="propose_offers")

    page = press(boss, firm, sent if line is None else {**sent, "offers_line": line}).text

    assert (OF_THE_SHEET in page) == said
    assert ("In your language." in page) != said


def test_a_firm_that_no_sheet_brought_has_no_words_of_one(boss, firm):
    assert OF_THE_SHEET not in boss.get(at(firm, "work")).text


def test_what_was_typed_where_the_sheet_had_no_line_is_not_the_sheets(boss, firm):
    with transaction():
        firm.source, firm.company.offers_en = "import", None
    sent = fields(boss.get(at(firm, "work")), act="propose_offers", offers_line="Cold storage")

    assert "In your language." in press(boss, firm, sent).text
