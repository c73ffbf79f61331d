"""A change of hours, tables or absences, and what it would cost meetings: values that features hand each other."""

from dataclasses import dataclass
from datetime import datetime

from app.core.clock import Span
from app.core.localized import Localized


@dataclass(frozen=True)
class GroupAbsence:
    """From now on these companies are elsewhere at this time: those of a group or of a delegation, of neither, all;
    and of them, where ``registration_ids`` are given, these alone."""

    span: Span
    group_id: int | None = None
    delegation_id: int | None = None
    registration_ids: frozenset[int] | None = None


@dataclass(frozen=True)
class HoursChange:
    """Ids of slots and tables as they still are. ``resized``: the slot keeps its start and gets this span;
    ``renamed``: the table stays and gets this label; ``relinked``: it stays, and the link by which one meets there
    online is given, changed or taken away; ``chairs``: it stays, and so many sit at it (0: not counted); ``zones``: it
    stays, and stands in this zone; ``keeps_clashes``: booked meetings stay where a company is elsewhere;
    ``walk_minutes``: the walk between zones takes longer now, so long.
    """

    removed_slots: frozenset[int] = frozenset()
    resized_slots: tuple[tuple[int, Span], ...] = ()
    removed_tables: frozenset[int] = frozenset()
    renamed_tables: tuple[tuple[int, str], ...] = ()
    relinked_tables: frozenset[int] = frozenset()
    chairs: tuple[tuple[int, int], ...] = ()
    zones: tuple[tuple[int, Localized], ...] = ()
    absences: tuple[GroupAbsence, ...] = ()
    keeps_clashes: bool = False
    walk_minutes: int | None = None

    @property
    def moves_hours(self) -> bool:
        """Whether slots or tables themselves change."""
        return bool(self.removed_slots or self.resized_slots or self.removed_tables)

    def __bool__(self) -> bool:
        touched = (self.absences, self.renamed_tables, self.relinked_tables, self.chairs, self.zones, self.walk_minutes)
        return self.moves_hours or any(touched)


@dataclass(frozen=True, order=True)
class MeetingImpact:
    """What one meeting would lose. ``kind`` of a booked one: ``loses_time`` (there are no hours then), ``no_table``
    (it loses its time because all tables are taken then), ``absent`` (because a company is elsewhere), ``other_table``
    (the time stays, ``new_table`` is where), ``new_length`` (it ends at another time), ``renamed_table`` (time and
    table stay, ``new_table`` is what it is called), ``new_link`` (time and table stay, the link changes), ``clash``
    (all stays, though a company is elsewhere), ``short_walk`` (all stays, though somebody has less time than the walk
    to it takes), ``few_chairs`` (a group stays, though its table holds fewer than it takes: ``chairs``, both numbers);
    ``loses_proposal`` of a request. ``companies``: names as shown.
    """

    starts_at: datetime
    kind: str
    companies: tuple[str, str]
    table: str = ""
    meeting_id: int = 0
    new_table: str = ""
    chairs: tuple[int, int] = (0, 0)
