"""A delegation's programme as a PDF: its days, its buses, and each member firm's meetings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import reduce
from typing import Any, Final

from flask import g
from flask_babel import force_locale, gettext, ngettext

from app.accounts.models import Organisation
from app.companies.names.spellings import BilingualCompany
from app.companies.wording import company_display_names
from app.core.db import db, now
from app.core.files import store_export
from app.core.localized import Localized
from app.core.models import StoredFile
from app.core.web.locale import LOCALES, brief_day, clock, language, local, long_day, moment, plain
from app.documents.pdf import to_pdf
from app.events.models import Event
from app.meetings.lifecycle import PLACED
from app.meetings.mails.invitations import within
from app.meetings.queries import lists
from app.meetings.queries.hours import Hours, hours_of
from app.meetings.queries.rounds import RoundRow, rounds_at
from app.meetings.wording import sitters_said
from app.registrations.models import Delegation, Registration, VisitBlock
from app.registrations.queries.firms import firms_of_delegation
from app.registrations.queries.party import Leader, leaders_of
from app.registrations.queries.programme import Entry, days_of
from app.registrations.wording import bus_words, pickup_words

TEMPLATE: Final = "meetings/programme.typ"


def programme_pdf(event: Event, delegation: Delegation, spoken: str) -> bytes:
    """For who reads ``spoken`` (en, zh or fr), with Chinese beside it, or English beside Chinese. Raises PdfFailed."""
    g.event = event
    with force_locale(LOCALES[spoken]):
        data = _data(event, delegation)
    return to_pdf(TEMPLATE, data, language=spoken, made_at=now())


def keep_programme(event: Event, delegation: Delegation, spoken: str, *, user_id: int | None) -> StoredFile:
    """The PDF as a file that this user may fetch for a quarter of an hour."""
    content, name = programme_pdf(event, delegation, spoken), file_name(delegation)
    return store_export(content, name=name, media_type="application/pdf", user_id=user_id, event_id=event.id)


def file_name(delegation: Delegation) -> str:
    return f"programme-{delegation.event.slug}-{delegation.id}.pdf"


def _data(event: Event, delegation: Delegation) -> dict[str, Any]:
    """What the template sets, in the reader's language and the other one."""
    as_of = gettext("as of %(when)s", when=moment(now()))
    return {
        "title": plain(delegation.name),
        "second": _other(delegation.name),
        "event": plain(event.name),
        "event-second": _other(event.name),
        "facts": list(_facts(event, delegation)),
        "words": _words(),
        "days": [_day(day, entries) for day, entries in days_of(event, delegation)],
        "firms": _firms(event, delegation),
        "nothing": gettext("Nothing besides meetings."),
        "nothing-booked": gettext("Nothing booked yet."),
        "foot": f"{plain(delegation.name)} · {as_of}",
    }


def _words() -> dict[str, Any]:
    return {
        "programme": _both(lambda: gettext("Programme of the delegation")),
        "days": _both(lambda: gettext("Programme")),
        "firms": _both(lambda: gettext("Meetings of each firm")),
        "columns": [
            " ".join(_both(act))
            for act in (
                lambda: gettext("Time"),
                lambda: gettext("Table"),
                lambda: gettext("Partner"),
                lambda: gettext("People"),
            )
        ],
    }


def _facts(event: Event, delegation: Delegation) -> Iterator[tuple[str, str]]:
    chamber = db.session.get_one(Organisation, delegation.organisation_id)
    led = leaders_of([delegation])[delegation.id]
    days = [one.day for one in event.days]
    place = reduce(within, filter(None, (plain(event.venue), plain(event.city))), "")
    stay = " – ".join(moment(at) if at else "…" for at in (delegation.arrives_at, delegation.departs_at))
    told = (
        (gettext("Days"), " – ".join(dict.fromkeys(long_day(day) for day in (days[0], days[-1]))) if days else ""),
        (gettext("Place"), place),
        (gettext("Stay"), stay if delegation.arrives_at or delegation.departs_at else ""),
        (gettext("Head of the delegation"), _leader(led.get("head"))),
        (gettext("Deputy head"), _leader(led.get("deputy"))),
        (gettext("Chamber"), plain(chamber.name)),
    )
    yield from ((word, what) for word, what in told if what)


def _leader(one: Leader | None) -> str:
    parts = (one.name, one.name_zh, plain(one.titles)) if one is not None else ()
    return str(gettext(", ")).join(filter(None, parts))


def _day(day: date, entries: Sequence[Entry]) -> dict[str, Any]:
    first, second = _both(lambda: long_day(day))
    return {"day": first, "second": second, "lines": [_line(one) for one in entries]}


def _line(one: Entry) -> dict[str, Any]:
    title, place = (one.visit.title, one.visit.where) if one.visit else _held(one)
    told = [plain(place)]
    if one.visit is not None:
        told += [_pickup(one.visit), *_whom(one), one.visit.note or ""]
    return {
        "time": _span(one.starts_at, one.ends_at),
        "title": plain(title),
        "second": _other(title),
        "told": " · ".join(" ".join(part.split()) for part in told if part),
        "own": one.visit is not None,
    }


