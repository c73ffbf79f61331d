"""Whose data goes, as far as the floor knows of people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.core.personal_data import PersonalTraces


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureScope:
    """``events``: where texts may name them; ``whole``: those of which everything goes that names anybody."""

    users: Collection[int]
    events: Collection[int]
    whole: Collection[int]
    traces: PersonalTraces
