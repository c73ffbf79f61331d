"""Letters about meetings: one to each person who reads mail for the firm that must know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from flask import current_app
from flask_babel import force_locale

from app.accounts.models import User
from app.core.db import db, now
from app.core.digest_schedule import NewsItem, is_urgent
from app.core.errors import Invalid
from app.core.localized import Localized
from app.core.mail import create_email
from app.core.mail.digests import ReaderNews, notify_readers
from app.core.models import Notice
from app.core.web.locale import LOCALES, moment
from app.events.models import Event, Slot
from app.meetings.mails.invitations import BOOKED, Place, invitation
from app.meetings.mails.places import before_of, ends_at_of, place_at
from app.meetings.mails.to_come import may_ask_again, page_of, time_from
from app.meetings.mails.voices import NO_CHANGE, Voices
from app.meetings.models import Meeting
from app.meetings.queries.answer_links import answer_url, time_url
from app.meetings.queries.arrangers import arranger_of, bodies_behind
from app.meetings.queries.histories import bodies_called
from app.meetings.queries.said import proposed_slots, shared_reason
from app.registrations.in_whose_name import firm_named
from app.registrations.links import Way
from app.registrations.models import Registration
from app.registrations.queries.firms import Reader, readers_among
from app.registrations.queries.ways_in import WaysIn

TO_ANSWER = ("asked", "countered", "reminder")
"""Letters to who must answer a request; they carry the link by which it is answered without an account."""
MOVES = ("move_proposed", "move_declined", "move_withdrawn", "move_gone")
"""Letters about another time for a booked meeting: proposed, and what became of it where it was not accepted."""
MOVES_FOR_YOU = ("move_proposed_for_you", "move_declined_for_you", "move_withdrawn_for_you")
WHEN_AND_WHERE = (*BOOKED, "interpreter", *MOVES, *MOVES_FOR_YOU)
"""Letters about a meeting that stands: they say when and where it does, where it has its time."""
WITH_TIME = (*TO_ANSWER, "asked_for_you", *WHEN_AND_WHERE)
SAID_AS_SUCH = (
    *("accepted", "booked", "declined", "countered", "recalled", "moved", "withdrawn", "cancelled", "called_off"),
    *("accepted_for_you", "declined_for_you", "countered_for_you", "seated"),
    *("move_proposed", "move_declined", "move_withdrawn", *MOVES_FOR_YOU),
)
"""Letters about what a firm did, which say who did it in its name."""
NOT_NEEDED = "not_needed"
"""Why nobody interprets from now on: both sides speak one language by now."""
NEEDS_ANSWER = (*TO_ANSWER, "times_gone", "arranged", "move_proposed")
ENDS = {
    "withdrawn": frozenset({"meeting.asked"}),
    "withdrawn_for_you": frozenset({"meeting.asked_for_you"}),
    "cancelled": frozenset({"meeting.arranged"}),
    "called_off": frozenset({"meeting.arranged"}),
    "move_withdrawn": frozenset({"meeting.move_proposed"}),
}
"""Letters about an end → those about the beginning without which nobody need be told of it."""


Span = tuple[datetime, datetime | None]
"""When a meeting begins, and when it ends where it takes several slots."""


def tell(
    notice: Notice,
    meeting: Meeting,
    firms: Mapping[int, Registration],
    kinds: Mapping[int, str],
    *,
    held: Slot | None = None,
    ended: datetime | None = None,
    why: str = "",
    instead_of: str = "",
    voices: Voices = NO_CHANGE,
    offered: Span | None = None,
    together: bool = False,
    settles: bool = False,
) -> None:
    """Write to everybody who reads mail for a firm that something happened to its meeting with the other one.

    ``firms``: both, by their ids; ``kinds``: which of them are told what, in this order; ``held``: the time that a
    meeting has lost, so that calendars can take it out, or that it was moved from, ``ended``: when it was to end
    then; ``why``: the ``Loss`` that took it, or the table, who interprets from now on or ``NOT_NEEDED``, or who
    called it off or gave it its time: ``by_firm`` or ``by_organizer`` where that may be said, or ``other_times``
    that were not answered before it lapsed; ``instead_of``: who interpreted until now; ``voices``: where that has
    changed besides; ``offered``: what was proposed instead of the time that is booked; ``together``: with what else
    happens now, in one letter; ``settles``: only after a moment, in which it may be taken back, but in a rehearsal,
    which holds it anyway.
    Who acted for a firm without being one of it is named. An address that no letter can go to is passed over: it must
    not undo the act.
    """
    event = db.session.get_one(Event, meeting.event_id)
    act = _Act(
        *(event, meeting, place_at(meeting), held, why, cache(partial(ends_at_of, meeting))),
        *(body_of(notice), firms.get(firm_named(notice.details) or 0), together, settles and not event.rehearsal),
        *(instead_of, ended, voices, offered),
    )
    readers = readers_among([firms[one] for one in kinds])
    told = [
        each
        for one, kind in kinds.items()
        for each in _told(act, firms[one], firms[_other_than(meeting, one)], kind, readers[one])
    ]
    notify_readers(notice, told, template="meeting", event=event)


@dataclass(frozen=True, slots=True)
class _Act:
    """What has happened, whoever is told of it; ``held``, ``ended``, ``why``, ``instead_of`` and ``voices`` as in
    ``tell``; ``ends``: when it ends that begins with a slot; ``body``: who did it, where that is no firm, and
    ``in_name_of`` which."""

    event: Event
    meeting: Meeting
    place: Place
    held: Slot | None
    why: str
    ends: Callable[[Slot], datetime]
    body: Localized | None = None
    in_name_of: Registration | None = None
    together: bool = False
    settles: bool = False
    instead_of: str = ""
    ended: datetime | None = None
    voices: Voices = NO_CHANGE
    offered: Span | None = None


def body_of(notice: Notice) -> Localized | None:
    """The organisation that acted, for a firm or for none; None where a firm did so itself."""
    return bodies_called([notice.organisation_id]).get(notice.organisation_id or 0)


def _other_than(meeting: Meeting, one: int) -> int:
    return meeting.high_id if one == meeting.low_id else meeting.low_id


def _told(
    act: _Act, to: Registration, about: Registration, kind: str, readers: Iterable[Reader]
) -> Iterator[ReaderNews]:
    """What is said to each who reads for a firm."""
    event, meeting, slot = act.event, act.meeting, act.held
    if kind in WITH_TIME and meeting.slot_id is not None:
        slot = db.session.get(Slot, meeting.slot_id)
    context, news = _context(act, to, about, kind, slot), _news(act, kind, slot)
    page, ways = page_of(event, to.id, meeting), WaysIn(to)
    for reader in readers:
        yield ReaderNews(
            reader.email,
            kind=f"meeting.{kind}",
            language=reader.language,
            news=news,
            context={**context, **ways.to(page, reader), "addressee": reader.name},
            calendar=_invitation(act, slot, to, about, kind, reader),
            user_id=reader.user.id if reader.user is not None else None,
        )


def _context(act: _Act, to: Registration, about: Registration, kind: str, slot: Slot | None) -> dict[str, Any]:
    """What the template says to every reader of a firm."""
    event, meeting, place = act.event, act.meeting, act.place
    ends_at = act.ends(slot) if slot is not None and (meeting.length > 1 or act.ended is not None) else None
    before = before_of(act.held, act.ended, slot, ends_at)
    return {
        "kind": kind,
        "me": called_by(to),
        "other": called_by(about),
        "at": slot.starts_at if slot is not None else None,
        "until": ends_at if meeting.length > 1 or (before is not None and before.same_start) else None,
        "says_where": kind in WHEN_AND_WHERE,
        "table": place.table,
        "place": place,
        "words": _words(meeting, kind),
        "arranger": arranger_of(meeting) if meeting.arranged_by is not None else "",
        "why": act.why,
        "instead_of": act.instead_of,
        "was_booked": act.held is not None,
        "before": before,
        "voices": act.voices,
        "acted": act.body or "",
        "in_name_of": called_by(act.in_name_of) if _is_said_as_such(act, kind) and act.in_name_of is not None else None,
        "time_from": time_from(event, meeting),
        "may_ask_again": may_ask_again(event),
        "times": [act.offered] if act.offered else _proposed(act) if kind in TO_ANSWER else [],
        "moments_of": _moments_of,
        "priority": meeting.priority,
        "lapses_at": meeting.expires_at if kind in TO_ANSWER else None,
        "reason": shared_reason(meeting) if kind == "declined" else "",
        "answer_url": answer_url(meeting) if kind in TO_ANSWER else "",
        "time_url": time_url(meeting) if kind == "move_proposed" else "",
    }


def _is_said_as_such(act: _Act, kind: str) -> bool:
    """Whether the letter says that somebody else acted for the firm; who called off what was arranged is private."""
    private = act.meeting.arranged_by is not None and kind == "cancelled"
    return act.body is not None and kind in SAID_AS_SUCH and not private


def _proposed(act: _Act) -> list[tuple[datetime, datetime | None]]:
    """When each of the proposed times begins, and when it ends of a meeting of several slots."""
    is_longer = act.meeting.length > 1
    return [(slot.starts_at, act.ends(slot) if is_longer else None) for slot in proposed_slots(act.meeting)]


def _moments_of(times: Iterable[tuple[datetime, datetime | None]]) -> list[str]:
    """In the reader's language."""
    return [moment(starts_at, until) for starts_at, until in times]


