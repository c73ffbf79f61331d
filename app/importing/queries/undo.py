"""What undoing an import would take back, and which companies it would leave because somebody has edited or used
them since; rows as plain values, by which that is recognised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ForeignKeyConstraint, Table, or_, select

from app.companies.models import Company, CompanyMarket, CompanyProduct, CompanySector
from app.core.db import Model, db
from app.core.models import Notice
from app.registrations.models import CompanyLink, ImportBatch, Registration, Representation, Representative
from app.registrations.queries.reach import list_invitations_on_hold
from app.registrations.states import RegistrationState


def to_json_value(value: Any) -> Any:
    """A value that survives JSON; instants and days become text."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def snapshot_row(row: Any) -> dict[str, Any]:
    """Column → plain value of a whole row."""
    return {column.name: to_json_value(getattr(row, column.name)) for column in row.__table__.columns}


EDIT_NOTICE_KINDS: Final = ("registration.answers_saved", "profile.saved", "company.saved")
"""Kinds of notices that tell of an edit by hand."""
MODEL_BY_TABLE: Final[dict[str, Any]] = {
    "companies": Company,
    "company_sectors": CompanySector,
    "company_markets": CompanyMarket,
    "company_products": CompanyProduct,
    "registrations": Registration,
    "representatives": Representative,
    "representations": Representation,
}

DEPENDENT_TABLES: Final = ("export_rows", "shown_lists", "suggestions")
"""Tables that only tell of a company, by its ``registration_id``, ``other_id`` or ``representative_id``: they keep
nothing from going, and go with it."""
IGNORED_TABLES: Final = frozenset({"firm_links", "company_distinct", "company_vectors", *DEPENDENT_TABLES})
"""Tables that keep no company from going; that it is not the same as another one is of no use without it, nor is what
its texts mean."""


@dataclass(frozen=True, slots=True)
class CompanyNotUndone:
    """A company that an undo leaves. ``reason``: ``later_import`` (which has to be undone first), ``edited`` (or gone),
    ``link_used``, ``in_use`` by a meeting or the like; ``meetings_freed``: it was cancelled, and its meetings ended
    with that. ``rows``: (sheet, row) of the import; none for a company that no row names."""

    rows: tuple[tuple[str, int], ...]
    registration_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """``going``: the records of ``ImportBatch.written`` that can be taken back, last first; ``returning``: the
    registrations that it cancelled and that stand again afterwards; ``people_returning``: whom it removed, and who
    stand for their companies again; ``edited_beside``: those among ``going`` of which
    somebody edited what the import had not written: that stays."""

    going: tuple[dict[str, Any], ...]
    staying: tuple[CompanyNotUndone, ...]
    returning: tuple[int, ...] = ()
    people_returning: tuple[int, ...] = ()
    edited_beside: tuple[int, ...] = ()

    @property
    def rows_going(self) -> int:
        return sum(len(record["rows"]) for record in self.going)


def plan_undo(batch: ImportBatch) -> UndoPlan:
    """Judges each firm that the import wrote; a firm goes as a whole or stays as a whole."""
    companies = batch.written.get("firms", [])
    now_there = {
        name: _rows_by_id(model, {int(number) for company in companies for number in company["after"].get(name, {})})
        for name, model in MODEL_BY_TABLE.items()
    }
    links = _used_links([company["registration"] for company in companies])
    reasons = {
        at: reason for at, company in enumerate(companies) if (reason := _touched_reason(company, now_there, links))
    }
    _spread_in_use(companies, reasons)
    later = _changed_by_later_imports(batch, companies)
    reasons = {
        at: "later_import" if companies[at]["registration"] in later else reason for at, reason in reasons.items()
    }
    going = tuple(company for at, company in reversed(list(enumerate(companies))) if at not in reasons)
    staying = tuple(
        CompanyNotUndone(
            tuple((sheet, row) for sheet, row in companies[at]["rows"]), companies[at]["registration"], reasons[at]
        )
        for at in sorted(reasons)
    )
    returning, ended = _cancelled_registrations(batch)
    beside = _edited_since(batch, [company["registration"] for company in going if company["before"]])
    return UndoPlan(going, (*staying, *ended), returning, list_returning_people(batch), beside)


def list_returning_people(batch: ImportBatch) -> tuple[int, ...]:
    """Whom the import removed, but for those whose meetings others took, and those who were erased since."""
    removed_ids = {removal["person"] for removal in batch.written.get("removed", []) if not removal["handed_on"]}
    there = select(Representative.id).where(Representative.id.in_(removed_ids), Representative.erased_at.is_(None))
    return tuple(sorted(db.session.scalars(there))) if removed_ids else ()


