"""What decides whether a wish that somebody keys in can be kept: numbers, rules, and who has met whom already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import or_, select

from app.core.db import db, now
from app.events.rules import GroupRules
from app.meetings.lifecycle import LIVE
from app.meetings.models import Meeting
from app.meetings.queries.group_rules import rules_of
from app.meetings.queries.lapsed import not_lapsed
from app.registrations.models import Registration
from app.registrations.queries.wishes import Numbered, numbered_firms, on_paper


@dataclass(frozen=True)
class Ground:
    """Of the firms whose lines are keyed in: ``kept``: firm → other → what is kept from paper; ``met``: firm → other →
    the priority of the request that it sent ("" where the other asked, or the meeting was arranged)."""

    firms: Mapping[int, Registration]
    numbered: Collection[Numbered]
    rules: GroupRules
    kept: Mapping[int, Mapping[int, str]]
    met: Mapping[int, Mapping[int, str]]

    @cached_property
    def by_number(self) -> dict[int, Numbered]:
        return {one.number: one for one in self.numbered}

    @cached_property
    def number_of(self) -> dict[int, int]:
        """The lowest number of each firm of the event that has one."""
        return {one.registration_id: one.number for one in reversed(list(self.numbered))}

    def may_ask(self, firm: Registration, other: Numbered) -> bool:
        """Whether the event's rules let the one ask the other; both otherwise as they may be."""
        return other.registration_id != firm.id and self.rules.allows_asking(firm.group_id, other.group_id)


def ground_of(event_id: int, firms: Collection[Registration]) -> Ground:
    """What there is to know before lines for these firms of the event are judged; five queries."""
    ids = [one.id for one in firms]
    return Ground(
        firms={one.id: one for one in firms},
        numbered=numbered_firms(event_id),
        rules=rules_of(event_id),
        kept=on_paper(ids),
        met=_met(ids),
    )


def _met(ids: Collection[int]) -> dict[int, dict[int, str]]:
    live = select(Meeting.low_id, Meeting.high_id, Meeting.asker_id, Meeting.priority, Meeting.arranged_by).where(
        or_(Meeting.low_id.in_(ids), Meeting.high_id.in_(ids)), Meeting.state.in_(LIVE), not_lapsed(now())
    )
    found: dict[int, dict[int, str]] = {number: {} for number in ids}
    for low, high, asker, priority, arranged_by in db.session.execute(live):
        for one, other in ((low, high), (high, low)):
            if one in found:
                found[one][other] = priority if one == asker and arranged_by is None else ""
    return found
