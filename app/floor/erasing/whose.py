"""Whose data goes, as far as the floor knows of people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.kernel.traces import Traces


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """``events``: where texts may name them; ``whole``: those of which everything goes that names anybody."""

    users: Collection[int]
    events: Collection[int]
    whole: Collection[int]
    traces: Traces
