"""Rows come and go by named buttons: ``act`` is ``add:breaks`` or ``remove:breaks:1``; nothing is saved by them."""

from __future__ import annotations

from typing import Any

from app.events.forms.event import MOST_ROWS, EventForm
from app.kernel.whole import whole

LEAST_ROWS = {"days": 1, "groups": 2}


def change_rows(form: EventForm, act: str) -> str:
    """Do what the button says; the id of the field where work goes on, "" where the act is none of these."""
    word, _, rest = act.partition(":")
    name, _, number = rest.partition(":")
    if name not in MOST_ROWS:
        return ""
    if word == "add":
        focus = _add(form, name)
    elif word == "remove" and (row := whole(number)) is not None:
        focus = _remove(form, name, row)
    else:
        return ""
    form.offer_groups()
    return focus


def _add(form: EventForm, name: str) -> str:
    rows = form[name]
    if len(rows) >= MOST_ROWS[name]:
        return str(rows.id)
    return _first_id(rows.append_entry(_next_row(form, name)))


def _next_row(form: EventForm, name: str) -> dict[str, Any]:
    """A second day has the hours of the day before; a new group its own key."""
    if name == "days":
        last = form.days[-1].form
        return {"opens": last.opens.data, "closes": last.closes.data}
    if name == "groups":
        return {"key": free_key([row.form.key.data or "" for row in form.groups])}
    return {}


def free_key(taken: list[str]) -> str:
    """n0, n1, …: the first that no group has."""
    return next(key for key in (f"n{number}" for number in range(len(taken) + 1)) if key not in taken)


def _remove(form: EventForm, name: str, number: int) -> str:
    rows = form[name]
    if number < len(rows) and len(rows) > LEAST_ROWS.get(name, 0):
        rows.pop_entry(number)
    return _first_id(rows[min(number, len(rows) - 1)]) if len(rows) else f"add-{name}"


def _first_id(row: Any) -> str:
    return str(next(field.id for field in row.form if field.type != "HiddenField"))
