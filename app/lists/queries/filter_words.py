"""A selection's filter in words, for the file, the log and the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from app.companies import sectors
from app.db import db
from app.events.models import Event, Group
from app.floor.web.locale import language, plain
from app.kernel.localized import Localized
from app.lists.selection import NO_DELEGATION, Filter
from app.lists.wording import CATEGORIES, STATES
from app.registrations.models import Delegation


@dataclass(frozen=True, slots=True)
class Names:
    """What an event's delegations and groups are called, by id, in their order."""

    delegations: Mapping[int, Localized]
    groups: Mapping[int, Localized]


def names_in(event: Event) -> Names:
    return Names(
        _names(Delegation, Delegation.name_en, event, order=Delegation.name_en),
        _names(Group, Group.name, event, order=Group.position),
    )


def _names(table: Any, name: Any, event: Event, *, order: Any) -> dict[int, Localized]:
    chosen = select(table.id, name, table.name_zh, table.name_fr).where(table.event_id == event.id)
    rows = db.session.execute(chosen.order_by(order, table.id))
    return {row[0]: Localized(row[1] or "", row[2] or "", row[3] or "") for row in rows}


def filter_words(wanted: Filter, names: Names) -> str:
    """“Singapore delegation; Approved; H Transport” in the reader's language; an empty filter says so."""
    words = [
        _delegation(wanted.delegation, names),
        plain(names.groups.get(wanted.group or 0)),
        ", ".join(str(STATES.get(state, state)) for state in wanted.states),
        str(CATEGORIES.get(wanted.category, wanted.category)),
        _sector(wanted.sector),
        f"“{wanted.search}”" if wanted.search else "",
    ]
    return "; ".join(word for word in words if word) or str(gettext("none"))


def _delegation(word: str, names: Names) -> str:
    if word == NO_DELEGATION:
        return str(gettext("without a delegation"))
    return plain(names.delegations.get(int(word or 0)))


def _sector(code: str) -> str:
    return f"{code} {sectors.label(code, language())}" if code in sectors.tree() else code
