"""The firms that somebody who arranges meetings may choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext

from app.core.web.locale import language, plain
from app.events.models import Event
from app.meetings.queries import lists
from app.meetings.queries.bars import barred_for
from app.meetings.queries.group_rules import rules_of
from app.meetings.queries.tallies import full_among, tallies_of
from app.meetings.wording import STATES
from app.registrations.models import Registration
from app.registrations.queries.firms import approved_firms


@dataclass(frozen=True, slots=True)
class Choice:
    """A firm to choose; ``stands``: why it cannot be chosen, "" where it can."""

    firm: Registration
    stands: str = ""


def by_group(event: Event, choices: Iterable[Choice]) -> list[tuple[str, list[Choice]]]:
    """The choices under the names of their groups, in the order in which a reader of the page looks for a name."""
    found: dict[int, list[Choice]] = {group.id: [] for group in event.groups}
    for choice in sorted(choices, key=lambda choice: _place(choice.firm)):
        found.setdefault(choice.firm.group_id or 0, []).append(choice)
    return [(plain(group.names), found[group.id]) for group in event.groups if found[group.id]]


def _place(firm: Registration) -> tuple[str, int]:
    company = firm.company
    sorted_by = (company.sort_name_zh if language() == "zh" else company.sort_name) if company is not None else ""
    return sorted_by or "", firm.id


def arrangeable_with(event: Event, registration: Registration) -> tuple[list[Choice], bool]:
    """The same for who arranges, nor those that take no further meeting with it, whatever the cause, which is not told;
    and whether the firm has its most meetings itself."""
    choices = list(partners_of(registration))
    barred = barred_for(event, registration.id, [one.firm.id for one in choices])
    out, stands = barred.by_mine | barred.by_theirs, gettext("takes no further meetings")
    told = [replace(one, stands=stands) if one.firm.id in out and not one.stands else one for one in choices]
    return told, bool(full_among(event, tallies_of(event.id, [registration.id])))


def partners_of(registration: Registration) -> Iterator[Choice]:
    """Approved firms that this one may meet by the event's rules; not to be chosen again where the two have a meeting
    or a request already."""
    rules = rules_of(registration.event_id)
    live = lists.live_by_partner(registration.id)
    for firm in approved_firms(registration.event_id):
        if firm.id != registration.id and rules.allows_meeting(registration.group_id, firm.group_id):
            yield Choice(firm, str(STATES[live[firm.id].state]) if firm.id in live else "")
