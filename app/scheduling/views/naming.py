"""What the ids of a problem are called: firms, times, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext
from sqlalchemy import select

from app.companies.wording import company_display_names, company_label
from app.core.db import db
from app.core.localized import Localized
from app.core.web.locale import clock, language, local, moment, plain
from app.events.calendar import SlotKind
from app.events.models import Event, Interpreter, Slot, Table
from app.meetings.queries.lists import Firm
from app.meetings.queries.parties import names_of
from app.registrations.models import Representative
from app.registrations.places import language_name
from app.registrations.queries.party import Firm as Person
from app.scheduling.problem import Problem


@dataclass(frozen=True, slots=True)
class Column:
    """A time of a board; ``gap``: the break before it, "" for none."""

    slot: str
    day: date
    time: str
    gap: str = ""


@dataclass(frozen=True)
class Names:
    """Of one event's problem, in the reader's language. ``tables``: in the order to fill them, with zones."""

    firms: dict[str, Firm]
    columns: list[Column]
    tables: dict[str, str]
    zones: dict[str, str]
    times: dict[str, datetime]
    several_days: bool

    def firm(self, firm: str) -> str:
        found = self.firms.get(firm)
        return company_display_names(found).first if found is not None else "–"

    def at(self, slot: str) -> str:
        """A time, with its day where there are several."""
        found = self.times.get(slot)
        if found is None:
            return "–"
        return moment(found) if self.several_days else clock(found)

    def table(self, table: str | None) -> str:
        return self.tables.get(table or "", "–" if table else "")


def names_in(event: Event, problem: Problem) -> Names:
    """In four queries."""
    firms = names_of({int(firm.id) for firm in problem.firms})
    rows = select(Table.id, Table.label, Table.zone_en, Table.zone_zh, Table.zone_fr).where(Table.event_id == event.id)
    tables = db.session.execute(rows.order_by(Table.position, Table.id)).all()
    zones = {table.id: table.zone for table in problem.tables}
    called = {
        zones[str(row.id)]: plain_zone(row.zone_en, row.zone_zh, row.zone_fr) for row in tables if str(row.id) in zones
    }
    slots = db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)).all()
    columns = _columns(slots)
    return Names(
        firms={str(one): firm for one, firm in firms.items()},
        columns=columns,
        tables={str(row.id): row.label for row in tables if str(row.id) in zones},
        zones=called,
        times={str(slot.id): slot.starts_at for slot in slots},
        several_days=len({column.day for column in columns}) > 1,
    )


def plain_zone(en: str | None, zh: str | None, fr: str | None) -> str:
    return plain(Localized(en or "", zh or "", fr or ""))


def _columns(slots: Sequence[Slot]) -> list[Column]:
    found: list[Column] = []
    gap = ""
    for slot in slots:
        if slot.kind != SlotKind.MEETING:
            gap = f"{plain(slot.label)} {clock(slot.starts_at)} – {clock(slot.ends_at)}".strip()
            continue
        day = local(slot.starts_at).date()
        joined = bool(found) and found[-1].day == day
        found.append(Column(str(slot.id), day, clock(slot.starts_at), gap if joined else ""))
        gap = ""
    return found


def people_called(ids: set[int]) -> dict[str, str]:
    names = (Representative.display_name, Representative.name_zh)
    rows = select(Representative.id, *names).where(Representative.id.in_(ids))
    return {str(number): company_label(Person(name, name_zh)) for number, name, name_zh in db.session.execute(rows)}


def interpreters_called(event_id: int) -> dict[str, str]:
    rows = select(Interpreter.id, Interpreter.name).where(Interpreter.event_id == event_id)
    return {str(row[0]): row[1] for row in db.session.execute(rows)}


def need_words(needs: Iterable[str]) -> str:
    """Between which languages somebody must interpret, of what a problem names so: French – Chinese / English."""
    return str(gettext(", ")).join(
        " – ".join(
            " / ".join(language_name(code, language()) for code in side.split("+")) for side in need.split("~") if side
        )
        for need in needs
    )
