"""Emails about meetings: one to each person who reads mail for the company that must know; also of the table that it
keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db, now
from app.core.digest_schedule import NewsItem, is_urgent
from app.core.errors import Invalid
from app.core.localized import Localized
from app.core.mail import create_email
from app.core.mail.calendar_entries import drop_lines
from app.core.mail.digests import ReaderNews, notify_readers
from app.core.models import DigestLine, Notice
from app.core.web.locale import LOCALES, moment
from app.events.models import Event, Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.lifecycle import MeetingState
from app.meetings.mails.calendar_entries import (
    MeetingPlace,
    get_meeting_end,
    get_meeting_place,
    get_moved_from,
    render_invitation,
)
from app.meetings.mails.kinds import MEETING_EMAILS, MeetingEmailKind
from app.meetings.models import Meeting
from app.meetings.policy import MeetingAct, refusals
from app.meetings.queries.history import get_arranger_name, get_arranging_organisations, get_organisation_names
from app.meetings.queries.policy import load_own_facts
from app.meetings.queries.proposals import get_shared_reason, list_proposed_slots
from app.meetings.queries.signed_links import get_answer_url, get_time_url
from app.meetings.signals import MeetingNews
from app.registrations.acting_company import acting_registration_id
from app.registrations.company_links import AccessRoute
from app.registrations.models import Registration
from app.registrations.queries.company_links import AccessRoutes
from app.registrations.queries.registrations import EmailRecipient, list_recipients, list_recipients_by_company


def get_time_source(event: Event, meeting: Meeting) -> str:
    """Who gives an agreed meeting its time: ``firms`` choose it now, or it comes once the ``timetable`` is out.

    Empty for a meeting that needs none.
    """
    if meeting.state != MeetingState.AGREED:
        return ""
    books = is_allowed(Phase(event.phase), EventAct.BOOK, BookingMode(event.booking_mode))
    return "firms" if books else "timetable"


def get_meeting_path(event: Event, registration_id: int, meeting: Meeting) -> str:
    """The path for the reader: the times of the meeting where the firms choose one, else the firm’s requests."""
    company = f"/events/{event.slug}/companies/{registration_id}"
    chooses = get_time_source(event, meeting) == "firms"
    return f"{company}/meetings/{meeting.id}/time" if chooses else f"{company}/requests"


NOT_NEEDED = "not_needed"
"""Why nobody interprets from now on: both sides speak one language by now."""


def write_emails(news: MeetingNews) -> None:
    """Write to everybody who reads mail for a company that something happened to its meeting with the other one.

    Who acted for a company without being one of it is named. An address that no email can go to is passed over: it must
    not undo the act.
    """
    meeting, companies = news.meeting, news.companies
    act = _MeetingAct(
        news,
        meeting,
        db.session.get_one(Event, meeting.event_id),
        get_meeting_place(meeting),
        cache(partial(get_meeting_end, meeting)),
        get_acting_organisation(news.notice),
        companies.get(acting_registration_id(news.notice.details) or 0),
    )
    readers = list_recipients_by_company([companies[registration_id] for registration_id in news.kinds])
    items = [
        each
        for registration_id, kind in news.kinds.items()
        for each in _iter_reader_news(
            act,
            companies[registration_id],
            companies[meeting.high_id if registration_id == meeting.low_id else meeting.low_id],
            MEETING_EMAILS[f"meeting.{kind}"],
            readers[registration_id],
        )
    ]
    notify_readers(news.notice, items, event=act.event)


@dataclass(frozen=True, slots=True)
class _MeetingAct:
    """What has happened, whoever is told of it; ``ends``: when it ends that begins with a slot; ``body``: who did it,
    where that is no company, and ``in_name_of`` which."""

    news: MeetingNews
    meeting: Meeting
    event: Event
    place: MeetingPlace
    ends: Callable[[Slot], datetime]
    body: Localized | None
    in_name_of: Registration | None


def get_acting_organisation(notice: Notice) -> Localized | None:
    """The organisation that acted, for a firm or for none; None where a firm did so itself."""
    return get_organisation_names([notice.organisation_id]).get(notice.organisation_id or 0)


def _iter_reader_news(
    act: _MeetingAct, to: Registration, about: Registration, kind: MeetingEmailKind, readers: Iterable[EmailRecipient]
) -> Iterator[ReaderNews]:
    """What is said to each who reads for a firm."""
    event, meeting, slot = act.event, act.meeting, act.news.slot
    if (kind.says_where or kind.link or kind.key == "meeting.asked_for_you") and meeting.slot_id is not None:
        slot = db.session.get(Slot, meeting.slot_id)
    context, news = _make_context(act, to, about, kind, slot), _make_news(act, kind, slot)
    page, ways = get_meeting_path(event, to.id, meeting), AccessRoutes(to)
    for reader in readers:
        yield ReaderNews(
            reader.email,
            kind=kind.key,
            language=reader.language,
            news=news,
            context={**context, **ways.to(page, reader), "addressee": reader.name},
            calendar=_make_invitation(act, slot, to, about, kind, reader),
            user_id=reader.user.id if reader.user is not None else None,
        )


def _make_context(
    act: _MeetingAct, to: Registration, about: Registration, kind: MeetingEmailKind, slot: Slot | None
) -> dict[str, Any]:
    """What the template says to every reader of a firm."""
    event, meeting, place = act.event, act.meeting, act.place
    ends_at = act.ends(slot) if slot is not None and (meeting.length > 1 or act.news.ended is not None) else None
    before = get_moved_from(act.news.slot, act.news.ended, slot, ends_at)
    return {
        "me": get_email_names(to),
        "other": get_email_names(about),
        "at": slot.starts_at if slot is not None else None,
        "until": ends_at if meeting.length > 1 or (before is not None and before.same_start) else None,
        "says_where": kind.says_where,
        "table": place.table,
        "place": place,
        "words": _get_message(meeting, kind.key),
        "arranger": get_arranger_name(meeting) if meeting.arranged_by is not None else "",
        "why": act.news.why,
        "instead_of": act.news.instead_of,
        "was_booked": act.news.slot is not None,
        "before": before,
        "voices": act.news.interpreters,
        "acted": act.body or "",
        "in_name_of": get_email_names(act.in_name_of)
        if _names_actor(act, kind) and act.in_name_of is not None
        else None,
        "time_from": get_time_source(event, meeting),
        "may_ask_again": not refusals(load_own_facts(event, MeetingAct.REQUEST)),
        "times": [act.news.offered] if act.news.offered else _list_proposed(act) if kind.link == "answer" else [],
        "moments_of": _format_moments,
        "priority": meeting.priority,
        "lapses_at": meeting.expires_at if kind.link == "answer" else None,
        "reason": get_shared_reason(meeting) if kind.key == "meeting.declined" else "",
        "answer_url": get_answer_url(meeting) if kind.link == "answer" else "",
        "time_url": get_time_url(meeting) if kind.link == "time" else "",
    }


def _names_actor(act: _MeetingAct, kind: MeetingEmailKind) -> bool:
    """Whether the letter says that somebody else acted for the firm; who called off what was arranged is private."""
    private = act.meeting.arranged_by is not None and kind.key == "meeting.cancelled"
    return act.body is not None and kind.names_actor and not private


def _list_proposed(act: _MeetingAct) -> list[tuple[datetime, datetime | None]]:
    """When each of the proposed times begins, and when it ends of a meeting of several slots."""
    is_longer = act.meeting.length > 1
    return [(slot.starts_at, act.ends(slot) if is_longer else None) for slot in list_proposed_slots(act.meeting)]


def _format_moments(times: Iterable[tuple[datetime, datetime | None]]) -> list[str]:
    """In the reader's language."""
    return [moment(starts_at, until) for starts_at, until in times]


