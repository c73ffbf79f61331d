"""Interpreters held with meetings, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.models import User
from app.core.clock import Span
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound, Stale
from app.core.models import Outbox
from app.events.models import Table
from app.interpreters.queries import list_interpreters
from app.interpreters.services.interpreters import (
    InterpreterDraft,
    assign_interpreters,
    create_interpreter,
    delete_interpreter,
    update_interpreter,
)
from app.meetings import services
from app.meetings.availability import UnavailabilityReason
from app.meetings.errors import InterpreterBooked, SlotTaken
from app.meetings.interpreter_assignment import InterpreterHandover
from app.meetings.interpreters import InterpreterMode, InterpreterProfile
from app.meetings.models import Claim, Unavailability
from app.meetings.queries.interpreters import list_interpreter_profiles
from app.meetings.queries.lists import get_company_meeting
from app.meetings.services.expiry import send_digests
from app.registrations.models import Registration
from tests import factories
from tests.meetings.acts import asked, claims, slots
from tests.meetings.boards import span


@pytest.fixture
def firms(event):
    """A firm of each side, without a common language."""
    return factories.firm(event, "Singapore"), factories.firm(event, "Chongqing", languages=["zh"])


@pytest.fixture
def readers(firms):
    """Who reads mail for the two."""
    made = [factories.user(), factories.user()]
    for firm, user in zip(firms, made, strict=True):
        factories.let_in(firm, user)
    return made


def booked(event, firms, slot: int = 0) -> int:
    made: int = asked(event, firms)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[slot])
    return made


def interpreter_of(meeting_id: int) -> int | None:
    held = select(Claim.interpreter_id).where(Claim.meeting_id == meeting_id, Claim.interpreter_id.is_not(None))
    return db.session.scalar(held)


def since(before: set[int], reader: User) -> list[str]:
    """The letters to one reader that were not there before, each in one line."""
    letters = select(Outbox.body).where(Outbox.id.not_in(before), Outbox.recipient == reader.email)
    return [" ".join(body.split()) for body in db.session.scalars(letters)]


def test_a_meeting_without_a_common_language_claims_an_interpreter(event, firms):
    voice = factories.interpreter(event, name="Wang Fang")

    made = booked(event, firms)

    row = get_company_meeting(firms[0].id, made)
    assert (claims(made), interpreter_of(made)) == (4, voice.id)
    assert row.interpreter == "Wang Fang"


def test_a_second_pair_is_refused_while_the_only_interpreter_works(event, firms):
    factories.interpreter(event)
    others = factories.firm(event, "Singapore"), factories.firm(event, "Chongqing", languages=["zh"])
    booked(event, firms)

    with pytest.raises(SlotTaken) as refused:
        booked(event, others)

    assert refused.value.details["reason"] is UnavailabilityReason.NO_INTERPRETER
    booked(event, (factories.firm(event, "Singapore", languages=["zh"]), others[1]))


def test_a_moved_meeting_takes_its_interpreter_along(event, firms):
    voice = factories.interpreter(event)
    made = booked(event, firms)

    services.move(made, firms[0].id, slots(event)[1], by=None)

    held = db.session.scalars(select(Claim.slot_id).where(Claim.interpreter_id == voice.id)).all()
    assert held == [slots(event)[1]]


def test_a_firms_own_interpreter_works_for_no_other(event, firms):
    others = factories.firm(event, "Singapore"), factories.firm(event, "Chongqing", languages=["zh"])
    own = factories.interpreter(event, mode="own", works_for=firms[1].id)

    made = booked(event, firms)

    assert interpreter_of(made) == own.id
    with pytest.raises(SlotTaken):
        booked(event, others, 1)


def test_an_interpreter_is_not_claimed_where_it_is_away(event, firms):
    voice = factories.interpreter(event)
    with transaction() as session:
        session.add(Unavailability(event_id=event.id, slot_id=slots(event)[0], interpreter_id=voice.id))

    with pytest.raises(SlotTaken):
        booked(event, firms)


@pytest.mark.databases("postgresql")
def test_an_interpreter_goes_and_another_comes_while_who_books_for_one_of_the_firms_waits_for_the_event(event, firms):
    voice = factories.interpreter(event)
    made = booked(event, firms)
    factories.interpreter(event)

    with db.engine.connect() as books, transaction() as session:
        books.execute(select(Registration.id).where(Registration.id == firms[1].id).with_for_update())
        session.execute(text("SET LOCAL lock_timeout = '500ms'"))
        delete_interpreter(event.id, voice.id, version=1, by=None, confirmed=True)

    assert interpreter_of(made) not in (voice.id, None)


@pytest.mark.databases("postgresql")
def test_meetings_are_given_interpreters_while_who_books_for_one_of_the_firms_waits_for_the_event(event, firms):
    made = booked(event, firms)
    voice = factories.interpreter(event)

    with db.engine.connect() as books, transaction() as session:
        books.execute(select(Registration.id).where(Registration.id == firms[1].id).with_for_update())
        session.execute(text("SET LOCAL lock_timeout = '500ms'"))
        assign_interpreters(event.id, by=None)

    assert interpreter_of(made) == voice.id


def test_an_interpreter_is_added_as_described(event, firms):
    sits = db.session.scalars(select(Table.id).where(Table.event_id == event.id).order_by(Table.position)).first()
    draft = InterpreterDraft(
        "Li Na", ("zh", "en"), InterpreterMode.TABLE, table_id=sits, sectors=("K",), hours=(span(1),)
    )

    made = create_interpreter(event.id, draft, by=None)

    assert list_interpreter_profiles(event.id) == [
        InterpreterProfile(
            made, frozenset({"en", "zh"}), InterpreterMode.TABLE, None, sits, frozenset({"K"}), (span(1),), None
        )
    ]
    (row,) = list_interpreters(event.id)
    assert (row.interpreter.name, row.table, row.company, row.meetings) == ("Li Na", "A1", None, 0)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (InterpreterDraft(" ", ("zh", "en")), "interpreter_unnamed"),
        (InterpreterDraft("Li Na", ("zh", "zh")), "interpreter_languages"),
        (InterpreterDraft("Li Na", ("zh", "en"), InterpreterMode.OWN), "interpreter_post"),
        (InterpreterDraft("Li Na", ("zh", "en"), InterpreterMode.POOL, works_for=1), "interpreter_post"),
        (InterpreterDraft("Li Na", ("zh", "en"), longest_run=0), "interpreter_run"),
    ],
)
def test_an_interpreter_who_makes_no_sense_is_refused(event, draft, code):
    with pytest.raises(Invalid) as refused:
        create_interpreter(event.id, draft, by=None)

    assert refused.value.code == code


def test_an_interpreter_serves_no_firm_of_another_event(event):
    elsewhere = factories.firm(factories.event())

    with pytest.raises(NotFound):
        create_interpreter(
            event.id, InterpreterDraft("Li Na", ("zh", "en"), InterpreterMode.OWN, works_for=elsewhere.id), by=None
        )


def test_who_goes_is_kept_until_it_is_said_what_becomes_of_its_meetings(event, firms):
    voice = factories.interpreter(event)
    made = booked(event, firms)

    with pytest.raises(InterpreterBooked) as refused:
        delete_interpreter(event.id, voice.id, version=1, by=None)

    assert refused.value.details == {"count": 1, "reliefs": [(made, None)]}
    assert interpreter_of(made) == voice.id
    assert [one.id for one in list_interpreter_profiles(event.id)] == [voice.id]


def test_somebody_else_steps_in_and_both_firms_are_told(event, firms, readers):
    gone = factories.interpreter(event)
    made = booked(event, firms)
    other = factories.interpreter(event, name="Li Na")

    told = delete_interpreter(event.id, gone.id, version=1, by=None, confirmed=True)

    assert (told, interpreter_of(made)) == ([InterpreterHandover(made, other.id)], other.id)
    letters = db.session.scalars(select(Outbox).where(Outbox.kind == "meeting.interpreter")).all()
    assert len(letters) == len(readers)
    assert all("Li Na" in letter.body for letter in letters)


def test_without_anybody_else_the_meeting_keeps_its_time(event, firms):
    gone = factories.interpreter(event)
    made = booked(event, firms)

    told = delete_interpreter(event.id, gone.id, version=1, by=None, confirmed=True)

    assert (told, interpreter_of(made), claims(made)) == ([InterpreterHandover(made)], None, 3)
    assert list_interpreter_profiles(event.id) == []


def test_who_works_shorter_hours_keeps_what_lies_within_them(event, firms):
    voice = factories.interpreter(event)
    others = factories.firm(event, "Singapore"), factories.firm(event, "Chongqing", languages=["zh"])
    early, late = booked(event, firms, 0), booked(event, others, 3)
    times = {slot.id: Span(slot.starts_at, slot.ends_at) for slot in event.slots}
    draft = InterpreterDraft("Li Na", ("zh", "en"), hours=(times[slots(event)[0]],))

    told = update_interpreter(event.id, voice.id, draft, version=1, by=None, confirmed=True)

    assert told == [InterpreterHandover(late)]
    assert interpreter_of(early) == voice.id


def test_who_looked_at_an_older_description_is_refused(event):
    voice = factories.interpreter(event)
    draft = InterpreterDraft("Li Na", ("zh", "en"))
    update_interpreter(event.id, voice.id, draft, version=1, by=None)

    with pytest.raises(Stale):
        delete_interpreter(event.id, voice.id, version=1, by=None)


TWICE = (
    "INSERT INTO interpreter_posts (event_id, interpreter_id, works_for_id)"
    " SELECT event_id, interpreter_id, works_for_id FROM interpreter_posts"
)
NO_TIME = (
    "INSERT INTO interpreter_hours (interpreter_id, starts_at, ends_at)"
    " SELECT id, '2032-03-18 02:00:00', '2032-03-18 02:00:00' FROM interpreters"
)


@pytest.mark.parametrize(
    "bad",
    [
        "UPDATE interpreters SET longest_run = 0",
        "UPDATE interpreters SET mode = 'everybody'",
        "UPDATE interpreter_posts SET table_id = (SELECT min(id) FROM tables)",
        "UPDATE interpreter_posts SET works_for_id = NULL",
        "UPDATE interpreter_posts SET event_id = event_id + 1",
        TWICE,
        NO_TIME,
    ],
)
def test_the_schema_refuses_what_no_interpreter_can_be(event, firms, bad):
    factories.interpreter(event, mode="own", works_for=firms[1].id)

    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text(bad))


def test_all_that_one_change_of_an_interpreter_makes_otherwise_is_in_one_letter_to_each_reader(event, firms, readers):
    """Three meetings lose it, one of them to nobody: their firm hears of all at once."""
    partners = [firms[1], *(factories.firm(event, "Chongqing", languages=["zh"]) for _ in range(2))]
    voice = factories.interpreter(event, name="Wang Fang")
    for slot, partner in enumerate(partners):
        booked(event, (firms[0], partner), slot)
    factories.interpreter(event, name="Li Na", longest_run=2)
    draft = InterpreterDraft(
        "Wang Fang", ("zh", "en"), InterpreterMode.FOLLOWS, works_for=factories.firm(event, "Singapore").id
    )
    before = set(db.session.scalars(select(Outbox.id)))

    update_interpreter(event.id, voice.id, draft, version=1, by=None, confirmed=True)
    send_digests()

    (mine,), (theirs,) = (since(before, reader) for reader in readers)
    assert (mine.count("Li Na interprets at the meeting"), mine.count("nobody else is free then")) == (2, 1)
    assert mine.count("instead of Wang Fang") == 2
    assert theirs.count("Li Na") == 1


def test_what_many_meetings_are_given_at_once_is_in_one_letter_to_each_reader(event, firms, readers):
    for slot in range(2):
        other = firms[1] if slot == 0 else factories.firm(event, "Chongqing", languages=["zh"])
        booked(event, (firms[0], other), slot)
    factories.interpreter(event, name="Li Na")
    before = set(db.session.scalars(select(Outbox.id)))

    assign_interpreters(event.id, by=None)
    send_digests()

    (mine,), (theirs,) = (since(before, reader) for reader in readers)
    assert (mine.count("Li Na interprets"), theirs.count("Li Na")) == (2, 1)
