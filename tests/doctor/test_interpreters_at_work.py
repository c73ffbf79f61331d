"""An interpreter who works for others than it serves, or gets no pause, is found; whatever acts may leave is not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from random import Random

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.clock import Span
from app.core.db import db, transaction
from app.core.errors import DomainError, NotFound
from app.core.models import IdempotencyKey
from app.day.queries.reassignments import DeskInterpreterChange
from app.day.services.reassignments import change_interpreter as let_come
from app.events.models import Interpreter, Table
from app.events.queries.description import draft_of
from app.events.services import change_event
from app.events.services.changing import HoursInUse
from app.group_meetings import services as rounds
from app.interpreters.queries import list_interpreters
from app.interpreters.services.interpreters import (
    InterpreterDraft,
    assign_interpreters,
    create_interpreter,
    delete_interpreter,
    update_interpreter,
)
from app.matching.services import set_preference
from app.meetings import services
from app.meetings.errors import InterpreterBooked
from app.meetings.interpreters import InterpreterMode
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, ONE_TO_ONE, Claim, InterpreterPost, Meeting
from app.registrations.models import Registration
from tests import factories
from tests.doctor.hands import codes, put
from tests.meetings.acts import claims, slots
from tests.meetings.rounds.acts import opened
from tests.support.soundness import faults_of_rows


def posted(voice: Interpreter, mode: str, **post: int) -> None:
    """By hand, past every service."""
    put(f"UPDATE interpreters SET mode = '{mode}' WHERE id = {voice.id}")
    with transaction() as session:
        session.add(InterpreterPost(event_id=voice.event_id, interpreter_id=voice.id, **post))


def said() -> list[tuple[str, str]]:
    return [(fault.code, fault.says) for fault in faults_of_rows()]


def interpreted(event, count: int, **voice) -> tuple[list[int], Interpreter]:
    """Meetings of one firm in the first slots, one after another, all with one interpreter."""
    made, one = [], factories.firm(event, languages=["en"])
    found = factories.interpreter(event, name="Wang Fang", **voice)
    for slot in slots(event)[:count]:
        other = factories.firm(event, "Chongqing", languages=["zh"])
        made.append(services.request_meeting(event.id, one.id, other.id, by=None))
        services.accept(made[-1], other.id, by=None, slot_id=slot)
    return made, found


@pytest.mark.full
@pytest.mark.parametrize("mode", ["own", "follows"])
def test_who_serves_another_firm_is_found_at_the_meeting_that_it_holds(spoken, mode):
    made, (voice, _free) = spoken
    stranger = factories.firm(db.session.get_one(Meeting, made).event)

    posted(voice, mode, works_for_id=stranger.id)

    told = f"holds meeting {made}, but serves firm {stranger.id} alone, which is not there: save its page"
    ((code, words),) = said()
    assert (code, told in words) == ("interpreter_posted_elsewhere", True)


@pytest.mark.full
def test_who_sits_at_another_table_is_found(spoken):
    made, (voice, _free) = spoken
    tables = set(db.session.scalars(select(Table.id)))
    here = db.session.scalar(select(Claim.table_id).where(Claim.meeting_id == made, Claim.table_id.is_not(None)))

    posted(voice, "table", table_id=min(tables - {here}))

    ((code, words),) = said()
    assert (code, f"not at table {here}: save its page" in words) == ("interpreter_posted_elsewhere", True)


@pytest.mark.full
@pytest.mark.parametrize("mode", ["own", "follows", "table"])
def test_who_has_lost_whom_it_served_is_found(spoken, mode):
    _made, (voice, _free) = spoken

    put(f"UPDATE interpreters SET mode = '{mode}' WHERE id = {voice.id}")

    ((code, words),) = said()
    assert (code, "is to serve one firm or table, and has none" in words) == ("interpreter_posted_elsewhere", True)


@pytest.fixture
def group(app):
    """A group of an English host and Chinese guests with its interpreter; host and guests."""
    event = factories.event(slots=3, tables=2, longest_run=None)
    host = factories.firm(event, languages=["en"])
    guests = [factories.firm(event, "Chongqing", languages=["zh"]) for _ in range(2)]
    voice = factories.interpreter(event, "en", "zh")
    made = opened(event, host)
    rounds.take_group_seat(made, guests[0].id, by=None)
    return made, voice, host, guests


@pytest.mark.full
def test_who_serves_another_firm_is_found_at_a_group_that_others_joined_since(group):
    made, voice, _host, guests = group
    rounds.take_group_seat(made, guests[1].id, by=None)
    stranger = factories.firm(db.session.get_one(Meeting, made).event)

    posted(voice, "follows", works_for_id=stranger.id)
    rounds.update_group_meeting(made, topic="Rail", seats=3, is_open=True, by=None)

    ((code, words),) = said()
    assert (code, f"serves firm {stranger.id} alone" in words) == ("interpreter_posted_elsewhere", True)


@pytest.mark.full
def test_a_group_from_which_the_firm_has_gone_that_its_interpreter_serves_keeps_it(group):
    made, voice, _host, guests = group
    rounds.take_group_seat(made, guests[1].id, by=None)
    posted(voice, "follows", works_for_id=guests[1].id)
    assert codes() == set()

    rounds.leave_group_seat(made, guests[1].id, by=None)
    rounds.update_group_meeting(made, topic="Rail", seats=3, is_open=True, by=None)

    assert codes() == set()


@pytest.mark.full
def test_what_it_says_to_do_makes_it_sound(spoken):
    made, (voice, free) = spoken
    event = db.session.get_one(Meeting, made).event
    stranger = factories.firm(event)
    posted(voice, "follows", works_for_id=stranger.id)
    draft = InterpreterDraft(voice.name, ("en", "zh"), InterpreterMode.FOLLOWS, works_for=stranger.id)

    told = update_interpreter(event.id, voice.id, draft, version=1, by=None, confirmed=True)

    assert [(one.meeting_id, one.by) for one in told] == [(made, free.id)]
    assert codes() == set()


@pytest.mark.full
def test_who_keeps_a_meeting_whose_table_goes_is_sound_though_it_sat_there(app):
    event = factories.event(slots=2, tables=2)
    table = db.session.scalars(select(Table.id).order_by(Table.id)).first()
    (made,), voice = interpreted(event, 1, mode="table", table=table)
    before = draft_of(event)
    fewer = replace(before, tables=(replace(before.tables[0], labels="A2"),))

    with pytest.raises(HoursInUse) as asked:
        change_event(event.id, fewer, version=event.version, by=None)
    change_event(event.id, fewer, version=event.version, by=None, confirmed=asked.value.token)

    assert claims(made) == 4
    assert (db.session.get_one(Interpreter, voice.id).mode, codes()) == ("table", set())


@pytest.mark.full
def test_who_gets_no_pause_is_found_until_hours_change(app):
    event = factories.event(slots=3, longest_run=None)
    made, voice = interpreted(event, 3)
    assert codes() == set()

    put(f"UPDATE interpreters SET longest_run = 2 WHERE id = {voice.id}")

    ((code, words),) = said()
    assert code == "interpreter_without_pause"
    assert f"works 3 times in a row, at meetings {', '.join(map(str, made))}, and is to have a pause after 2" in words
    with transaction():
        audit.log_action("event.changed", event, event_id=event.id, by=None, fields=["breaks"], version=9)
    assert codes() == set()
    update_interpreter(
        event.id, voice.id, InterpreterDraft("Wang Fang", ("en", "zh"), longest_run=3), version=1, by=None
    )
    put(f"UPDATE interpreters SET longest_run = 1 WHERE id = {voice.id}")
    assert codes() == {"interpreter_without_pause"}


@pytest.mark.full
def test_an_answer_that_names_a_meeting_which_is_not_there_is_found(hall):
    _event, _sides, (first, _second) = hall
    with transaction() as session:
        of = {"user_id": factories.user().id, "body_hash": "h"}
        session.add(IdempotencyKey(key="12345678", answer={"done": True, "meeting": first}, **of))
        session.add(IdempotencyKey(key="23456789", answer={"done": True, "slot": 77}, **of))
    assert codes() == set()

    with transaction() as session:
        session.add(IdempotencyKey(key="34567890", answer={"done": True, "meeting": 9999}, **of))

    ((code, words),) = said()
    assert (code, "meeting 9999, which is not there: delete the key" in words) == ("answer_of_no_meeting", True)


@pytest.mark.full
def test_a_never_hides_nothing_of_who_speaks_what(spoken):
    """Another firm's never is said of the same firm, whose languages it leaves as they are."""
    made, _voices = spoken
    meeting = db.session.get_one(Meeting, made)
    stranger = factories.firm(meeting.event, "Chongqing")
    for firm in (meeting.low_id, meeting.high_id):
        set_preference(db.session.get_one(Registration, firm), stranger.id, "never", by=factories.user().id)
    assert codes() == set()

    put('UPDATE interpreters SET languages = \'["fr", "en"]\'')

    assert codes() == {"interpreter_of_other_languages"}


