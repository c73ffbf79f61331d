"""What is new in a delegation's programme for a member, since it was last told of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.core.localized import Localized

TIMES = ("starts_at", "ends_at", "pickup_at")


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
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


def item_of(visit: Any) -> Item:
    """As much of a visit as its members are told."""
    return Item(**{one.name: getattr(visit, one.name) for one in fields(Item)})


Programme = Mapping[int, Item]
"""By the number of the item."""


@dataclass(frozen=True, slots=True)
class Change:
    """``was``: what the member knows, of an item that is otherwise now."""

    kind: Kind
    item: Item
    was: Item | None = None


def changes(told: Programme, stands: Programme, now: datetime) -> list[Change]:
    """What a member does not know yet, by time; what is over by now is no news."""
    found = [_change(told.get(one), stands.get(one)) for one in {**told, **stands}]
    news = [one for one in found if one and not all(item.is_over(now) for item in (one.item, one.was) if item)]
    return sorted(news, key=lambda one: (one.item.starts_at, one.item.ends_at, one.item.label))


def stored(programme: Programme) -> dict[str, Any]:
    """Instants as ISO 8601."""
    return {
        str(number): {
            name: value.isoformat() if name in TIMES and value else value for name, value in asdict(item).items()
        }
        for number, item in programme.items()
    }


def mark_of(programme: Programme) -> str:
    """The same for as long as the programme says the same to its members."""
    return hashlib.sha256(json.dumps(stored(programme), sort_keys=True).encode()).hexdigest()[:32]


def as_told(kept: Mapping[str, Any]) -> dict[int, Item]:
    """The programme that ``stored`` wrote."""
    return {
        int(number): Item(**{**item, **{name: datetime.fromisoformat(item[name]) for name in TIMES if item.get(name)}})
        for number, item in kept.items()
    }


def _change(was: Item | None, stands: Item | None) -> Change | None:
    if stands is None:
        return Change(Kind.OFF, was) if was is not None else None
    if was is None:
        return Change(Kind.NEW, stands)
    return Change(Kind.CHANGED, stands, was) if was != stands else None
