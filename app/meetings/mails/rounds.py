"""Letters about group meetings, each with the calendar entry of who has a seat."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from app.companies.names.spellings import BilingualCompany
from app.companies.wording import company_label
from app.core.db import db, now
from app.core.digest_schedule import NewsItem, is_urgent
from app.core.mail.digests import ReaderNews, notify_readers
from app.core.models import Notice
from app.core.web.locale import LOCALES, plain
from app.documents.ics import Appointment, to_ics
from app.events.models import Event, Slot
from app.meetings.mails.invitations import Place, address_in, agenda_url, description_of, place_of, summary_of, uid_of
from app.meetings.mails.letters import Called, body_of, called_by
from app.meetings.mails.places import Was, before_of, ends_at_of, place_at
from app.meetings.mails.voices import NO_CHANGE, Voices
from app.meetings.models import Meeting, MeetingParty, Roundtable
from app.meetings.queries.answer_links import invitation_url
from app.meetings.queries.round_sitters import who_sits_at
from app.meetings.roundtables import Answer
from app.meetings.wording import sitters_named, sitters_said
from app.registrations.models import Registration
from app.registrations.queries.firms import Reader, readers_among
from app.registrations.queries.ways_in import WaysIn

PARTS = ("guest_gone", "guest_changed")
"""Letters to all who sit there about one of the firms that do: of each a digest tells the last alone."""
COMES = (
    *("opened", "seated", "moved", "retitled", "reseated", "resized", "renamed", "relinked", "interpreter"),
    *PARTS,
)
"""Letters that bring the calendar entry of a group meeting as it now stands."""
GUESTS = ("taken", "guest_left")
"""Letters to the host about its guests, which say who is left, and bring its entry anew: it names them."""
ASKS = ("invited", "changed", "reminder", "freed")
"""Letters to who is invited, or waits for a seat: they say when and where, need an answer, and to the invited carry the
link by which it is given without an account."""
GOES = ("left", "removed", "lost", "called_off")
"""Letters that take it out again."""


@dataclass(frozen=True, slots=True)
class _Act:
    """What has happened to a group meeting, as all read who are told the same; ``slot``: its time, or the one that they
    have no longer, and ``ends_at`` when that ends."""

    kind: str
    event: Event
    meeting: Meeting
    about: Roundtable
    host: Registration
    slot: Slot | None
    ends_at: datetime | None
    place: Place
    sitters: Sequence[tuple[BilingualCompany, BilingualCompany]] = ()
    """(person, firm) of who sits there now, where the letter says so."""
    together: bool = False
    settles: bool = False
    only: Container[str] | None = None
    part: str = ""
    """What of the meeting it is about, where not the whole."""


def tell_round(
    notice: Notice,
    meeting: Meeting,
    about: Roundtable,
    host: Registration,
    kind: str,
    *,
    to: Sequence[Registration],
    guest: Registration | None = None,
    held: Slot | None = None,
    was: Was = (None, None),
    why: str = "",
    voices: Voices = NO_CHANGE,
    together: bool = False,
    settles: bool = False,
    only: Container[str] | None = None,
) -> None:
    """Write to everybody who reads mail for these firms what happened to a group meeting of ``host``.

    ``guest``: whom it is about, where that is another firm; ``held``: the time that the reader has no longer;
    ``was``: that from which it was moved; ``why``: what made it so; ``voices``: who interprets; ``together``: with
    what else happens now, in one letter; ``settles``: only after a moment, in which it may be undone; ``only``: to
    these addresses alone. An address that no letter can go to is passed over. In a constant number of statements.
    """
    if not to:
        return
    event = db.session.get_one(Event, meeting.event_id)
    slot = held or db.session.get(Slot, meeting.slot_id)
    ends_at = ends_at_of(meeting, slot) if slot is not None else None
    before = before_of(*was, slot, ends_at)
    if kind in ASKS and before is not None and not before.same_start:
        before = None  # whoever has not answered is asked whether it comes now, and may never have read of then
    seated_at, in_name_of = place_at(meeting), _in_name_of(notice)
    sitters = who_sits_at(meeting.id) if kind in (*COMES, *GUESTS) else []
    part = part_of(meeting.id, guest.id) if kind in PARTS and guest is not None else ""
    act = _Act(
        *(kind, event, meeting, about, host, slot, ends_at, _as_told(seated_at, kind), sitters, together),
        *(settles, only, part),
    )
    context = {
        "kind": kind,
        "host": called_by(host),
        "guest": called_by(guest) if guest is not None else None,
        "topic": about.topic,
        "at": slot.starts_at if slot is not None else None,
        "until": ends_at if meeting.length > 1 or (before is not None and before.same_start) else None,
        "before": before,
        "voices": voices,
        "says_where": kind in (*COMES, *ASKS),
        "table": act.place.table,
        "place": act.place,
        "who_sits": partial(_who_sits, sitters),
        "link_follows": bool(seated_at.video_url) and not act.place.video_url,
        "why": why,
        "words": (meeting.reply or "") if kind in ("called_off", "not_held") else "",
        "acted": body_of(notice) if in_name_of is not None else None,
        "in_name_of": in_name_of,
    }
    readers = readers_among(to)
    asked = _asked(meeting) if kind in ASKS else {}
    told = [
        each
        for firm in to
        for each in _told(act, firm, readers[firm.id], {**context, **_to_answer(meeting, asked.get(firm.id))})
    ]
    notify_readers(notice, told, template="round", event=event)


def _told(act: _Act, to: Registration, readers: Iterable[Reader], context: Mapping[str, Any]) -> Iterator[ReaderNews]:
    """What is said to each who reads for a firm."""
    urgent = is_urgent(act.slot.starts_at if act.slot is not None else None, now())
    news = NewsItem(
        topic=act.part or f"meetings:{act.meeting.id}",
        needs_answer=act.kind in ASKS,
        urgent=urgent,
        together=act.together or bool(act.part),
        settles=(act.settles or bool(act.part)) and not act.event.rehearsal,
        ends=frozenset({"round.invited"}) if act.kind == "uninvited" else frozenset(),
    )
    page, ways = f"/events/{act.event.slug}/firms/{to.id}/groups/{act.meeting.id}", WaysIn(to)
    by_itself = to.id == act.host.id and not context["acted"]  # nobody is told its own words as somebody else's
    words = "" if by_itself else context["words"]
    for reader in readers:
        if act.only is not None and reader.email.lower() not in act.only:
            continue
        yield ReaderNews(
            reader.email,
            kind=f"round.{act.kind}",
            language=reader.language,
            news=news,
            context={**context, "me": called_by(to), "words": words, **ways.to(page, reader), "addressee": reader.name},
            calendar=_entry(act, to, reader),
            user_id=reader.user.id if reader.user is not None else None,
        )


def part_of(meeting_id: int, firm_id: int) -> str:
    """The topic of news about the seat of one firm."""
    return f"meetings:{meeting_id}/{firm_id}"


def _who_sits(sitters: Sequence[tuple[BilingualCompany, BilingualCompany]]) -> str:
    """In the reader's language, when the letter is written."""
    return sitters_said(_named(sitters))


