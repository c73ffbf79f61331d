"""A message goes to whoever stands in its list, in their language, once each, whatever dies meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from werkzeug.datastructures import MultiDict

from app.accounts.models import Membership, Organisation
from app.accounts.permissions import Role
from app.companies.models import Company
from app.core.db import db, now, transaction
from app.core.errors import Invalid
from app.core.mail import release_emails
from app.core.mail.delivery import UNWANTED
from app.core.mail.preferences import preferences_token, update_refusal
from app.core.models import JobRun, Outbox
from app.events.phases import PhaseForbids
from app.messages.audience import LeftOutReason
from app.messages.models import Message
from app.messages.queries.messages import MessageGroup, audience_of, audience_of_group, may_still_write, parse_filters
from app.messages.services import sending
from app.messages.services.sending import ConfirmedMessage, MessageBegun, MessageGroupChanged, MessageTextChanged
from app.registrations.models import Registration
from tests import factories

TEXTS = {
    "subject_en": "{event}: hall 3",
    "body_en": "Dear {name} of {firm},\n\nhall 3 it is. {{7*7}} {0.__class__}\n\n{link}\n\n{meetings}",
    "subject_zh": "{event}：三号馆",
    "body_zh": "{name}您好：{firm}请到三号馆。",
}


@pytest.fixture
def event(app):
    """Two firms of a delegation, one that came alone; of their people one has no e-mail, one reads French."""
    made = factories.event(name_en="Matching Day", name_zh="对接会")
    chamber = factories.organisation("Chamber")
    brought = factories.delegation(made, of=chamber)
    one = factories.firm(made, name="Alpha", delegation_id=brought.id, people=0)
    factories.representative(one, display_name="Ann", email="ann@alpha.example")
    factories.representative(one, display_name="Fay", email="fay@alpha.example", languages=["fr"])
    other = factories.firm(made, name="Beta", delegation_id=brought.id, people=0, languages=["zh"])
    factories.representative(other, display_name="Bo", name_zh="李波", email="bo@beta.example")
    factories.representative(other, display_name="Cy")
    alone = factories.firm(made, "Chongqing", name="Gamma", people=0)
    factories.representative(alone, display_name="Gil", email="gil@gamma.example")
    return made


@pytest.fixture
def organizer(event):
    return factories.member(event.organisation, Role.ORGANIZER, name="Olga")


def draft(event, user, of_list="attendees", delegation=None, texts=TEXTS, **asked):
    group = MessageGroup(
        event, of_list, parse_filters(of_list, MultiDict(asked)), (delegation.id,) if delegation else None
    )
    made = sending.create_draft(group, by=user.id)
    sending.update_draft(made.id, texts, by=user.id)
    return made


def looked_at(event, made):
    """What somebody confirms who has just looked at the message."""
    return ConfirmedMessage(made.mark, audience_of(event, made).mark)


def send(event, made, user):
    return sending.send_message(event, made.id, confirmed=looked_at(event, made), by=user.id)


def letters():
    chosen = select(Outbox).where(Outbox.kind == "message").order_by(Outbox.id)
    return {one.recipient: one for one in db.session.scalars(chosen)}


def test_each_gets_it_once_in_their_language_with_their_words_put_in(event, organizer):
    made = draft(event, organizer)

    send(event, made, organizer)

    found = letters()
    assert {to: one.language for to, one in found.items()} == {
        "ann@alpha.example": "en", "fay@alpha.example": "fr", "bo@beta.example": "zh", "gil@gamma.example": "en",
    }  # fmt: skip
    ann, fay, bo = (found[f"{name}.example"] for name in ("ann@alpha", "fay@alpha", "bo@beta"))
    assert (ann.subject, bo.subject) == ("Matching Day: hall 3", "对接会：三号馆")
    assert "Dear Ann of Alpha,\n\nhall 3 it is. {{7*7}} {0.__class__}" in ann.body
    assert "no meetings with a time yet" in ann.body
    assert "李波您好：Beta请到三号馆。" in bo.body
    assert "Dear Fay" in fay.body
    assert "uniquement en anglais" in fay.body
    assert all(one.optional and one.state == "sent" for one in found.values())
    assert db.session.get_one(Message, made.id).state == "sent"


def test_a_worker_that_dies_in_the_middle_gives_nobody_two_letters(event, organizer, monkeypatch):
    monkeypatch.setattr(sending, "EMAILS_AT_ONCE", 1)
    made = draft(event, organizer)
    with transaction():
        message = sending.lock_message(made.id, "draft")
        sending.begin_sending(message, by=organizer.id)
        db.session.delete(db.session.get_one(JobRun, message.run_id))
    seen: list[float] = []
    with pytest.raises(KeyboardInterrupt):
        sending.write_emails(made.id, lambda share: dies_after(2, seen, share))
    half = set(letters())

    sending.write_emails(made.id, lambda _share: False)
    sending.write_emails(made.id, lambda _share: False)

    assert (len(half), len(letters())) == (2, 4)
    assert db.session.get_one(Message, made.id).state == "sent"


def dies_after(parts, seen, share):
    seen.append(share)
    if len(seen) > parts:
        raise KeyboardInterrupt
    return False


def test_who_is_left_out_and_why(client, event, organizer):
    factories.representative(event_firm(event, "Gamma"), display_name="Gus", email="ann@alpha.example")
    made = draft(event, organizer)
    send(event, made, organizer)
    stops = f"/emails/{preferences_token(letters()['gil@gamma.example'])}"
    client.post(stops, data={"List-Unsubscribe": "One-Click"})

    again = audience_of_group(MessageGroup(event, "attendees", {}))

    assert {reason: [one.named for one in those] for reason, those in again.left_out.items()} == {
        LeftOutReason.NO_ADDRESS: ["Cy"],
        LeftOutReason.REFUSED: ["Gil"],
        LeftOutReason.SAME_ADDRESS: ["Gus"],
    }
    client.post(stops, data={"rhythm": "at_once", "kinds_asked": "yes", "kinds": "message"})
    assert LeftOutReason.REFUSED not in audience_of_group(MessageGroup(event, "attendees", {})).left_out
    assert set(audience_of(event, db.session.get_one(Message, made.id)).left_out) == {
        LeftOutReason.NO_ADDRESS, LeftOutReason.HAD_IT,
    }  # fmt: skip


def event_firm(event, name):
    return db.session.scalars(
        select(Registration).join(Company).where(Registration.event_id == event.id, Company.name == name)
    ).one()


@pytest.mark.parametrize(
    ("of_list", "asked", "reached"),
    [
        ("attendees", {"q": "Beta"}, ["bo@beta.example"]),
        ("attendees", {"use": "abroad"}, []),
        ("firms", {"q": "Gamma"}, ["gil@gamma.example"]),
        ("meetings", {"state": "booked"}, []),
    ],
)
def test_the_filters_of_the_list_decide(event, of_list, asked, reached):
    group = MessageGroup(event, of_list, parse_filters(of_list, MultiDict(asked)))

    assert [one.address for one in audience_of_group(group).going] == reached


def test_a_scheduled_one_asks_the_group_anew_and_stops_where_its_writer_may_no_longer(app, event):
    delegation = event_firm(event, "Alpha").delegation
    chamber = db.session.get_one(Organisation, delegation.organisation_id)
    writer = factories.member(chamber, Role.CHAMBER)
    first, second = (draft(event, writer, delegation=delegation) for _ in range(2))
    due = now() + timedelta(hours=1)
    for one in (first, second):
        sending.schedule_message(event, one.id, due, by=writer.id)
    with pytest.raises(MessageBegun):
        sending.update_draft(first.id, TEXTS, by=writer.id)
    sending.cancel_schedule(second.id, by=writer.id)
    sending.schedule_message(event, second.id, due + timedelta(hours=1), by=writer.id)
    factories.representative(event_firm(event, "Beta"), display_name="New", email="new@beta.example")

    assert sending.send_due() == 0
    app.config["CLOCK"] = lambda: due
    assert sending.send_due() == 1
    went = set(letters())
    with transaction() as session:
        session.execute(delete(Membership).where(Membership.user_id == writer.id))
    app.config["CLOCK"] = lambda: due + timedelta(hours=2)
    assert sending.send_due() == 0

    assert went == {"ann@alpha.example", "fay@alpha.example", "bo@beta.example", "new@beta.example"}
    assert set(letters()) == went
    assert db.session.get_one(Message, second.id).state == "stopped"


def test_a_due_one_that_fails_keeps_no_other_from_going(app, event, organizer, monkeypatch):
    due = now() + timedelta(hours=1)
    broken, sound = (draft(event, organizer) for _ in range(2))
    for one in (broken, sound):
        sending.schedule_message(event, one.id, due, by=organizer.id)
    may_write = may_still_write

    def fails_for_one(event, message):
        if message.id == broken.id:
            raise ZeroDivisionError
        return may_write(event, message)

    monkeypatch.setattr(sending, "may_still_write", fails_for_one)
    app.config["CLOCK"] = lambda: due

    with pytest.raises(ZeroDivisionError):
        sending.send_due()

    states = [db.session.get_one(Message, one.id).state for one in (broken, sound)]
    assert states == ["scheduled", "sent"]
    assert letters()


def test_nothing_is_scheduled_for_a_time_when_the_people_are_erased(event, organizer):
    made = draft(event, organizer)
    last = max(each.day for each in event.days) + timedelta(days=event.keep_days)
    at = datetime(last.year, last.month, last.day, 12, tzinfo=UTC)

    with pytest.raises(Invalid, match="message_time_late"):
        sending.schedule_message(event, made.id, at + timedelta(days=1), by=organizer.id)
    sending.schedule_message(event, made.id, at, by=organizer.id)

    assert db.session.get_one(Message, made.id).state == "scheduled"


def test_what_was_not_confirmed_or_has_no_words_is_not_sent(event, organizer):
    made, empty = draft(event, organizer), draft(event, organizer, texts={})
    seen = looked_at(event, made)
    ann = event_firm(event, "Alpha").representatives[0]
    with transaction():
        ann.email = "another@alpha.example"  # as many as before, but not the same
    with pytest.raises(MessageGroupChanged):
        sending.send_message(event, made.id, confirmed=seen, by=organizer.id)
    seen = looked_at(event, made)
    sending.update_draft(made.id, {**TEXTS, "body_en": "Hall 4"}, by=organizer.id)
    with pytest.raises(MessageTextChanged):
        sending.send_message(event, made.id, confirmed=seen, by=organizer.id)
    with pytest.raises(Invalid):
        send(event, empty, organizer)
    with pytest.raises(Invalid):
        sending.schedule_message(event, made.id, now() - timedelta(minutes=1), by=organizer.id)

    assert letters() == {}


def test_a_message_that_is_being_written_is_not_begun_twice(app, event, organizer):
    app.config["JOBS"] = "queue"  # the work waits
    made = draft(event, organizer)
    seen = looked_at(event, made)
    sending.send_message(event, made.id, confirmed=seen, by=organizer.id)

    for newcomers in (False, True):
        with pytest.raises(MessageBegun):
            sending.send_message(event, made.id, confirmed=seen, newcomers=newcomers, by=organizer.id)

    assert len(db.session.scalars(select(JobRun)).all()) == 1


def test_a_draft_lets_nobody_send_and_a_scheduled_one_stops_where_it_has_become_one(app, event, organizer):
    made, due = draft(event, organizer), now() + timedelta(hours=1)
    sending.schedule_message(event, made.id, due, by=organizer.id)
    with transaction():
        event.phase = "draft"
    other = draft(event, organizer)
    with pytest.raises(PhaseForbids):
        send(event, other, organizer)
    with pytest.raises(PhaseForbids):
        sending.schedule_message(event, other.id, due, by=organizer.id)
    sending.send_test_email(event, other, audience_of(event, other).going[0], to=organizer)
    app.config["CLOCK"] = lambda: due
    assert sending.send_due() == 0

    assert db.session.get_one(Message, made.id).state == "stopped"
    assert letters() == {}


def test_who_comes_to_want_no_messages_while_a_rehearsal_holds_them_gets_none(app, event, organizer):
    with transaction():
        event.rehearsal = True
    send(event, draft(event, organizer), organizer)
    assert {one.state for one in letters().values()} == {"held"}
    update_refusal("ann@alpha.example", "message")
    with transaction():
        release_emails(event, by=organizer.id)

    found = letters()
    assert {to: (one.state, one.error) for to, one in found.items()} == {
        "ann@alpha.example": ("dropped", UNWANTED),
        **{to: ("sent", None) for to in found if to != "ann@alpha.example"},
    }


def test_a_chamber_writes_to_the_people_of_all_its_delegations_at_once(client, event):
    first = event_firm(event, "Alpha").delegation
    chamber = db.session.get_one(Organisation, first.organisation_id)
    second = factories.delegation(event, name="Second", of=chamber)
    firm = factories.firm(event, name="Delta", delegation_id=second.id, people=0)
    factories.representative(firm, display_name="Di", email="di@delta.example")
    writer = factories.member(chamber, Role.CHAMBER)
    head = factories.user()
    with transaction():
        second.head_user_id = head.id
    new = f"/events/{event.slug}/messages/new"
    client.as_user(writer).post(f"{new}?list=attendees")
    client.post(f"{new}?list=roster&of={second.id}")
    both, one = db.session.scalars(select(Message).order_by(Message.id))

    assert (both.delegations, one.delegations) == (tuple(sorted((first.id, second.id))), (second.id,))
    assert {each.address for each in audience_of(event, both).going} == {
        "ann@alpha.example", "fay@alpha.example", "bo@beta.example", "di@delta.example",
    }  # fmt: skip
    assert [each.address for each in audience_of(event, one).going] == ["di@delta.example"]
    seen = {}
    for user in (writer, head):
        client.as_user(user)
        shown = client.get(f"/events/{event.slug}/messages").text
        for made in (both, one):
            url = f"/events/{event.slug}/messages/{made.id}"
            seen[user.id, made.id] = (client.get(url).status_code, url in shown)
    assert seen == {
        (writer.id, both.id): (200, True), (writer.id, one.id): (200, True),
        (head.id, both.id): (404, False), (head.id, one.id): (200, True),
    }  # fmt: skip
