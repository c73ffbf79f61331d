"""Strangers register, guests are kept, delegations are registered: over HTTP."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from app.db import db, transaction
from app.floor.models import Outbox
from app.registrations.models import Delegation, Registration
from app.registrations.services.delegations import print_of
from tests import factories
from tests.support.pages import fields_of, read

FORM = {"name": "New Firm", "person": "Mei Lin", "email": "mei@example.org", "languages": ["zh"], "attendee_list": "y"}


@pytest.fixture
def event(brought):
    with transaction():
        brought.event.registration_mode = "open"
    return brought.event


def form(event, **values):
    return {**FORM, "group": factories.group(event, "Chongqing").id, **values}


def test_no_consent_is_ticked_beforehand(client, event):
    page = client.get("/events/day/register").text

    assert len(re.findall(r'type="checkbox"', page)) == 6
    assert "checked" not in page


def test_a_stranger_registers_and_is_told_what_comes_next(client, event):
    answer = client.post("/events/day/register", data=form(event))

    assert answer.status_code == 200
    assert "mei@example.org" in answer.text
    assert db.session.query(Registration).one().state == "submitted"
    assert db.session.query(Outbox).one().recipient == "mei@example.org"


def test_the_letter_speaks_the_language_of_the_form(client, event):
    client.post("/events/day/register?lang=fr", data=form(event))

    letter = db.session.query(Outbox).one()
    assert letter.language == "fr"
    assert "Ce lien mène à" in letter.body


@pytest.mark.parametrize("missing", ["name", "person", "email"])
def test_what_is_needed_is_asked_for_and_the_rest_kept(client, event, missing):
    answer = client.post("/events/day/register", data=form(event, **{missing: ""}))

    kept = "mei@example.org" if missing != "email" else "Mei Lin"
    assert answer.status_code == 422
    assert f'value="{kept}"' in answer.text
    assert db.session.query(Registration).count() == 0


def test_an_answer_does_not_tell_whether_an_address_is_known(client, event):
    factories.user(email="mei@example.org")
    known = client.post("/events/day/register", data=form(event))
    unknown = client.post("/events/day/register", data=form(event, name="Other", email="nob@example.org"))

    assert known.status_code == unknown.status_code == 200


def test_another_side_than_the_events_is_refused(client, event):
    foreign = factories.group(factories.event(), "Singapore")

    assert client.post("/events/day/register", data=form(event, group=foreign.id)).status_code == 422


def test_a_wrong_code_is_said_beside_the_form(client, event):
    with transaction():
        event.registration_mode, event.registration_code = "code", "QIAO"

    answer = client.post("/events/day/register", data=form(event, code="WRONG"))

    assert answer.status_code == 422
    assert "This is not the code of the event" in answer.text


def test_tries_from_one_address_are_limited(client, event):
    with transaction():
        event.registration_mode, event.registration_code = "code", "QIAO"

    answers = [client.post("/events/day/register", data=form(event, code=str(n))).status_code for n in range(61)]

    assert set(answers[:60]) == {422}
    assert answers[60] == 429


def test_case_19_nobodys_mailbox_is_filled_by_registering_firms_in_their_name(client, event):
    spellings = ("mei@example.org", "MEI@example.org", "mei+1@example.org", "m.ei@example.org")
    firms = [form(event, name=f"Firm {n} of many", email=spellings[n % 4]) for n in range(6)]

    answers = [client.post("/events/day/register", data=firm).status_code for firm in firms]

    assert answers == [200] * 5 + [429]
    assert db.session.query(Outbox).count() == 5


def test_an_event_by_invitation_shows_no_form(client, brought):
    page = client.get("/events/day/register").text

    assert 'name="email"' not in page
    assert "by invitation" in page


def test_an_event_in_draft_is_not_there(client, brought):
    with transaction():
        brought.event.phase = "draft"

    assert client.get("/events/day/register").status_code == 404


def test_markup_in_names_stays_text(client, event, brought):
    client.post("/events/day/register", data=form(event, name="<script>alert(1)</script>", person="{{7*7}}"))

    page = client.as_user(brought.organizer).get("/events/day/registrations").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_guest_is_added_changed_and_removed(client, brought):
    client.as_user(brought.organizer)
    client.post(
        "/events/day/guests/new",
        data={"category": "press", "person": "Li Na", "institution": "Daily", "delegation": "0"},
    )
    guest = db.session.query(Registration).one()
    address = f"/events/day/guests/{guest.id}"

    client.post(address, data={"category": "speaker", "person": "Li Na", "institution": "University"})
    assert "University" in client.get("/events/day/guests").text
    client.post(f"{address}/removal")

    assert "University" not in client.get("/events/day/guests").text


def test_a_guest_that_is_sent_twice_is_added_once(client, brought):
    client.as_user(brought.organizer)
    [key] = re.findall(r'name="key"[^>]*value="([^"]+)"', client.get("/events/day/guests/new").text)
    said = {"category": "press", "person": "Li Na", "institution": "Daily", "delegation": "0", "key": key}

    answers = [client.post("/events/day/guests/new", data=said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert db.session.query(Registration).count() == 1


def test_a_chamber_adds_guests_to_its_own_delegation_alone(client, brought):
    other = factories.delegation(brought.event, name="Other")
    data = {"category": "chamber", "person": "Ms Ng", "institution": "Chamber"}
    client.as_user(brought.chamber)

    refused = client.post("/events/day/guests/new", data={**data, "delegation": other.id})
    done = client.post("/events/day/guests/new", data={**data, "delegation": brought.delegation.id})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert db.session.query(Registration).one().delegation_id == brought.delegation.id


def test_the_organizer_registers_a_delegation_with_a_new_chamber(client, brought):
    client.as_user(brought.organizer)
    answer = client.post(
        "/events/day/delegations/new",
        data={
            "name_en": "French delegation",
            "organisation": "0",
            "new_organisation": "French chamber",
            "user_name": "Ms Roy",
            "user_email": "roy@example.org",
            "group": factories.group(brought.event, "Singapore").id,
            "arrives_on": "2027-03-16",
            "arrives_at": "14:30",
            "visits-0-label": "Tour",
            "visits-0-day": "2027-03-17",
            "visits-0-starts": "9:00",
            "visits-0-ends": "11:00",
        },
    )

    made = db.session.query(Delegation).filter_by(name_en="French delegation").one()
    assert answer.status_code == 302
    assert made.arrives_at == datetime(2027, 3, 16, 6, 30, tzinfo=UTC)
    assert [block.label for block in made.visit_blocks] == ["Tour"]
    assert db.session.query(Outbox).one().recipient == "roy@example.org"


def test_a_delegation_is_changed_and_its_times_come_back_as_typed(client, brought):
    client.as_user(brought.organizer)
    data = {
        "name_en": "Singapore delegation",
        "organisation": brought.house.id,
        "group": brought.delegation.group_id,
        "departs_on": "2027-03-19",
        "departs_at": "18:05",
        "quota": "40",
        "seen": print_of(brought.delegation),
    }

    answer = client.post(f"{brought.address}/settings", data=data)

    page = client.get(f"{brought.address}/settings").text
    assert answer.status_code == 302
    assert 'value="2027-03-19"' in page
    assert 'value="18:05"' in page
    assert 'value="40"' in page


def _head_of(brought):
    head = factories.user(name="Mr Head")
    with transaction():
        brought.delegation.head_user_id = head.id
    return head


@pytest.mark.parametrize("who", ["chamber", "head"])
def test_the_side_and_the_most_firms_are_the_organizers_alone(client, brought, who):
    with transaction():
        brought.delegation.quota = 12
    side, other = (
        brought.delegation.group_id,
        next(one for one in brought.event.groups if one.id != brought.delegation.group_id),
    )
    client.as_user(brought.chamber if who == "chamber" else _head_of(brought))
    shown = client.get(f"{brought.address}/settings")

    sent = {**fields_of(shown, _form_of(shown)), "origin": "Singapore", "quota": "41", "group": str(other.id)}
    answer = client.post(f"{brought.address}/settings", data=sent, follow_redirects=True)

    assert read(shown).find("[name=quota]") + read(shown).find("[name=group]") == []
    assert "Most firms 12" in read(shown).text
    assert "both stayed as they were" in read(answer).text
    made = db.session.get_one(Delegation, brought.delegation.id)
    assert (made.origin, made.quota, made.group_id) == ("Singapore", 12, side)


def test_a_chamber_that_registers_a_delegation_sets_no_limit(client, brought):
    data = {
        "name_en": "Second delegation",
        "organisation": brought.house.id,
        "group": brought.delegation.group_id,
        "quota": "99",
    }

    client.as_user(brought.chamber).post(f"/events/{brought.event.slug}/delegations/new", data=data)

    assert db.session.query(Delegation).filter_by(name_en="Second delegation").one().quota is None


def _form_of(page):
    return next(form for form in read(page).find("form") if form.find("[name=name_en]"))


def test_a_row_of_a_visit_that_is_half_filled_is_said(client, brought):
    data = {
        "name_en": "Singapore delegation",
        "organisation": brought.house.id,
        "group": brought.delegation.group_id,
        "visits-0-label": "Tour",
    }

    answer = client.as_user(brought.chamber).post(f"{brought.address}/settings", data=data)

    assert answer.status_code == 422
    assert "or leave the row empty" in answer.text


def test_no_letter_is_promised_where_none_is_sent(client, event):
    page = client.post(f"/events/{event.slug}/register", data=form(event)).text

    assert "is on its way to" not in page
    assert "letters are not being sent now" in page


@pytest.mark.parametrize("approval", ["by_hand", "automatic"])
@pytest.mark.parametrize("lang", ["en", "zh", "fr"])
def test_case_5_the_answer_does_not_tell_whether_a_firm_is_known(client, event, approval, lang):
    with transaction():
        event.approval = approval
    factories.firm(event, name="Known Pte Ltd", state="submitted")

    typed = [("KNOWN Pte. Ltd.", "a@one.example"), ("Novel Pte. Ltd.", "b@two.example")]

    known, new, again = (
        client.post(f"/events/day/register?lang={lang}", data=form(event, name=name, email=email))
        for name, email in (*typed, typed[0])
    )

    assert (known.status_code, new.status_code, again.status_code) == (200, 200, 200)
    assert said(known, *typed[0]) == said(again, *typed[0]) == said(new, *typed[1])


def said(answer, name, email):
    """The page but for what was typed and what differs from request to request."""
    text = answer.text.replace(name, "NAME").replace(email, "EMAIL")
    return re.sub(r'(nonce|name="csrf_token" value|id="request")="[^"]*"', "", text)
