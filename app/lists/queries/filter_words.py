"""A selection's filter in words, for the file, the log and the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext, pgettext

from app.companies.sectors import tree
from app.core.localized import Localized
from app.core.web.locale import language, plain
from app.events.models import Event
from app.lists.queries.names import delegation_names, group_names
from app.lists.selection import NO_DELEGATION, Filter
from app.lists.wording import CATEGORIES, STATES, column_labels, condition_words


@dataclass(frozen=True, slots=True)
class Names:
    """What an event's delegations and groups are called, by id, in their order."""

    delegations: Mapping[int, Localized]
    groups: Mapping[int, Localized]


def names_in(event: Event) -> Names:
    return Names(delegation_names(event.id), group_names(event.id))


def filter_words(wanted: Filter, names: Names) -> str:
    """“Singapore delegation; Approved; H Transport” in the reader's language; an empty filter says so."""
    words = [
        _delegation(wanted.delegation, names),
        plain(names.groups.get(wanted.group or 0)),
        str(gettext(", ")).join(str(STATES.get(state, state)) for state in wanted.states),
        str(CATEGORIES.get(wanted.category, wanted.category)),
        _sector(wanted.sector),
        f"“{wanted.search}”" if wanted.search else "",
        *(condition_words(one, column_labels()) for one in wanted.where),
    ]
    return str(gettext("; ")).join(word for word in words if word) or str(pgettext("of a filter", "none"))


def _delegation(word: str, names: Names) -> str:
    if word == NO_DELEGATION:
        return str(gettext("without a delegation"))
    return plain(names.delegations.get(int(word or 0)))


def _sector(code: str) -> str:
    return f"{code} {tree.sector_label_in(code, language())}" if code in tree.sector_tree() else code