def _make_news(act: _MeetingAct, kind: MeetingEmailKind, slot: Slot | None) -> NewsItem:
    """``unplaced`` needs an answer where the firms choose the next time themselves."""
    urgent = any(
        is_urgent(known_slot.starts_at, now()) for known_slot in (slot, act.news.slot) if known_slot is not None
    )
    return NewsItem(
        topic=f"meetings:{act.meeting.id}",
        needs_answer=kind.needs_answer
        or (kind.key == "meeting.unplaced" and get_time_source(act.event, act.meeting) == "firms"),
        urgent=urgent,
        has_time=kind.key in ("meeting.accepted", "meeting.booked") and slot is not None,
        together=act.news.together,
        ends=kind.ends,
        settles=act.news.settles and not act.event.rehearsal,
    )


def notify_arranger(notice: Notice, meeting: Meeting, *, declined_by: Registration, other: Registration) -> None:
    """Write to who arranged a meeting which company declined it, and its reason; the page that
    it names is of a company that they act for."""
    arranger = db.session.get(User, meeting.arranged_by) if meeting.arranged_by is not None else None
    if arranger is None or not arranger.email or arranger.disabled_at is not None or arranger.id == notice.user_id:
        return
    event = db.session.get_one(Event, meeting.event_id)
    base, body = current_app.config["SETTINGS"].base_url, get_arranging_organisations([meeting.id]).get(meeting.id)
    brought = other.delegation is not None and body is not None and other.delegation.organisation_id == body.id
    seen_at = other if brought else declined_by
    context = {
        "addressee": arranger.name,
        "me": get_email_names(declined_by),
        "other": get_email_names(other),
        "words": meeting.reply or "",
        "way": AccessRoute.ACCOUNT,
        "url": f"{base}/events/{event.slug}/companies/{seen_at.id}/requests",
    }
    with suppress(Invalid):
        create_email(
            notice,
            arranger.email,
            kind="meeting.arrangement_declined",
            language=arranger.locale or "en",
            context=context,
            event=event,
            user=arranger,
        )


