"""Ask before meetings lose what they stand on; what is confirmed is told to the features above and happens."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import update

from app.db import db
from app.events.hours_change import HoursChange, Impact
from app.events.models import Event, Table
from app.events.signals import event_hours_changed, hours_about_to_change
from app.events.table_renames import Rename
from app.kernel.errors import Conflict

IMPACTS = (
    "loses_time",
    "no_table",
    "absent",
    "other_table",
    "new_length",
    "renamed_table",
    "new_link",
    "clash",
    "short_walk",
    "few_chairs",
    "loses_proposal",
)
STAY = ("short_walk", "few_chairs")
"""Nothing changes for these, and nobody is told."""
TIME_LOST = ("loses_time", "no_table", "absent")


class HoursInUse(Conflict):
    """Meetings stand on what would change. ``impacts`` says which; ``token`` confirms exactly these.

    ``keeping``: what it costs if meetings stay at times at which a firm is elsewhere, () where none does;
    ``keeping_token`` confirms that.
    """

    code = "hours_in_use"

    def __init__(self, impacts: Sequence[Impact], keeping: Sequence[Impact] = ()) -> None:
        super().__init__(count=len(impacts))
        self.impacts = tuple(impacts)
        self.token = confirmation_of(impacts)
        self.keeping = tuple(keeping)
        self.keeping_token = confirmation_of(keeping)

    @property
    def clashes(self) -> int:
        """How many booked meetings could stay though a firm is elsewhere then."""
        return sum(impact.kind == "clash" for impact in self.keeping)

    @property
    def totals(self) -> dict[str, int]:
        """How many meetings each kind of impact touches, the gravest first; kinds without any are absent."""
        return totals_of(self.impacts)

    @property
    def firms(self) -> int:
        """How many firms are told: all but those whose meetings stay as they are."""
        return len({name for impact in self.impacts if impact.kind not in STAY for name in impact.firms})


class TablesInUse(HoursInUse):
    """Tables that something stands on may be the same under new names: a person says so or not.

    ``impacts`` and ``token`` are those of the change if they are.
    """

    def __init__(self, renames: Sequence[Rename], impacts: Sequence[Impact]) -> None:
        super().__init__(impacts)
        self.renames = tuple(renames)

    @property
    def only_names(self) -> bool:
        """Whether meetings lose nothing by it: the answer is then confirmation enough."""
        return all(impact.kind == "renamed_table" for impact in self.impacts)


def totals_of(impacts: Iterable[Impact]) -> dict[str, int]:
    """Meetings by kind of impact, the gravest first; kinds without any are absent."""
    counted = Counter(impact.kind for impact in impacts)
    return {kind: counted[kind] for kind in IMPACTS if counted[kind]}


def confirmation_of(impacts: Sequence[Impact]) -> str:
    """A word that stands for exactly these consequences; another meeting, another word."""
    told = repr(
        [
            (impact.meeting_id, impact.kind, impact.starts_at, impact.new_table, impact.chairs)
            for impact in sorted(impacts)
        ]
    )
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def impacts_of(event: Event, change: HoursChange) -> tuple[Impact, ...]:
    """What the features above say that the change costs; nothing is written."""
    answers = hours_about_to_change.send(event, change=change)
    return tuple(sorted(impact for _receiver, told in answers for impact in told or ()))


def settle(
    event: Event, change: HoursChange, confirmed: str, *, keep: bool = False, by: int | None
) -> tuple[Impact, ...]:
    """Ask what the change costs and, where nothing or exactly this was confirmed, let it happen; what it cost.

    Inside the transaction that makes the change. ``keep``: booked meetings stay where a firm is newly
    elsewhere. Raises HoursInUse for what is not confirmed yet.
    """
    if not change:
        return ()
    told = impacts_of(event, change)
    keeping = replace(change, keeps_clashes=True)
    kept = impacts_of(event, keeping) if any(impact.kind == "absent" for impact in told) else ()
    impacts, change = (kept, keeping) if keep and kept else (told, change)
    if impacts and confirmed != confirmation_of(impacts):
        raise HoursInUse(told, kept)
    for table_id, label in change.renamed_tables:  # letters say the new name
        db.session.execute(update(Table).where(Table.id == table_id).values(label=label))
    event_hours_changed.send(event, change=change, by=by)
    return impacts
