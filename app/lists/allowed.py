"""Which columns each role may have, for which purpose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from app.accounts.permissions import Role
from app.lists.columns import TASKS
from app.lists.conditions import Condition
from app.lists.consent import Purpose
from app.lists.selection import USES, Selection
from app.lists.sorting import PROTOCOL

Columns = tuple[str, ...] | None
"""Names of columns; None: every one."""

CHECK_IN: Final = (
    *("event", "delegation", "group", "category", "registration_state", "company", "company_zh", "country", "city"),
    *("rank", "salutation", "representative", "family_name", "given_name", "representative_zh", "title", "title_zh"),
    *("languages", "needs_interpreter", "checked_in_at", "meetings_booked"),
)
"""What who stands at the door needs: to find somebody, to print the badge, to fetch the interpreter. No contacts, no
diet, nothing that a firm offers or agreed to."""

EVERYTHING: Final[Mapping[Purpose, Columns]] = {Purpose.RUNNING: None, Purpose.HANDOVER: None}
MAY: Final[Mapping[Role, Mapping[Purpose, Columns]]] = {
    Role.ADMINISTRATOR: EVERYTHING,
    Role.ORGANIZER: EVERYTHING,
    Role.DESK: {Purpose.RUNNING: CHECK_IN},
    Role.CHAMBER: EVERYTHING,
    Role.DELEGATION_HEAD: EVERYTHING,
}
"""Of several roles the first that has the purpose decides: who keeps the desk reaches every firm, a chamber its own.
A hand-over is besides cut down by what firms and people agreed to."""
DESK_TASKS: Final = ("check_in", "badges", "interpreters", "everything")


def allowed(roles: Collection[str]) -> dict[Purpose, Columns]:
    """The purposes that these roles may list for, with the columns of each."""
    return {
        purpose: next(MAY[role][purpose] for role in MAY if role in roles and purpose in MAY[role])
        for purpose in Purpose
        if any(role in roles and purpose in MAY[role] for role in MAY)
    }


def within(selection: Selection, running: Columns, *, hands_over: bool) -> Selection:
    """The part of a selection that may be had: ``running``, the columns for running the event; and whether a list may
    leave the house. Those of check-in where nothing else is left."""
    if not hands_over and selection.use.purpose is Purpose.HANDOVER:
        selection = replace(selection, use=USES["running"])
    if running is None or selection.use.purpose is Purpose.HANDOVER:
        return selection
    selection = _asking_only(selection, running)
    asked = selection.names or running
    names = tuple(name for name in asked if name in running)
    return replace(selection, names=names or tuple(name for name in TASKS["check_in"] if name in running))


def _asking_only(selection: Selection, running: tuple[str, ...]) -> Selection:
    """Without orders by columns that are not to be seen, which would tell what stands there; nor does any row fulfil a
    filter by one: a list without that filter would be another one than it is called."""
    order = selection.order if selection.order_name in (*running, PROTOCOL) else ""
    wanted = selection.filter
    if wanted.sector and "sectors" not in running:
        by_sector = Condition("sectors", "has", wanted.sector)
        wanted = replace(wanted, sector="", where=tuple(dict.fromkeys((*wanted.where, by_sector))))
    barred = any(one.column not in running for one in wanted.where)
    return replace(selection, filter=wanted, open_columns=running if barred else None, order=order)


def tasks_of(running: Columns) -> tuple[str, ...]:
    """The pieces of work that these columns are enough for."""
    return tuple(TASKS) if running is None else DESK_TASKS