def _changed_by_later_imports(batch: ImportBatch, companies: Iterable[dict[str, Any]]) -> set[int]:
    """The registrations of these firms that a later import wrote to, and that was not undone."""
    ours = {company["registration"] for company in companies}
    chosen = select(ImportBatch.written).where(
        ImportBatch.event_id == batch.event_id,
        ImportBatch.delegation_id == batch.delegation_id,
        ImportBatch.id > batch.id,
        ImportBatch.state == "imported",
    )
    written = [company for record in db.session.scalars(chosen) for company in record.get("firms", [])]
    return ours & {
        company["registration"]
        for company in written
        if any(company["before"].values()) or any(company["created"].values())
    }


def _edited_since(batch: ImportBatch, registrations: list[int]) -> tuple[int, ...]:
    """Those of which somebody saved an answer or the profile since the import, as the log says."""
    if not registrations or batch.imported_at is None:
        return ()
    chosen = select(Notice.subject_id).where(
        Notice.subject == "registrations",
        Notice.subject_id.in_(registrations),
        Notice.at > batch.imported_at,
        Notice.kind.in_(EDIT_NOTICE_KINDS),
    )
    return tuple(sorted(set(db.session.scalars(chosen))))


def _cancelled_registrations(batch: ImportBatch) -> tuple[tuple[int, ...], list[CompanyNotUndone]]:
    """Of the firms that the import cancelled: who comes back, and who stays away since its meetings ended with that."""
    freed_by_registration = {
        cancellation["registration"]: cancellation["freed"] for cancellation in batch.written.get("gone", [])
    }
    chosen = select(Registration.id).where(
        Registration.id.in_(freed_by_registration), Registration.state == RegistrationState.CANCELLED
    )
    still = sorted(db.session.scalars(chosen)) if freed_by_registration else []
    returning = tuple(number for number in still if not freed_by_registration[number])
    return returning, [
        CompanyNotUndone((), number, "meetings_freed") for number in still if freed_by_registration[number]
    ]


def _rows_by_id(model: Any, ids: set[int]) -> dict[int, Any]:
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(ids)))} if ids else {}


def _used_links(registrations: list[int]) -> set[int]:
    """Whose firm link was sent, opened or claimed since, or lies in a letter on hold: somebody counts on it."""
    used = or_(
        CompanyLink.opened > 0,
        CompanyLink.claimed_at.is_not(None),
        CompanyLink.sent_by_me_at.is_not(None),
        CompanyLink.mailed_at.is_not(None),
    )
    chosen = select(CompanyLink.registration_id).where(CompanyLink.registration_id.in_(registrations), used)
    return set(db.session.scalars(chosen)) | list_invitations_on_hold(registrations)


def _touched_reason(company: dict[str, Any], now_there: dict[str, dict[int, Any]], links: set[int]) -> str:
    for table, rows in company["after"].items():
        for number, after in rows.items():
            row = now_there[table].get(int(number))
            if row is None or snapshot_row(row) != after:
                return "edited"
    made = company["registration"] in company["created"].get("registrations", [])
    return "link_used" if made and company["registration"] in links else ""


def _spread_in_use(companies: list[dict[str, Any]], reasons: dict[int, str]) -> None:
    """Add the companies whose rows something else points to, until a round finds no more: a company that stays keeps
    the people whom it shares with others."""
    pointing = list(_referencing_rows(companies))
    grew = True
    while grew:
        grew = False
        leaving = [company for at, company in enumerate(companies) if at not in reasons]
        going = {
            name: {row_id for company in leaving for row_id in company["created"].get(name, [])}
            for name in {table for company in companies for table in company["created"]}
        }
        for table, number, target, pointed in pointing:
            if number in going.get(table, set()):
                continue
            for at, firm in enumerate(companies):
                if at not in reasons and pointed in firm["created"].get(target, []):
                    reasons[at] = "in_use"
                    grew = True


def _referencing_rows(companies: list[dict[str, Any]]) -> Iterator[tuple[str, int, str, int]]:
    """(table, row, target table, target row) of every row that points to one which the import made."""
    made: defaultdict[str, set[int]] = defaultdict(set)
    for company in companies:
        for table, ids in company["created"].items():
            made[table].update(ids)
    for table in Model.metadata.tables.values():
        for constraint in table.foreign_key_constraints:
            target = constraint.referred_table.name
            if made.get(target) and table.name not in IGNORED_TABLES:
                yield from _rows_referencing(table, constraint, target, made[target])


def _rows_referencing(
    table: Table, constraint: ForeignKeyConstraint, target: str, ids: set[int]
) -> Iterator[tuple[str, int, str, int]]:
    column = next((key.parent for key in constraint.elements if key.column.name == "id"), None)
    if column is None or "id" not in table.c:
        return
    for number, pointed in db.session.execute(select(table.c.id, column).where(column.in_(ids))):
        yield table.name, number, target, pointed
