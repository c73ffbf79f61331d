"""The blueprint of the planner's pages, how they write figures, and what the ids of a problem are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, g
from flask_babel import format_decimal, gettext
from sqlalchemy import select

from app.accounts.permissions import Role
from app.companies.locale_names import get_language_name
from app.companies.wording import company_display_names, company_label
from app.core.db import db
from app.core.localized import Localized
from app.core.web.guards import ScopeResult
from app.core.web.locale import clock, language, local, moment, plain
from app.events.calendar import SlotKind
from app.events.models import Event, Interpreter, Slot, Table
from app.events.scopes import an_event
from app.meetings.queries.lists import MeetingCompany, get_company_names
from app.registrations.models import Representative
from app.registrations.queries.delegation_members import RepresentedCompany
from app.scheduling.drafts import DraftWorth, figures_cost, shown_worth
from app.scheduling.models import ScheduleDraft
from app.scheduling.problem import SchedulingProblem
from app.scheduling.queries.drafts import get_draft
from app.scheduling.wording import fault_words, reason_words, state_label

scheduling = Blueprint("scheduling", __name__)
PLAN_URL = "/events/<slug:event>/schedule"
DRAFT_URL = f"{PLAN_URL}/drafts/<int:number>"
PLANNER_ROLES = (Role.ORGANIZER,)


@scheduling.before_request
def set_tab() -> None:
    """All of the planner's pages lie in one tab."""
    g.tab = "scheduling.plan"


def a_draft(event: str, number: int, **rest: object) -> ScopeResult:
    """The event and its draft of this number; NotFound for none."""
    seen = an_event(event)
    if Role.ORGANIZER not in seen.roles:
        return seen
    return ScopeResult({**seen.arguments, "draft": get_draft(seen.arguments["event"].id, number), **rest}, seen.roles)


@scheduling.app_template_global()
def worth(draft: ScheduleDraft) -> DraftWorth:
    """Value and bound as they are shown."""
    return shown_worth(draft.value, draft.bound, cost=figures_cost(draft.figures))


@scheduling.app_template_global()
def gap_of(draft: ScheduleDraft) -> str:
    """As a percentage, with as many places as it takes to be none of 0."""
    share = worth(draft).gap
    if share is None:
        return "–"
    places = 0 if share == 0 else 2 if share >= 0.0001 else 4
    return f"{format_decimal(round(100 * share, places))} %"


@scheduling.app_template_global()
def number_words(number: int | None) -> str:
    return "–" if number is None else str(format_decimal(number))


scheduling.add_app_template_global(fault_words)
scheduling.add_app_template_global(reason_words)
scheduling.add_app_template_global(state_label, "draft_state")


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A time of a board; ``gap``: the break before it, "" for none."""

    slot: str
    day: date
    time: str
    gap: str = ""


@dataclass(frozen=True)
class ProblemNames:
    """Of one event's problem, in the reader's language. ``tables``: in the order to fill them, with zones."""

    companies: dict[str, MeetingCompany]
    columns: list[BoardColumn]
    tables: dict[str, str]
    zones: dict[str, str]
    times: dict[str, datetime]
    several_days: bool

    def company(self, firm: str) -> str:
        company = self.companies.get(firm)
        return company_display_names(company).first if company is not None else "–"

    def at(self, slot: str) -> str:
        """A time, with its day where there are several."""
        start = self.times.get(slot)
        if start is None:
            return "–"
        return moment(start) if self.several_days else clock(start)

    def table(self, table: str | None) -> str:
        return self.tables.get(table or "", "–" if table else "")


def get_problem_names(event: Event, problem: SchedulingProblem) -> ProblemNames:
    """In four queries."""
    companies = get_company_names({int(company.id) for company in problem.firms})
    rows = select(Table.id, Table.label, Table.zone_en, Table.zone_zh, Table.zone_fr).where(Table.event_id == event.id)
    tables = db.session.execute(rows.order_by(Table.position, Table.id)).all()
    zones = {table.id: table.zone for table in problem.tables}
    called = {
        zones[str(row.id)]: plain(Localized(row.zone_en or "", row.zone_zh or "", row.zone_fr or ""))
        for row in tables
        if str(row.id) in zones
    }
    slots = db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)).all()
    columns = _board_columns(slots)
    return ProblemNames(
        companies={str(registration_id): company for registration_id, company in companies.items()},
        columns=columns,
        tables={str(row.id): row.label for row in tables if str(row.id) in zones},
        zones=called,
        times={str(slot.id): slot.starts_at for slot in slots},
        several_days=len({column.day for column in columns}) > 1,
    )


def _board_columns(slots: Sequence[Slot]) -> list[BoardColumn]:
    columns: list[BoardColumn] = []
    gap = ""
    for slot in slots:
        if slot.kind != SlotKind.MEETING:
            gap = f"{plain(slot.label)} {clock(slot.starts_at)} – {clock(slot.ends_at)}".strip()
            continue
        day = local(slot.starts_at).date()
        joined = bool(columns) and columns[-1].day == day
        columns.append(BoardColumn(str(slot.id), day, clock(slot.starts_at), gap if joined else ""))
        gap = ""
    return columns


def names_by_person(ids: set[int]) -> dict[str, str]:
    names = (Representative.display_name, Representative.name_zh)
    rows = select(Representative.id, *names).where(Representative.id.in_(ids))
    return {
        str(number): company_label(RepresentedCompany(name, name_zh))
        for number, name, name_zh in db.session.execute(rows)
    }


def names_by_interpreter(event_id: int) -> dict[str, str]:
    rows = select(Interpreter.id, Interpreter.name).where(Interpreter.event_id == event_id)
    return {str(interpreter_id): name for interpreter_id, name in db.session.execute(rows)}


def need_words(needs: Iterable[str]) -> str:
    """Between which languages somebody must interpret, of what a problem names so: French – Chinese / English."""
    return str(gettext(", ")).join(
        " – ".join(
            " / ".join(get_language_name(code, language()) for code in side.split("+"))
            for side in need.split("~")
            if side
        )
        for need in needs
    )