def _get_message(meeting: Meeting, kind: str) -> str:
    """What one side wrote; why an arranged meeting was declined is for who arranged it alone."""
    if kind in ("meeting.asked", "meeting.asked_for_you", "meeting.arranged"):
        return meeting.message or ""
    if kind == "meeting.reminder":  # the message is the reader's own once the other side has countered
        return meeting.reply or (meeting.message if meeting.awaiting_id != meeting.asker_id else "") or ""
    if kind not in ("meeting.countered", "meeting.declined", "meeting.cancelled"):
        return ""  # what was written before is not said by this act
    return "" if meeting.arranged_by is not None else meeting.reply or ""


@dataclass(frozen=True, slots=True)
class CompanyNames:
    """A party's names, which each reader meets in the order of their language."""

    name: str
    name_zh: str | None = None


def get_email_names(registration: Registration) -> CompanyNames:
    """What a firm is called in letters."""
    company = registration.company
    return (
        CompanyNames(company.name, company.name_zh)
        if company is not None
        else CompanyNames(registration.institution or "")
    )


def _make_invitation(
    act: _MeetingAct,
    slot: Slot | None,
    to: Registration,
    about: Registration,
    kind: MeetingEmailKind,
    reader: EmailRecipient,
) -> str | None:
    """The entry for one reader's calendar, in their language."""
    if slot is None:
        return None
    with force_locale(LOCALES[reader.language]):
        return render_invitation(
            act.meeting,
            slot,
            to,
            about,
            act.event,
            ends_at=act.ends(slot),
            place=act.place,
            kind=kind,
            reader=reader.email,
        )


def notify_table_change(
    notice: Notice, company: Registration, event: Event, labels: Mapping[int, str], *, before: int | None
) -> None:
    """Write to everybody who reads mail for the company which table it keeps, and which it kept ``before`` (None:
    none), of all by id their ``labels``; with what else happens now, in one email. Of what waits for a reader still,
    nothing but what has come of it is told, and nothing at all where it came to nothing."""
    ways, page, topic = (
        AccessRoutes(company),
        f"/events/{event.slug}/companies/{company.id}/agenda",
        f"registrations:{company.id}:table",
    )
    waiting, current_table, news = _get_waiting_news(event.id, topic), company.home_table_id, []
    for reader in list_recipients(company):
        lines = waiting.get(reader.email.lower(), [])
        known = lines[0][1] if lines else before
        drop_lines([line for line, _before in lines])
        if lines and known == current_table:
            continue
        context = {
            "me": get_email_names(company),
            "table": labels.get(current_table or 0, ""),
            "before": labels.get(known or 0, ""),
        }
        news.append(
            ReaderNews(
                reader.email,
                kind="firm.table",
                language=reader.language,
                news=NewsItem(topic=topic, together=True, settles=True),
                context={**context, **ways.to(page, reader), "addressee": reader.name},
                calendar=None,
                user_id=reader.user.id if reader.user is not None else None,
            )
        )
    notify_readers(notice, news, event=event)


def _get_waiting_news(event_id: int, topic: str) -> dict[str, list[tuple[DigestLine, int | None]]]:
    """By reader the news of this table that have not left, the oldest first, each with the table kept before."""
    rows = (
        select(DigestLine, Notice.details)
        .join(Notice, Notice.id == DigestLine.notice_id)
        .where(DigestLine.event_id == event_id, DigestLine.topic == topic, DigestLine.state == "waiting")
        .order_by(DigestLine.id)
    )
    result: dict[str, list[tuple[DigestLine, int | None]]] = {}
    for line, details in db.session.execute(rows):
        result.setdefault(line.recipient, []).append((line, details.get("before")))
    return result
