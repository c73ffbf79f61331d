"""Emails about group meetings, each with the calendar entry of who has a seat."""

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
from app.core.mail.calendar_entries import drop_topic, entries_by_reader
from app.core.mail.digests import ReaderNews, notify_readers
from app.core.models import Notice
from app.core.web.locale import LOCALES, plain
from app.documents.ics import Appointment, escape_text, to_ics
from app.events.models import Event, Slot
from app.meetings.group_meeting_seats import GuestAnswer
from app.meetings.interpreters import NO_INTERPRETER_CHANGE, InterpreterChange
from app.meetings.mails.calendar_entries import (
    MeetingPlace,
    PreviousTime,
    describe_entry,
    describe_place,
    get_agenda_url,
    get_group_summary,
    get_meeting_end,
    get_meeting_place,
    get_moved_from,
    get_sender_address,
    get_uid,
)
from app.meetings.mails.kinds import GROUP_EMAILS, MeetingEmailKind
from app.meetings.mails.notifications import CompanyNames, get_acting_organisation, get_email_names
from app.meetings.models import GroupMeetingDetails, Meeting, MeetingParty
from app.meetings.queries.group_meeting_parties import list_group_attendees
from app.meetings.queries.signed_links import get_invitation_url
from app.meetings.wording import describe_attendees, list_attendee_names
from app.registrations.models import Registration
from app.registrations.queries.company_links import AccessRoutes
from app.registrations.queries.registrations import EmailRecipient, list_recipients_by_company

AttendeeNames = Sequence[tuple[BilingualCompany, BilingualCompany]]


def notify_attendee_leaving(
    notice: Notice,
    meeting: Meeting,
    about: GroupMeetingDetails,
    host: Registration,
    company: Registration,
    kind: str,
    *,
    to: Sequence[Registration],
    before: AttendeeNames,
    also: str | None = None,
) -> None:
    """Write to each who reads mail for these companies that ``firm`` no longer comes, or somebody else for it, and
    bring the entry anew; but only to whom an email named who sat there ``before`` and does not now, and to ``also``,
    the address of who has come. A line of a digest that leaves in a moment, so that many at once are one email."""
    sits = list_group_attendees(meeting.id) if to else []
    former_attendees = [attendee for attendee in before if attendee not in sits]
    if not (former_attendees and to):
        return
    addresses = {reader.email.lower() for readers in list_recipients_by_company(to).values() for reader in readers}
    had, names = entries_by_reader(meeting.event_id, addresses, get_uid(meeting.id)), _list_spellings(former_attendees)
    only = {address for address, entry in had.items() if any(name in entry for name in names)}
    only |= {also.lower()} if also else set()
    if only:
        notify_group_readers(notice, meeting, about, host, kind, to=to, guest=company, only=only)


def retract_attendee_leaving(meeting: Meeting, registration_id: int) -> None:
    """The firm sits there again: what waits to be told of its leaving is told to nobody."""
    drop_topic(meeting.event_id, get_guest_topic(meeting.id, registration_id))


def _list_spellings(former_attendees: Iterable[tuple[BilingualCompany, BilingualCompany]]) -> set[str]:
    """Their names as entries hold them, in each language."""
    texts: set[str] = set()
    for locale in LOCALES.values():
        with force_locale(locale):
            texts.update(
                map(
                    escape_text,
                    list_attendee_names((company_label(person), company) for person, company in former_attendees),
                )
            )
    return texts


@dataclass(frozen=True, slots=True)
class _GroupAct:
    """What has happened to a group meeting, as all read who are told the same; ``slot``: its time, or the one that they
    have no longer, and ``ends_at`` when that ends."""

    kind: MeetingEmailKind
    event: Event
    meeting: Meeting
    about: GroupMeetingDetails
    host: Registration
    slot: Slot | None
    ends_at: datetime | None
    place: MeetingPlace
    attendees: Sequence[tuple[BilingualCompany, BilingualCompany]] = ()
    """(person, firm) of who sits there now, where the letter says so."""
    together: bool = False
    settles: bool = False
    only: Container[str] | None = None
    part: str = ""
    """What of the meeting it is about, where not the whole."""