@pytest.mark.full
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("seed", range(2))
def test_whatever_an_organizer_does_with_interpreters_is_sound(app, seed):
    """A life of acts at random, among firms of four languages, which the doctor looks at again and again."""
    life = Life(Random(seed))

    for _ in range(8):
        for _ in range(8):
            life.act()
        assert said() == [], life.told
    assert life.told.keys() >= {"book", "describe", "cancel", "move", "come", "engage", "let_go", "join", "leave"}


class Life:
    """``told``: how often each act was done, refusals not counted."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.told = chance, dict[str, int]()
        self.event = factories.event(slots=6, tables=4, longest_run=None)
        self.by = factories.user().id
        self.firms = [
            factories.firm(self.event, side, languages=[chance.choice(tongues)], people=2)
            for side, tongues in (("Singapore", ("en", "fr")), ("Chongqing", ("zh", "en", "ru")))
            for _ in range(4)
        ]
        for _ in range(3):
            self.hire()

    def act(self) -> None:
        acts = (
            *(self.book, self.book, self.book, self.describe, self.describe, self.cancel, self.move),
            *(self.come, self.engage, self.hire, self.let_go, self.never),
            *(self.gather, self.join, self.join, self.join, self.leave, self.carry),
        )
        name = (act := self.chance.choice(acts)).__name__
        try:
            done = act()
        except DomainError:
            done = False
        db.session.rollback()
        self.told[name] = self.told.get(name, 0) + (done is not False)

    def draft(self) -> InterpreterDraft:
        mode, times = self.chance.choice(list(InterpreterMode)), self.event.slots
        first, last = sorted(self.chance.sample(range(len(times)), 2))
        return InterpreterDraft(
            f"Li Na {self.chance.random()}",
            tuple(self.chance.sample(("en", "zh", "fr", "ru"), 3)),
            mode,
            works_for=self.chance.choice(self.firms).id
            if mode in (InterpreterMode.OWN, InterpreterMode.FOLLOWS)
            else None,
            table_id=self.chance.choice(self.event.tables).id if mode is InterpreterMode.TABLE else None,
            hours=(Span(times[first].starts_at, times[last].ends_at),) if self.chance.random() < 0.3 else (),
            longest_run=self.chance.choice((None, 1, 2)),
        )

    def voice(self) -> Interpreter:
        return self.chance.choice(list_interpreters(self.event.id)).interpreter

    def booked(self, kind: str = ONE_TO_ONE) -> Meeting:
        found = db.session.scalars(
            select(Meeting).where(Meeting.state == MeetingState.BOOKED, Meeting.kind == kind)
        ).all()
        if not found:
            raise NotFound
        return self.chance.choice(found)

    def hire(self) -> None:
        create_interpreter(self.event.id, self.draft(), by=self.by)

    def describe(self) -> None:
        voice = self.voice()
        of, draft = (self.event.id, voice.id), self.draft()
        change = partial(update_interpreter, *of, draft, version=voice.version, by=self.by)
        try:
            change()
        except InterpreterBooked:
            change(confirmed=True)

    def let_go(self) -> bool | None:
        if len(list_interpreters(self.event.id)) < 2:
            return False
        voice = self.voice()
        delete_interpreter(self.event.id, voice.id, version=voice.version, by=self.by, confirmed=True)
        return None

    def book(self) -> None:
        one, other = self.chance.choice(self.firms[:4]), self.chance.choice(self.firms[4:])
        slot = self.chance.choice(slots(self.event))
        services.arrange(self.event.id, one.id, other.id, by=self.by, slot_id=slot)

    def cancel(self) -> bool | None:
        if self.chance.random() < 0.5:
            return False
        meeting = self.booked()
        services.cancel(meeting.id, meeting.low_id, by=self.by)
        return None

    def move(self) -> None:
        meeting = self.booked()
        services.move(meeting.id, meeting.low_id, self.chance.choice(slots(self.event)), by=self.by)

    def come(self) -> None:
        let_come(self.event.id, self.booked().id, DeskInterpreterChange(self.voice().id), by=self.by)

    def engage(self) -> None:
        assign_interpreters(self.event.id, by=self.by)

    def never(self) -> None:
        one, other = self.chance.choice(self.firms[:4]), self.chance.choice(self.firms[4:])
        set_preference(one, other.id, "never", by=self.by)

    def gather(self) -> None:
        opened(self.event, self.chance.choice(self.firms), slot_id=self.chance.choice(slots(self.event)))

    def join(self) -> None:
        rounds.take_group_seat(self.booked(GROUP).id, self.chance.choice(self.firms).id, by=self.by)

    def leave(self) -> None:
        rounds.leave_group_seat(self.booked(GROUP).id, self.chance.choice(self.firms).id, by=self.by)

    def carry(self) -> None:
        rounds.move_group_meeting(self.booked(GROUP).id, self.chance.choice(slots(self.event)), by=self.by)
