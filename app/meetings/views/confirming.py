"""What goes with a time before it is confirmed: the hour at home, the table, the language, who sits, and where from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext
from flask_login import current_user
from sqlalchemy import select

from app.companies.wording import company_label
from app.core.clock import Span
from app.core.db import db
from app.core.web.locale import brief_day, clock, language, local, moment, plain, zone_city
from app.events.models import Event, Table
from app.meetings.availability import Option
from app.meetings.board import Board, Party
from app.meetings.interpreting import Need, Voice, languages_for, need_of
from app.meetings.placing import Seat
from app.meetings.queries.boards import Hall
from app.registrations.models import Representative
from app.registrations.places import language_name
from app.registrations.queries.party import Firm

FACTS = ("time", "theirs", "table", "language", "who", "before")
"""In the order of the card; ``named`` goes with them, for the button: the time with its day in an event of several."""

Facts = Mapping[str, str]
"""Of one time what the card tells, in words; "" for what there is nothing to tell of."""


def facts_of(event: Event, mine: int, other: int, hall: Hall, free: Collection[Option]) -> dict[int | None, Facts]:
    """By slot, for the firm ``mine``; None: while no time is chosen."""
    parties = hall.parties[mine], hall.parties[other]
    seats = {one.slot_id: one.seat for one in free if one.seat is not None}
    tables, people = _tables(event.id), _names({seat.representative_id for seat in seats.values()})
    several = len(event.days) > 1
    told: dict[int | None, Facts] = {None: {"language": _language(hall.board, parties, None)}}
    for slot_id, seat in seats.items():
        span = Span(hall.board.spans[slot_id].start, hall.board.spans[seat.slot_ids[-1]].end)
        told[slot_id] = {
            "time": _time(event, span),
            "theirs": _elsewhere(event, span),
            "table": tables.get(seat.table_id, ""),
            "language": _language(hall.board, parties, seat),
            "who": people.get(seat.representative_id, ""),
            "before": _before(event, hall.board, seat, span.start, tables),
            **({"named": moment(span.start, span.end if len(seat.slot_ids) > 1 else None)} if several else {}),
        }
    return told


def _tables(event_id: int) -> dict[int, str]:
    rows = db.session.execute(select(Table.id, Table.label).where(Table.event_id == event_id))
    return {row[0]: row[1] for row in rows}


def _names(people: Collection[int]) -> dict[int, str]:
    if not people:
        return {}
    names = (Representative.display_name, Representative.name_zh)
    chosen = select(Representative.id, *names).where(Representative.id.in_(people))
    return {number: company_label(Firm(name or "", name_zh)) for number, name, name_zh in db.session.execute(chosen)}


def _time(event: Event, span: Span) -> str:
    several = len(event.days) > 1
    said = moment(span.start, span.end) if several else clock(span.start, span.end)
    return str(gettext("%(time)s in %(place)s", time=said, place=plain(event.city) or zone_city(event.zone)))


def _elsewhere(event: Event, span: Span) -> str:
    """The same hour on the reader's own clock, "" where that is the event's."""
    own = getattr(current_user, "zone", None)
    if not own or own == event.zone:
        return ""
    start, here = span.start.astimezone(ZoneInfo(own)), local(span.start)
    city = zone_city(own)
    if start.utcoffset() == here.utcoffset():
        return str(gettext("the same hour in %(city)s", city=city))
    there = f"{clock(start.time())}–{clock(span.end.astimezone(ZoneInfo(own)).time())}"
    if start.date() != here.date():
        there = str(gettext("%(day)s, %(time)s", day=brief_day(start.date()), time=there))
    return str(gettext("%(time)s in %(place)s", time=there, place=city))


def _language(board: Board, parties: tuple[Party, Party], seat: Seat | None) -> str:
    """In what the two speak, and whether somebody interprets."""
    sitting = (seat.representative_id, seat.their_representative_id) if seat is not None else (0, 0)
    one, other = (party.speech_of(person) for party, person in zip(parties, sitting, strict=True))
    if (need := need_of(one, other)) is None:
        return _listed(one.languages & other.languages)
    voice = _voice(board, parties, need, seat)
    between = _listed(languages_for([need], voice.languages if voice is not None else frozenset()))
    if seat is not None and voice is not None:
        return str(gettext("%(languages)s, an interpreter comes with it", languages=between))
    if voice is not None:
        return str(gettext("%(languages)s, an interpreter is booked with the time", languages=between))
    return str(gettext("%(languages)s: an interpreter is needed, and the event has none yet", languages=between))


def _voice(board: Board, parties: tuple[Party, Party], need: Need, seat: Seat | None) -> Voice | None:
    """Who interprets then; while no time is chosen, somebody who could."""
    if seat is not None:
        return next((one for one in board.voices if one.id == seat.interpreter_id), None)
    firms = {party.registration_id for party in parties}
    return next((one for one in board.voices if one.serves(firms) and need.is_met_by(one.languages)), None)


def _listed(codes: Collection[str]) -> str:
    names = [language_name(code, language()) for code in sorted(codes)]
    return str(format_list(names, locale=get_locale() or "en"))


def _before(event: Event, board: Board, seat: Seat, start: datetime, tables: Mapping[int, str]) -> str:
    """Where who sits there comes from on that day; "" where nobody of the firm sat anywhere."""
    ended = [
        (board.spans[slot], board.table_of[meeting])
        for slot, meeting in board.meetings_of(seat.representative_id).items()
        if slot in board.spans and meeting in board.table_of and board.spans[slot].end <= start
    ]
    ended = [one for one in ended if local(one[0].start).date() == local(start).date()]
    if not ended:
        return ""
    span, table = max(ended)
    at = {"time": clock(span.start), "table": tables.get(table, "")}
    if table == seat.table_id:
        return str(gettext("%(time)s at %(table)s, the same table", **at))
    if board.zones.get(table, "") == board.zones.get(seat.table_id, "") or not event.walk_minutes:
        return str(gettext("%(time)s at %(table)s", **at))
    return str(
        ngettext(
            "%(time)s at %(table)s, %(num)d minute away",
            "%(time)s at %(table)s, %(num)d minutes away",
            event.walk_minutes,
            **at,
        )
    )