def _named(sitters: Iterable[tuple[BilingualCompany, BilingualCompany]]) -> list[tuple[str, BilingualCompany]]:
    return [(company_label(person), firm) for person, firm in sitters]


def _asked(meeting: Meeting) -> dict[int, MeetingParty]:
    """Who is invited, by firm."""
    rows = select(MeetingParty).where(MeetingParty.meeting_id == meeting.id, MeetingParty.answer == Answer.INVITED)
    return {one.registration_id: one for one in db.session.scalars(rows)}


def _to_answer(meeting: Meeting, party: MeetingParty | None) -> dict[str, Any]:
    """By which link a firm answers, and until when."""
    if party is None:
        return {"answer_url": "", "lapses_at": None}
    return {"answer_url": invitation_url(meeting, party), "lapses_at": party.expires_at}


def _as_told(place: Place, kind: str) -> Place:
    """Where it is, for the readers of a letter: the link is the table's, so it goes to those alone who sit there; who
    has no seat any more is told nothing of where the meeting is now. Who sits there is told besides, with their
    firms."""
    if kind in (*COMES, *GUESTS):
        return replace(place, people=())
    return replace(place, video_url="", people=()) if kind in ASKS else Place()


def _in_name_of(notice: Notice) -> Called | None:
    firm_id = notice.details.get("registration")
    return called_by(db.session.get_one(Registration, firm_id)) if isinstance(firm_id, int) else None


def _entry(act: _Act, to: Registration, reader: Reader) -> str | None:
    """The entry for one reader's calendar, in their language: REQUEST, or CANCEL for a seat that is gone."""
    cancelled, meeting, slot = act.kind in GOES, act.meeting, act.slot
    if slot is None or act.ends_at is None or not (cancelled or act.kind in (*COMES, *GUESTS)):
        return None
    settings = current_app.config["SETTINGS"]
    with force_locale(LOCALES[reader.language]):
        entry = Appointment(
            uid=uid_of(meeting.id),
            sequence=meeting.sequence,
            starts_at=slot.starts_at,
            ends_at=act.ends_at,
            changed_at=meeting.changed_at,
            summary=summary_of(act.about.topic, "" if to.id == act.host.id else company_label(called_by(act.host))),
            zone=act.event.zone,
            location=place_of(act.event, act.place),
            description=description_of(
                act.place.video_url, sitters_named(_named(act.sitters)), act.place.interpreter, so_far=True
            ),
            url=agenda_url(act.event, to.id),
            organizer=address_in(settings.mail_from),
            organizer_name=plain(act.event.name),
            attendee=reader.email,
            cancelled=cancelled,
        )
        return to_ics([entry], method="CANCEL" if cancelled else "REQUEST")