def _pickup(visit: VisitBlock) -> str:
    return pickup_words(visit.pickup_at, visit.pickup_place)


def _held(one: Entry) -> tuple[Localized, Localized]:
    return (one.item.title, one.item.place) if one.item is not None else (Localized(), Localized())


def _whom(one: Entry) -> Iterator[str]:
    if one.visit is not None and one.visit.sign_up:
        yield ngettext("%(num)d person signed up", "%(num)d people signed up", one.people)
    elif one.only is None:
        yield gettext("all members")
    else:
        yield ngettext("%(num)d member", "%(num)d members", len(one.only))
    for bus, count in (one.riders or {}).items():
        if not count:
            continue
        yield ngettext("bus %(name)s, %(num)d person", "bus %(name)s, %(num)d people", count, name=bus)


def _firms(event: Event, delegation: Delegation) -> list[dict[str, Any]]:
    firms = firms_of_delegation(delegation)
    rows = lists.meetings_of_delegation(delegation.id, *PLACED)
    hours = hours_of(event, delegation.group_id, delegation.id, [firm.id for firm in firms])
    rounds = rounds_at([firm.id for firm in firms])
    times = [at for at in (*(row.starts_at for row in rows), *(row.starts_at for row in rounds)) if at is not None]
    times += [visit.starts_at for firm in firms for visit in hours.visits_for(firm)]
    several = len({local(at).date() for at in times}) > 1
    return [_firm(firm, rows, rounds, hours, several=several) for firm in firms]


def _firm(
    firm: Registration, rows: list[lists.MeetingRow], rounds: list[RoundRow], hours: Hours, *, several: bool
) -> dict[str, Any]:
    mine = [row for row in rows if firm.id in (row.asker.registration_id, row.asked.registration_id)]
    lines = [(row.starts_at, _meeting(row, firm.id, several=several)) for row in mine if row.starts_at is not None]
    lines += [
        (row.starts_at, _round(row, firm.id, several=several))
        for row in rounds
        if row.starts_at is not None and row.holds_time_of(firm.id)
    ]
    lines += [
        (visit.starts_at, _visit(visit, hours.buses.get((visit.id, firm.id), ()), several=several))
        for visit in hours.visits_for(firm)
    ]
    both = company_display_names(firm.company) if firm.company is not None else None
    return {
        "name": both.first if both else "",
        "second": both.second if both else "",
        "people": gettext(", ").join(_person(one) for one in firm.representatives),
        "lines": [line for _at, line in sorted(lines, key=lambda one: one[0])],
    }


def _meeting(row: lists.MeetingRow, registration_id: int, *, several: bool) -> dict[str, Any]:
    both = company_display_names(row.other_than(registration_id))
    return {
        "time": _when(row.starts_at, row.ends_at, several=several),
        "table": row.table,
        "partner": both.first,
        "second": both.second,
        "people": _with_link(gettext(", ").join(row.people), row.video_url),
        "own": False,
    }


def _round(row: RoundRow, registration_id: int, *, several: bool) -> dict[str, Any]:
    host = None if row.is_host(registration_id) else company_display_names(row.host)
    return {
        "time": _when(row.starts_at, row.ends_at, several=several),
        "table": row.table,
        "partner": row.topic,
        "second": host.first if host is not None else gettext("Group meeting"),
        "people": _with_link(sitters_said((one.name, one.firm) for one in row.sitters), row.video_url),
        "own": False,
    }


def _with_link(people: str, online: str) -> str:
    """Who sits there, and at which address others join."""
    return " · ".join(part for part in (people, _online(online)) if part)


def _online(address: str) -> str:
    return gettext("Online: %(address)s", address=address) if address else ""


def _visit(visit: VisitBlock, buses: Sequence[str], *, several: bool) -> dict[str, Any]:
    return {
        "time": _when(visit.starts_at, visit.ends_at, several=several),
        "table": "",
        "partner": plain(visit.title),
        "second": _other(visit.title),
        "people": " · ".join(part for part in (plain(visit.where), _pickup(visit), bus_words(buses)) if part),
        "own": True,
    }


def _when(starts: datetime | None, ends: datetime | None, *, several: bool) -> str:
    if starts is None or ends is None:
        return ""
    return f"{brief_day(local(starts))}, {_span(starts, ends)}" if several else _span(starts, ends)


def _span(starts: datetime, ends: datetime) -> str:
    return f"{clock(starts)} – {clock(ends)}"


def _person(one: BilingualCompany) -> str:
    """Both names, the one in the reader's script first."""
    both = company_display_names(one)
    return f"{both.first} {both.second}".strip()


def _both(act: Callable[[], str]) -> tuple[str, str]:
    """In the reader's language, and in Chinese; in English for who reads Chinese."""
    other = "en" if language() == "zh" else "zh"
    first = str(act())
    with force_locale(LOCALES[other]):
        return first, str(act())


def _other(text: Localized) -> str:
    """The same in Chinese (in English for who reads Chinese), "" where that is what stands first or is not known."""
    found = text.exactly("en" if language() == "zh" else "zh")
    return found if found != plain(text) else ""
