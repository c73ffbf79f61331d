"""Which columns each role may have, for which purpose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from app.accounts.permissions import Role
from app.lists.columns import TASK_COLUMNS
from app.lists.consent import ListPurpose
from app.lists.rows import PROTOCOL
from app.lists.selection import LIST_USES, ColumnCondition, ListSelection

AllowedColumns = tuple[str, ...] | None
"""Names of columns; None: every one."""

CHECK_IN_COLUMNS: Final = (
    "event",
    "delegation",
    "group",
    "category",
    "registration_state",
    "company",
    "company_zh",
    "country",
    "city",
    "rank",
    "salutation",
    "representative",
    "family_name",
    "given_name",
    "representative_zh",
    "title",
    "title_zh",
    "languages",
    "needs_interpreter",
    "checked_in_at",
    "meetings_booked",
)
"""What who stands at the door needs: to find somebody, to print the badge, to fetch the interpreter. No contacts, no
diet, nothing that a company offers or agreed to."""

ALL_PURPOSES: Final[Mapping[ListPurpose, AllowedColumns]] = {ListPurpose.RUNNING: None, ListPurpose.HANDOVER: None}
ALLOWED_BY_ROLE: Final[Mapping[Role, Mapping[ListPurpose, AllowedColumns]]] = {
    Role.ADMINISTRATOR: ALL_PURPOSES,
    Role.ORGANIZER: ALL_PURPOSES,
    Role.DESK: {ListPurpose.RUNNING: CHECK_IN_COLUMNS},
    Role.CHAMBER: ALL_PURPOSES,
    Role.DELEGATION_HEAD: ALL_PURPOSES,
}
"""Of several roles the first that has the purpose decides: who keeps the desk reaches every company, a chamber its own.
A hand-over is besides cut down by what companies and people agreed to."""
DESK_TASKS: Final = ("check_in", "badges", "interpreters", "everything")


def allowed_columns(roles: Collection[str]) -> dict[ListPurpose, AllowedColumns]:
    """The purposes that these roles may list for, with the columns of each."""
    return {
        purpose: next(
            ALLOWED_BY_ROLE[role][purpose]
            for role in ALLOWED_BY_ROLE
            if role in roles and purpose in ALLOWED_BY_ROLE[role]
        )
        for purpose in ListPurpose
        if any(role in roles and purpose in ALLOWED_BY_ROLE[role] for role in ALLOWED_BY_ROLE)
    }


def restrict_selection(selection: ListSelection, running: AllowedColumns, *, hands_over: bool) -> ListSelection:
    """The part of a selection that may be had: ``running``, the columns for running the event; and whether a list may
    leave the house. Those of check-in where nothing else is left."""
    if not hands_over and selection.use.purpose is ListPurpose.HANDOVER:
        selection = replace(selection, use=LIST_USES["running"])
    if running is None or selection.use.purpose is ListPurpose.HANDOVER:
        return selection
    selection = _restrict_conditions(selection, running)
    columns = selection.names or running
    names = tuple(name for name in columns if name in running)
    return replace(selection, names=names or tuple(name for name in TASK_COLUMNS["check_in"] if name in running))


def _restrict_conditions(selection: ListSelection, running: tuple[str, ...]) -> ListSelection:
    """Without orders by columns that are not to be seen, which would tell what stands there; nor does any row fulfil a
    filter by one: a list without that filter would be another one than it is called."""
    order = selection.order if selection.order_name in (*running, PROTOCOL) else ""
    filters = selection.filter
    if filters.sector and "sectors" not in running:
        by_sector = ColumnCondition("sectors", "has", filters.sector)
        filters = replace(filters, sector="", where=tuple(dict.fromkeys((*filters.where, by_sector))))
    barred = any(condition.column not in running for condition in filters.where)
    return replace(selection, filter=filters, open_columns=running if barred else None, order=order)


def tasks_of(running: AllowedColumns) -> tuple[str, ...]:
    """The pieces of work that these columns are enough for."""
    return tuple(TASK_COLUMNS) if running is None else DESK_TASKS