def notify_group_readers(
    notice: Notice,
    meeting: Meeting,
    about: GroupMeetingDetails,
    host: Registration,
    kind: str,
    *,
    to: Sequence[Registration],
    guest: Registration | None = None,
    lost_slot: Slot | None = None,
    was: PreviousTime = (None, None),
    why: str = "",
    interpreters: InterpreterChange = NO_INTERPRETER_CHANGE,
    together: bool = False,
    settles: bool = False,
    only: Container[str] | None = None,
) -> None:
    """Write to everybody who reads mail for these companies what happened to a group meeting of ``host``.

    ``guest``: whom it is about, where that is another company; ``lost_slot``: the time that the reader has no longer;
    ``was``: that from which it was moved; ``why``: what made it so; ``voices``: who interprets; ``together``: with
    what else happens now, in one email; ``settles``: only after a moment, in which it may be undone; ``only``: to
    these addresses alone. An address that no email can go to is passed over. In a constant number of statements.
    """
    if not to:
        return
    event = db.session.get_one(Event, meeting.event_id)
    slot = lost_slot or db.session.get(Slot, meeting.slot_id)
    ends_at = get_meeting_end(meeting, slot) if slot is not None else None
    before = get_moved_from(*was, slot, ends_at)
    email = GROUP_EMAILS[f"round.{kind}"]
    if email.needs_answer and before is not None and not before.same_start:
        before = None  # whoever has not answered is asked whether it comes now, and may never have read of then
    seated_at, in_name_of = get_meeting_place(meeting), _acting_company(notice)
    attendees = list_group_attendees(meeting.id) if email.entry == "request" else []
    about_guest = guest if kind in ("guest_gone", "guest_changed") else None
    part = get_guest_topic(meeting.id, about_guest.id) if about_guest is not None else ""
    act = _GroupAct(
        email,
        event,
        meeting,
        about,
        host,
        slot,
        ends_at,
        _place_for_kind(seated_at, email),
        attendees,
        together,
        settles,
        only,
        part,
    )
    context = {
        "host": get_email_names(host),
        "guest": get_email_names(guest) if guest is not None else None,
        "topic": about.topic,
        "at": slot.starts_at if slot is not None else None,
        "until": ends_at if meeting.length > 1 or (before is not None and before.same_start) else None,
        "before": before,
        "voices": interpreters,
        "says_where": email.says_where,
        "table": act.place.table,
        "place": act.place,
        "who_sits": partial(_attendees_text, attendees),
        "link_follows": bool(seated_at.video_url) and not act.place.video_url,
        "why": why,
        "words": (meeting.reply or "") if kind in ("called_off", "not_held") else "",
        "acted": get_acting_organisation(notice) if in_name_of is not None else None,
        "in_name_of": in_name_of,
    }
    readers = list_recipients_by_company(to)
    asked = _invited_parties(meeting) if email.needs_answer else {}
    news = [
        each
        for company in to
        for each in _reader_news(
            act, company, readers[company.id], {**context, **_answer_context(meeting, asked.get(company.id))}
        )
    ]
    notify_readers(notice, news, event=event)