def _news(act: _Act, kind: str, slot: Slot | None) -> NewsItem:
    """``unplaced`` needs an answer where the firms choose the next time themselves."""
    urgent = any(is_urgent(one.starts_at, now()) for one in (slot, act.held) if one is not None)
    return NewsItem(
        topic=f"meetings:{act.meeting.id}",
        needs_answer=kind in NEEDS_ANSWER or (kind == "unplaced" and time_from(act.event, act.meeting) == "firms"),
        urgent=urgent,
        has_time=kind in ("accepted", "booked") and slot is not None,
        together=act.together,
        ends=ENDS.get(kind, frozenset()),
        settles=act.settles,
    )


def tell_arranger(notice: Notice, meeting: Meeting, *, declined_by: Registration, other: Registration) -> None:
    """Write to who arranged a meeting which firm declined it, and its reason; the page that
    it names is of a firm that they act for."""
    arranger = db.session.get(User, meeting.arranged_by) if meeting.arranged_by is not None else None
    if arranger is None or not arranger.email or arranger.disabled_at is not None or arranger.id == notice.user_id:
        return
    event = db.session.get_one(Event, meeting.event_id)
    base, body = current_app.config["SETTINGS"].base_url, bodies_behind([meeting.id]).get(meeting.id)
    brought = other.delegation is not None and body is not None and other.delegation.organisation_id == body.id
    seen_at = other if brought else declined_by
    context = {
        "kind": "arrangement_declined",
        "addressee": arranger.name,
        "me": called_by(declined_by),
        "other": called_by(other),
        "words": meeting.reply or "",
        "way": Way.ACCOUNT,
        "url": f"{base}/events/{event.slug}/firms/{seen_at.id}/requests",
    }
    with suppress(Invalid):
        create_email(
            notice,
            arranger.email,
            kind="meeting.arrangement_declined",
            language=arranger.locale or "en",
            template="meeting",
            context=context,
            event=event,
            user=arranger,
        )


