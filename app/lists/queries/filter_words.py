"""A selection's filter in words, for the file, the log and the page."""

from __future__ import annotations

from flask_babel import gettext

from app.companies import sectors
from app.db import db
from app.events.models import Event, Group
from app.floor.web.locale import language, plain
from app.kernel.localized import Localized
from app.lists.selection import NO_DELEGATION, Selection
from app.lists.wording import CATEGORIES, STATES
from app.registrations.models import Delegation


def filter_words(selection: Selection, event: Event) -> str:
    """“Singapore delegation, approved, H Transport” in the reader's language; none is said too."""
    wanted = selection.filter
    words = [
        _delegation(wanted.delegation, event),
        _group(wanted.group, event),
        ", ".join(str(STATES.get(state, state)) for state in wanted.states),
        str(CATEGORIES.get(wanted.category, wanted.category)),
        _sector(wanted.sector),
        f"“{wanted.search}”" if wanted.search else "",
    ]
    return "; ".join(word for word in words if word) or str(gettext("none"))


def _delegation(word: str, event: Event) -> str:
    if word == NO_DELEGATION:
        return str(gettext("without a delegation"))
    found = db.session.get(Delegation, int(word)) if word else None
    return plain(found.name) if found is not None and found.event_id == event.id else word


def _group(number: int | None, event: Event) -> str:
    found = next((group for group in event.groups if group.id == number), None)
    return group_name(found) if found is not None else ""


def group_name(group: Group) -> str:
    return plain(Localized(group.name, group.name_zh or "", group.name_fr or ""))


def _sector(code: str) -> str:
    return f"{code} {sectors.label(code, language())}" if code in sectors.tree() else code
