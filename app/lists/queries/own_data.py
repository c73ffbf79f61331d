"""All that is kept about one person, row by row; which tables and columns are about a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, select

from app.core.db import Model, db

PERSONAL_ROWS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "users": (
        ("memberships", "user_id"),
        ("event_roles", "user_id"),
        ("company_users", "user_id"),
        ("delegations", "head_user_id"),
        ("delegations", "deputy_user_id"),
        ("representatives", "user_id"),
        ("join_requests", "user_id"),
        ("firm_links", "claimed_by"),
        ("outbox", "user_id"),
        ("letter_lines", "user_id"),
        ("calendar_feeds", "user_id"),
        ("private_notes", "user_id"),
        ("notices", "user_id"),
        ("export_log", "user_id"),
        ("import_batches", "user_id"),
        ("saved_views", "user_id"),
        ("stored_files", "user_id"),
        ("job_runs", "user_id"),
    ),
    "representatives": (
        ("representations", "representative_id"),
        ("answers", "representative_id"),
        ("consents", "representative_id"),
        ("delegation_roles", "representative_id"),
        ("bus_seats", "representative_id"),
        ("unavailabilities", "representative_id"),
        ("claims", "representative_id"),
        ("check_ins", "representative_id"),
        ("export_rows", "representative_id"),
    ),
}
"""By what is pointed to, in the order in which the file tells it: (table, column)."""

COMPANY_ROWS = (
    ("company_certificates", "company_id"),
    ("company_markets", "company_id"),
    ("company_products", "company_id"),
    ("company_references", "company_id"),
)
"""What the firms show that a person acts for."""

ACTOR_COLUMNS = frozenset(
    {
        ("answers", "answered_by"),
        ("arrivals", "settled_by"),
        ("bus_seats", "boarded_by"),
        ("check_ins", "recorded_by"),
        ("check_ins", "greeted_by"),
        ("check_ins", "undone_by"),
        ("consents", "recorded_by"),
        ("company_distinct", "said_by"),
        ("company_merges", "merged_by"),
        ("company_merges", "undone_by"),
        ("drafts", "made_by"),
        ("join_requests", "answered_by"),
        ("late_words", "said_by"),
        ("meetings", "arranged_by"),
        ("messages", "written_by"),
        ("paper_runs", "made_by"),
        ("outcome_confirmations", "confirmed_by"),
        ("outcomes", "said_by"),
        ("placements", "person_id"),
        ("placements", "other_person_id"),
        ("sheet_memories", "said_by"),
        ("shifts", "shifted_by"),
        ("shifts", "undone_by"),
        ("idempotency_keys", "user_id"),
    }
)
"""Who acted about somebody else, which the notices tell without that person's data; copies of answers to acts that are
kept for a week; and drafts of a timetable, which its planner alone sees: what is published of one stands as claims."""

OMITTED_COLUMNS = frozenset(
    {"password_hash", "session_version", "body", "calendar", "content", "sealed", "code", "mark", "sheets", "choices"}
    | {"fixes", "written"}
)
"""Columns that would let somebody in, that only the gate may read, or that hold the data of other people."""

NAMING_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "events": ("name_en", "name_zh", "name_fr"),
    "organisations": ("name_en", "name_zh", "name_fr"),
    "companies": ("name", "name_zh"),
    "delegations": ("name_en", "name_zh", "name_fr"),
    "visit_blocks": ("label", "label_zh", "label_fr", "starts_at", "ends_at"),
    "questions": ("label_en", "label_zh", "label_fr"),
    "slots": ("starts_at", "ends_at"),
    "tables": ("label",),
    "export_log": ("at", "purpose", "reason", "recipient"),
    "registrations": ("state", "company_id", "institution"),
}
"""By which columns a row that is pointed to is told, besides its number."""


DataRow = dict[str, Any]


def own_data(user_id: int) -> dict[str, list[DataRow]]:
    """Rows by table, those with none left out; values are texts, numbers, truths, lists and dicts, instants in UTC.

    The account, what points to it, what the companies show that it acts for, and what points to the person of each
    event that it stands for.
    """
    data = {"users": _rows("users", "id", [user_id])}
    for table, column in PERSONAL_ROWS["users"]:
        data.setdefault(table, []).extend(_rows(table, column, [user_id]))
    acts_for = [row["company_id"] for row in data["company_users"]]
    for table, column in COMPANY_ROWS:
        data[table] = _rows(table, column, acts_for)
    people = [row["id"] for row in data["representatives"]]
    return _without_empty({**data, **_about_people(people)})


def data_of_person(person_id: int) -> dict[str, list[DataRow]]:
    """The same of a person at one event, whether or not it has an account: nothing of other events."""
    return _without_empty(
        {"representatives": _rows("representatives", "id", [person_id]), **_about_people([person_id])}
    )


def data_of_people(people: list[int], data_of_account: dict[str, list[DataRow]]) -> dict[str, list[DataRow]]:
    """The same of several people who are one, behind what is ``found`` of the account."""
    data = {"representatives": _rows("representatives", "id", people), **_about_people(people)}
    return _without_empty(
        {table: [*data_of_account.get(table, []), *data.get(table, [])] for table in (*data_of_account, *data)}
    )


def _about_people(people: list[int]) -> dict[str, list[DataRow]]:
    return {table: _rows(table, column, people) for table, column in PERSONAL_ROWS["representatives"]}


def _without_empty(data: dict[str, list[DataRow]]) -> dict[str, list[DataRow]]:
    return {table: rows for table, rows in data.items() if rows}


def _rows(name: str, column: str, numbers: list[int]) -> list[DataRow]:
    """The rows of a table in which ``column`` is one of the numbers, oldest first."""
    table = Model.metadata.tables[name]
    columns = [each for each in table.c if each.name not in OMITTED_COLUMNS]
    chosen = select(*columns).where(table.c[column].in_(numbers)).order_by(table.c.id)
    return [_readable_row(table, row) for row in db.session.execute(chosen).mappings()]


def _readable_row(table: Table, row: Any) -> DataRow:
    values = {name: _plain(value) for name, value in row.items() if value is not None}
    return values | {f"{name} says": pointed for name in values if (pointed := _pointed_row(table, name, row[name]))}


def _pointed_row(table: Table, column: str, number: Any) -> DataRow:
    """What the row says to which this number points, one step further where that points to a company."""
    for key in table.c[column].foreign_keys:
        pointed = key.column.table
        if key.column.name == "id" and pointed.name in NAMING_COLUMNS:
            chosen = [pointed.c[name] for name in NAMING_COLUMNS[pointed.name]]
            row = db.session.execute(select(*chosen).where(pointed.c.id == number)).mappings().first()
            return _readable_row(pointed, row) if row else {}
    return {}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime | dt.date | dt.time) else value


def foreign_keys_to(names: Iterable[str]) -> set[tuple[str, str]]:
    """Every column of the database that points to a row of these tables: (table, column)."""
    every = ((table.name, column) for table in Model.metadata.sorted_tables for column in table.columns)
    tables = set(names)
    return {
        (table, column.name)
        for table, column in every
        if any(key.column.table.name in tables and key.column.name == "id" for key in column.foreign_keys)
    }
