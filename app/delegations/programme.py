"""A delegation's programme as plain values: buses as typed and who rides in which, and what changed since a member
was told."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from app.core.localized import Localized

MAX_BUSES: Final = 9
MAX_BUS_NAME_LENGTH: Final = 20
"""Characters of a bus's name."""
NO_BUS: Final = ""
"""The seat of somebody who rides in none."""
_SEPARATORS: Final = re.compile(r"[,;，、；/\n]+")
_BUS_LABEL: Final = re.compile(
    r"^\s*(?:bus|car|autocar)\b\s*(?:n[o°]\.?\s*)?|^\s*第?(?=\d)|(?:号车|号)\s*$", re.IGNORECASE
)


def parse_buses(text: str) -> tuple[str, ...]:
    """The names of buses in their order, each once: ``1, 2`` as well as ``bus 1; bus 2`` or ``1号车、2号车``."""
    names = (_BUS_LABEL.sub("", part).strip() for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(name for name in names if name))


def join_buses(buses: Iterable[str]) -> str:
    """The names as they stand in the field."""
    return ", ".join(buses)


def get_bus(seat: str | None, buses: Sequence[str]) -> str:
    """Where somebody rides: in the bus of their ``seat``, in the first where it is None or gone; ``NO_BUS`` for who
    rides in none, or where there are none."""
    if seat == NO_BUS or not buses:
        return NO_BUS
    return seat if seat is not None and seat in buses else buses[0]


TIME_FIELDS = ("starts_at", "ends_at", "pickup_at")


class ChangeKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSnapshot:
    """As much of an item as its members are told."""

    label: str
    starts_at: datetime
    ends_at: datetime
    label_zh: str | None = None
    label_fr: str | None = None
    place: str | None = None
    place_zh: str | None = None
    place_fr: str | None = None
    note: str | None = None
    pickup_at: datetime | None = None
    pickup_place: str | None = None

    @property
    def title(self) -> Localized:
        return Localized(self.label, self.label_zh or "", self.label_fr or "")

    @property
    def where(self) -> Localized:
        return Localized(self.place or "", self.place_zh or "", self.place_fr or "")

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now


def create_snapshot(visit: Any) -> VisitSnapshot:
    """As much of a visit as its members are told."""
    return VisitSnapshot(**{field.name: getattr(visit, field.name) for field in fields(VisitSnapshot)})


ProgrammeSnapshot = Mapping[int, VisitSnapshot]
"""By the number of the item."""


@dataclass(frozen=True, slots=True)
class ProgrammeChange:
    """``was``: what the member knows, of an item that is otherwise now."""

    kind: ChangeKind
    item: VisitSnapshot
    was: VisitSnapshot | None = None


def list_changes(
    programme_snapshot: ProgrammeSnapshot, stands: ProgrammeSnapshot, now: datetime
) -> list[ProgrammeChange]:
    """What a member does not know yet, by time; what is over by now is no news."""
    changes = [
        _compare_items(programme_snapshot.get(each), stands.get(each)) for each in {**programme_snapshot, **stands}
    ]
    news = [each for each in changes if each and not all(item.is_over(now) for item in (each.item, each.was) if item)]
    return sorted(news, key=lambda each: (each.item.starts_at, each.item.ends_at, each.item.label))


def programme_to_json(programme: ProgrammeSnapshot) -> dict[str, Any]:
    """Instants as ISO 8601."""
    return {
        str(number): {
            name: value.isoformat() if name in TIME_FIELDS and value else value for name, value in asdict(item).items()
        }
        for number, item in programme.items()
    }


def programme_mark(programme: ProgrammeSnapshot) -> str:
    """The same for as long as the programme says the same to its members."""
    return hashlib.sha256(json.dumps(programme_to_json(programme), sort_keys=True).encode()).hexdigest()[:32]


def programme_from_json(stored_items: Mapping[str, Any]) -> dict[int, VisitSnapshot]:
    """The programme that ``stored`` wrote."""
    return {
        int(number): VisitSnapshot(
            **{**item, **{name: datetime.fromisoformat(item[name]) for name in TIME_FIELDS if item.get(name)}}
        )
        for number, item in stored_items.items()
    }


def _compare_items(was: VisitSnapshot | None, stands: VisitSnapshot | None) -> ProgrammeChange | None:
    if stands is None:
        return ProgrammeChange(ChangeKind.OFF, was) if was is not None else None
    if was is None:
        return ProgrammeChange(ChangeKind.NEW, stands)
    return ProgrammeChange(ChangeKind.CHANGED, stands, was) if was != stands else None