def _reader_news(
    act: _GroupAct, to: Registration, readers: Iterable[EmailRecipient], context: Mapping[str, Any]
) -> Iterator[ReaderNews]:
    """What is said to each who reads for a firm."""
    urgent = is_urgent(act.slot.starts_at if act.slot is not None else None, now())
    news = NewsItem(
        topic=act.part or f"meetings:{act.meeting.id}",
        needs_answer=act.kind.needs_answer,
        urgent=urgent,
        together=act.together or bool(act.part),
        settles=(act.settles or bool(act.part)) and not act.event.rehearsal,
        ends=act.kind.ends,
    )
    page, ways = f"/events/{act.event.slug}/companies/{to.id}/groups/{act.meeting.id}", AccessRoutes(to)
    by_itself = to.id == act.host.id and not context["acted"]  # nobody is told its own words as somebody else's
    words = "" if by_itself else context["words"]
    for reader in readers:
        if act.only is not None and reader.email.lower() not in act.only:
            continue
        yield ReaderNews(
            reader.email,
            kind=act.kind.key,
            language=reader.language,
            news=news,
            context={
                **context,
                "me": get_email_names(to),
                "words": words,
                **ways.to(page, reader),
                "addressee": reader.name,
            },
            calendar=_calendar_entry(act, to, reader),
            user_id=reader.user.id if reader.user is not None else None,
        )


def get_guest_topic(meeting_id: int, registration_id: int) -> str:
    """The topic of news about the seat of one firm."""
    return f"meetings:{meeting_id}/{registration_id}"


def _attendees_text(attendees: Sequence[tuple[BilingualCompany, BilingualCompany]]) -> str:
    """In the reader's language, when the letter is written."""
    return describe_attendees(_attendee_labels(attendees))


def _attendee_labels(
    attendees: Iterable[tuple[BilingualCompany, BilingualCompany]],
) -> list[tuple[str, BilingualCompany]]:
    return [(company_label(person), company) for person, company in attendees]


def _invited_parties(meeting: Meeting) -> dict[int, MeetingParty]:
    """Who is invited, by firm."""
    rows = select(MeetingParty).where(MeetingParty.meeting_id == meeting.id, MeetingParty.answer == GuestAnswer.INVITED)
    return {row.registration_id: row for row in db.session.scalars(rows)}


def _answer_context(meeting: Meeting, party: MeetingParty | None) -> dict[str, Any]:
    """By which link a firm answers, and until when."""
    if party is None:
        return {"answer_url": "", "lapses_at": None}
    return {"answer_url": get_invitation_url(meeting, party), "lapses_at": party.expires_at}


def _place_for_kind(place: MeetingPlace, kind: MeetingEmailKind) -> MeetingPlace:
    """Where it is, for the readers of an email: the link is the table's, so it goes to those alone who sit there; who
    has no seat any more is told nothing of where the meeting is now. Who sits there is told besides, with their
    companies."""
    if kind.entry == "request":
        return replace(place, people=())
    return replace(place, video_url="", people=()) if kind.needs_answer else MeetingPlace()


def _acting_company(notice: Notice) -> CompanyNames | None:
    registration_id = notice.details.get("registration")
    return (
        get_email_names(db.session.get_one(Registration, registration_id)) if isinstance(registration_id, int) else None
    )


def _calendar_entry(act: _GroupAct, to: Registration, reader: EmailRecipient) -> str | None:
    """The entry for one reader's calendar, in their language: REQUEST, or CANCEL for a seat that is gone."""
    cancelled, meeting, slot = act.kind.entry == "cancel", act.meeting, act.slot
    if slot is None or act.ends_at is None or not act.kind.entry:
        return None
    settings = current_app.config["SETTINGS"]
    with force_locale(LOCALES[reader.language]):
        entry = Appointment(
            uid=get_uid(meeting.id),
            sequence=meeting.sequence,
            starts_at=slot.starts_at,
            ends_at=act.ends_at,
            changed_at=meeting.changed_at,
            summary=get_group_summary(
                act.about.topic, "" if to.id == act.host.id else company_label(get_email_names(act.host))
            ),
            zone=act.event.zone,
            location=describe_place(act.event, act.place),
            description=describe_entry(
                act.place.video_url,
                list_attendee_names(_attendee_labels(act.attendees)),
                act.place.interpreter,
                so_far=True,
            ),
            url=get_agenda_url(act.event, to.id),
            organizer=get_sender_address(settings.mail_from),
            organizer_name=plain(act.event.name),
            attendee=reader.email,
            cancelled=cancelled,
        )
        return to_ics([entry], method="CANCEL" if cancelled else "REQUEST")