def _words(meeting: Meeting, kind: str) -> str:
    """What one side wrote; why an arranged meeting was declined is for who arranged it alone."""
    if kind in ("asked", "asked_for_you", "arranged"):
        return meeting.message or ""
    if kind == "reminder":  # the message is the reader's own once the other side has countered
        return meeting.reply or (meeting.message if meeting.awaiting_id != meeting.asker_id else "") or ""
    if kind not in ("countered", "declined", "cancelled"):  # what was written before is not said by this act
        return ""
    return "" if meeting.arranged_by is not None else meeting.reply or ""


@dataclass(frozen=True, slots=True)
class Called:
    """A party's names, which each reader meets in the order of their language."""

    name: str
    name_zh: str | None = None


def called_by(registration: Registration) -> Called:
    """What a firm is called in letters."""
    company = registration.company
    return Called(company.name, company.name_zh) if company is not None else Called(registration.institution or "")


def _invitation(
    act: _Act, slot: Slot | None, to: Registration, about: Registration, kind: str, reader: Reader
) -> str | None:
    """The entry for one reader's calendar, in their language."""
    if slot is None:
        return None
    with force_locale(LOCALES[reader.language]):
        return invitation(
            *(act.meeting, slot, to, about, act.event),
            ends_at=act.ends(slot),
            place=act.place,
            kind=kind,
            reader=reader.email,
        )
