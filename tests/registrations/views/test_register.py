"""Strangers register a firm, over HTTP."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.core.db import db, transaction
from app.core.models import Outbox
from app.registrations.models import Registration
from tests import factories
from tests.support.pages import read, text_of

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


@pytest.mark.parametrize(("missing", "typed"), [("name", ""), ("person", ""), ("email", ""), ("name", "\u200b \u00a0")])
def test_what_is_needed_is_asked_for_and_the_rest_kept(client, event, missing, typed):
    answer = client.post("/events/day/register", data=form(event, **{missing: typed}))

    kept = "mei@example.org" if missing != "email" else "Mei Lin"
    assert answer.status_code == 422
    assert f'value="{kept}"' in answer.text
    assert db.session.query(Registration).count() == 0


@pytest.mark.parametrize("field", ["name", "name_zh", "person"])
@pytest.mark.parametrize(
    "typed", ["Prize for you: https://evil.example/x", "See WWW.evil.example", "ｈｔｔｐ：／／evil.example"]
)
def test_nobody_sends_a_link_of_theirs_to_others_by_the_letter_of_a_registration(client, event, field, typed):
    answer = client.post("/events/day/register", data=form(event, **{field: typed}))

    assert answer.status_code == 422
    assert "Write the name alone" in answer.text
    assert db.session.query(Outbox).count() == 0


def test_a_firm_may_be_called_by_its_domain(client, event):
    assert client.post("/events/day/register", data=form(event, name="Booking.com B.V.")).status_code == 200


def test_an_answer_does_not_tell_whether_an_address_is_known(client, event):
    factories.user(email="mei@example.org")
    known = client.post("/events/day/register", data=form(event))
    unknown = client.post("/events/day/register", data=form(event, name="Other", email="nob@example.org"))

    assert known.status_code == unknown.status_code == 200


def test_another_side_than_the_events_is_refused(client, event):
    foreign = factories.group(factories.event(), "Singapore")

    assert client.post("/events/day/register", data=form(event, group=foreign.id)).status_code == 422


def test_no_side_is_chosen_that_nobody_meant(client, event):
    shown = read(client.get("/events/day/register"))
    first = shown.find("[name=group]")[0].find("option")[0].attributes["value"]

    answer = client.post("/events/day/register", data=form(event, group=first))

    assert "Choose a side." in text_of(answer, "#main")
    assert (answer.status_code, db.session.query(Registration).count()) == (422, 0)


def test_who_was_here_before_is_led_to_sign_in_and_back(client, event):
    main = read(client.get("/events/day/register")).find("#main")[0]

    assert "/sign-in?next=/events/day/register" in [one.attributes["href"] for one in main.find("a")]
    visitor = client.as_user(factories.user())
    assert "Sign in" not in text_of(visitor.get("/events/day/register"), "#main")


def test_a_wrong_code_is_said_beside_the_form(client, event):
    with transaction():
        event.registration_mode, event.registration_code = "code", "QIAO"

    answer = client.post("/events/day/register", data=form(event, code="WRONG"))

    assert answer.status_code == 422
    assert "This is not the code of the event" in answer.text


@pytest.mark.full
def test_tries_from_one_address_are_limited(client, event):
    with transaction():
        event.registration_mode, event.registration_code = "code", "QIAO"

    answers = [client.post("/events/day/register", data=form(event, code=str(n))).status_code for n in range(61)]

    assert set(answers[:60]) == {422}
    assert answers[60] == 429


@pytest.mark.full
def test_case_19_nobodys_mailbox_is_filled_by_registering_firms_in_their_name(client, event):
    spellings = ("mei@example.org", "MEI@example.org", "mei+1@example.org", "m.ei@example.org")
    firms = [form(event, name=f"Firm {n} of many", email=spellings[n % 4]) for n in range(7)]

    answers = [client.post("/events/day/register", data=firm).status_code for firm in firms]

    assert answers == [200] * 6 + [429]
    assert db.session.query(Outbox).count() == 6


def test_an_event_by_invitation_shows_no_form(client, brought):
    page = client.get("/events/day/register").text

    assert 'name="email"' not in page
    assert "by invitation" in page


def test_after_its_last_day_the_page_says_that_registration_is_over(client, event):
    with transaction():
        event.registration_closes_on = dt.date(2020, 11, 25)

    assert "Registration is closed." in client.get("/events/day/register").text


def test_registration_opened_before_its_planned_day_is_open_on_the_public_page_and_on_the_form(client, event):
    with transaction():
        event.registration_opens_on = dt.date(2032, 10, 14)

    event_page, form_page = client.get("/events/day").text, client.get("/events/day/register").text

    assert "Registration is open." in event_page
    assert "14 October 2032" not in event_page
    assert 'name="email"' in form_page


def test_an_event_in_draft_is_not_there(client, brought):
    with transaction():
        brought.event.phase = "draft"

    assert client.get("/events/day/register").status_code == 404


def test_markup_in_names_stays_text(client, event, brought):
    client.post("/events/day/register", data=form(event, name="<script>alert(1)</script>", person="{{7*7}}"))

    page = client.as_user(brought.organizer).get("/events/day/registrations").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


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


def test_under_approval_by_rule_the_page_says_that_some_take_part_at_once(client, event):
    said = "Firms that the event’s rules let in take part at once; the organizer approves the others."
    before = client.get(f"/events/{event.slug}/register").text
    with transaction():
        event.groups[0].approves = True

    page = client.get(f"/events/{event.slug}/register").text

    assert "The organizer approves each registration." in before
    assert "The organizer approves each registration." not in page
    assert said in page
    assert said in client.get(f"/events/{event.slug}").text
