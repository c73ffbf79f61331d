"""Every firm is thanked once, in its readers' languages, with whom it met; contacts go by consent and are noted."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from app.core.db import db, transaction
from app.core.digest_schedule import EmailFrequency
from app.core.mail.digests import get_frequency
from app.core.mail.preferences import is_refused, preferences_token
from app.core.models import JobRun, Outbox
from app.lists.models import ExportLog, ExportRow
from app.lists.services import thanks as thanking
from app.lists.services.thanks import companies_to_thank, send_thanks
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.registrations.services.consents import save_consents
from tests import factories
from tests.meetings.acts import slots


@pytest.fixture
def clock(app):
    clock = {"now": factories.FIRST_SLOT - dt.timedelta(days=1)}
    app.config["CLOCK"] = lambda: clock["now"]
    return clock


@pytest.fixture
def event(app, clock):
    return factories.event(phase="running", longest_run=None)


@pytest.fixture
def users(event):
    return factories.user(locale="fr"), factories.user(locale="zh")


def agree(firm, *, contacts=True):
    said = {"attendee_list": True, "cross_border": True, "contacts": contacts}
    save_consents(firm, said, language="en")


@pytest.fixture
def met(event, users, clock):
    """A meeting that was held and one that was missed: the firm, whom it met, and whom it missed."""
    ours = factories.firm(event, "Singapore", name="YCH Group", users=users[:1])
    theirs = factories.firm(event, "Chongqing", name="San Yang Ma", users=users[1:], people=0)
    factories.representative(theirs, display_name="Mr Li", email="li@sym.example", phone="+86 23 1234 5678")
    missed = factories.firm(event, "Chongqing", name="Port", people=0)
    factories.representative(missed, display_name="Ms Wu", email="wu@port.example")
    for place, (other, state) in enumerate(((theirs, "held"), (missed, "missed"))):
        made = meetings.request_meeting(event.id, ours.id, other.id, by=None)
        meetings.accept(made, other.id, slot_id=slots(event)[place], by=None)
        with transaction():
            db.session.execute(update(Meeting).where(Meeting.id == made).values(state=state))
    with transaction():
        db.session.execute(update(Outbox).values(state="sent"))
    clock["now"] += dt.timedelta(days=2)
    return ours, theirs, missed


def letters():
    chosen = select(Outbox).where(Outbox.kind == "thanks").order_by(Outbox.id)
    return list(db.session.scalars(chosen))


@pytest.mark.full
def test_who_met_somebody_is_thanked_once_in_each_readers_language(event, users, met):
    sent = send_thanks(event.id, by=None)
    again = send_thanks(event.id, by=None)

    assert (sent.companies, again.companies, again.emails) == (2, 0, 0)
    assert {(one.recipient, one.language) for one in letters()} == {
        (users[0].email, "fr"),
        (users[1].email, "zh"),
        ("li@sym.example", "en"),
    }
    assert ["San Yang Ma" in one.body for one in letters() if one.recipient == users[0].email] == [True]


@pytest.mark.full
def test_who_ends_letters_of_thanks_by_one_click_gets_none_and_keeps_the_others(client, event, users, met):
    send_thanks(event.id, by=None)
    (letter,) = [one for one in letters() if one.recipient == "li@sym.example"]
    stops = f"/emails/{preferences_token(letter)}"

    client.post(stops, data={"List-Unsubscribe": "One-Click"})

    assert letter.optional
    readers = [reader.email for one in companies_to_thank(event) for reader in one.readers]
    assert readers == [users[1].email, users[0].email]
    assert [is_refused("li@sym.example", kind) for kind in ("thanks", "reminder", "message")] == [True, False, False]
    assert get_frequency("li@sym.example") == EmailFrequency.AT_ONCE
    client.post(stops, data={"rhythm": "day", "kinds_asked": "yes", "kinds": ["thanks", "message"]})
    assert [is_refused("li@sym.example", kind) for kind in ("thanks", "reminder", "message")] == [False, True, False]


@pytest.mark.full
def test_people_are_named_only_once_they_agreed(event, met):
    ours, theirs, missed = met
    agree(missed)
    before = {one.company.id: len(one.contacts.listed) for one in companies_to_thank(event)}
    agree(theirs)
    after = {one.company.id: len(one.contacts.listed) for one in companies_to_thank(event)}

    assert (before[ours.id], after[ours.id]) == (0, 1)
    assert missed.id not in after


@pytest.mark.full
def test_a_firm_fetches_the_contacts_and_the_log_tells_whose(client, event, users, met):
    ours, theirs, _missed = met
    agree(theirs)
    page = f"/events/{event.slug}/companies/{ours.id}/contacts"

    assert "li@sym.example" in client.as_user(users[0]).get(page).text
    sent = client.post(page, data={"kind": "vcf"}, follow_redirects=True)
    assert (b"FN:Mr Li" in sent.data, b"wu@port" in sent.data) == (True, False)
    assert client.post(page, data={"kind": "xlsx"}, follow_redirects=True).data[:2] == b"PK"

    taken = db.session.scalars(select(ExportLog)).all()
    assert [(one.purpose, one.recipient_abroad, one.row_count, one.recipient) for one in taken] == [
        ("handover", True, 1, "YCH Group"),
        ("handover", True, 1, "YCH Group"),
    ]
    rows = set(db.session.scalars(select(ExportRow.representative_id)))
    assert rows == {theirs.representatives[0].id}


@pytest.mark.full
def test_without_consent_there_is_nothing_to_fetch(client, event, users, met):
    ours, theirs, _missed = met
    agree(theirs, contacts=False)
    page = f"/events/{event.slug}/companies/{ours.id}/contacts"

    shown = client.as_user(users[0]).get(f"{page}?lang=en").text
    assert ("li@sym.example" in shown, "is left out" in shown) == (False, True)
    client.post(page, data={"kind": "vcf"})
    assert db.session.scalars(select(ExportLog)).all() == []
    assert client.post(page, data={"kind": "exe"}).status_code == 422


@pytest.mark.full
def test_the_organizer_sees_each_letter_before_it_goes(client, event, met):
    ours, _theirs, _missed = met
    organizer = factories.member(event.organisation, "organizer")
    page = f"/events/{event.slug}/thanks"

    shown = client.as_user(organizer).get(f"{page}?firm={ours.id}").text
    assert ("Merci d’être venus" in shown, "Send 3 letters" in shown) == (True, True)
    client.post(page)
    assert len(letters()) == 3
    assert "Send 3 letters" not in client.get(page).text
    assert client.as_user(factories.user()).get(page).status_code == 404


@pytest.mark.full
def test_consent_that_is_withdrawn_after_the_letters_were_looked_at_counts(client, event, met):
    ours, theirs, _missed = met
    agree(theirs)
    organizer = factories.member(event.organisation, "organizer")
    page = f"/events/{event.slug}/thanks"
    assert "- Mr Li" in client.as_user(organizer).get(f"{page}?firm={ours.id}").text

    save_consents(theirs, {"contacts": False}, language="en")
    client.post(page)
    contacts = client.get(f"/events/{event.slug}/companies/{ours.id}/contacts").text

    (letter,) = (one for one in letters() if one.language == "fr")
    assert ("San Yang Ma" in letter.body, "Mr Li" in letter.body, "li@sym.example" in contacts) == (True, False, False)


@pytest.mark.full
@pytest.mark.parametrize("lacks", ["attendee_list", "cross_border", "contacts"])
def test_each_of_the_three_consents_is_needed(event, met, lacks):
    ours, theirs, _missed = met
    save_consents(theirs, {one: one != lacks for one in ("attendee_list", "cross_border", "contacts")}, language="en")

    found = {one.company.id: one.contacts for one in companies_to_thank(event)}[ours.id]

    assert (list(found.listed), len(found.left_out)) == ([], 1)


@pytest.mark.full
def test_thanks_that_are_being_written_are_not_begun_twice_and_go_on_where_they_broke_off(
    app, client, event, met, monkeypatch
):
    app.config["JOBS"] = "queue"  # the work waits
    monkeypatch.setattr(thanking, "COMPANIES_AT_ONCE", 1)
    organizer = factories.member(event.organisation, "organizer")
    page = f"/events/{event.slug}/thanks"
    client.as_user(organizer).post(page)
    client.post(page)
    shown = client.get(page).text
    runs = db.session.scalars(select(JobRun.kind)).all()

    heard: list[float] = []

    def tell(share: float) -> bool:
        heard.append(share)
        return len(heard) > 1

    half = send_thanks(event.id, by=organizer.id, tell=tell)
    rest = send_thanks(event.id, by=organizer.id)

    assert (runs, "<progress" in shown, "Send 3 letters" in shown) == (["thanks"], True, False)
    assert (half.companies, rest.companies, len(letters()), heard) == (1, 1, 3, [0.0, 0.5])
