"""All that is kept about one person, row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, select

from app.core.db import Model, db
from app.lists.own_tables import ABOUT, LEFT_OUT, NAMES, OF_FIRMS

Row = dict[str, Any]


def own_data(user_id: int) -> dict[str, list[Row]]:
    """Rows by table, those with none left out; values are texts, numbers, truths, lists and dicts, instants in UTC.

    The account, what points to it, what the firms show that it acts for, and what points to the person of each event
    that it stands for.
    """
    found = {"users": _rows("users", "id", [user_id])}
    for table, column in ABOUT["users"]:
        found.setdefault(table, []).extend(_rows(table, column, [user_id]))
    acts_for = [row["company_id"] for row in found["company_users"]]
    for table, column in OF_FIRMS:
        found[table] = _rows(table, column, acts_for)
    people = [row["id"] for row in found["representatives"]]
    return _there({**found, **_about_people(people)})


def data_of_person(person_id: int) -> dict[str, list[Row]]:
    """The same of a person at one event, whether or not it has an account: nothing of other events."""
    return _there({"representatives": _rows("representatives", "id", [person_id]), **_about_people([person_id])})


def data_of_people(people: list[int], found: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The same of several people who are one, behind what is ``found`` of the account."""
    told = {"representatives": _rows("representatives", "id", people), **_about_people(people)}
    return _there({table: [*found.get(table, []), *told.get(table, [])] for table in (*found, *told)})


def _about_people(people: list[int]) -> dict[str, list[Row]]:
    return {table: _rows(table, column, people) for table, column in ABOUT["representatives"]}


def _there(found: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return {table: rows for table, rows in found.items() if rows}


def _rows(name: str, column: str, numbers: list[int]) -> list[Row]:
    """The rows of a table in which ``column`` is one of the numbers, oldest first."""
    table = _table(name)
    kept = [each for each in table.c if each.name not in LEFT_OUT]
    chosen = select(*kept).where(table.c[column].in_(numbers)).order_by(table.c.id)
    return [_told(table, row) for row in db.session.execute(chosen).mappings()]


def _told(table: Table, row: Any) -> Row:
    told = {name: _plain(value) for name, value in row.items() if value is not None}
    return told | {f"{name} says": said for name in told if (said := _said(table, name, row[name]))}


def _said(table: Table, column: str, number: Any) -> Row:
    """What the row says to which this number points, one step further where that points to a company."""
    for key in table.c[column].foreign_keys:
        pointed = key.column.table
        if key.column.name == "id" and pointed.name in NAMES:
            chosen = [pointed.c[name] for name in NAMES[pointed.name]]
            found = db.session.execute(select(*chosen).where(pointed.c.id == number)).mappings().first()
            return _told(pointed, found) if found else {}
    return {}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime | dt.date | dt.time) else value


def _table(name: str) -> Table:
    return Model.metadata.tables[name]


def pointing_to(names: Iterable[str]) -> set[tuple[str, str]]:
    """Every column of the database that points to a row of these tables: (table, column)."""
    every = ((table.name, column) for table in Model.metadata.sorted_tables for column in table.columns)
    wanted = set(names)
    return {
        (table, column.name)
        for table, column in every
        if any(key.column.table.name in wanted and key.column.name == "id" for key in column.foreign_keys)
    }
