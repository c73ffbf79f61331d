"""The letters whose words an event can have of its own: what may be put in, and what each cannot do without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """``known``: the placeholders; ``on_lines``: those that have no place in a subject; ``needed``: without which the
    letter is of no use to its reader."""

    known: tuple[str, ...]
    on_lines: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


KINDS: Final[Mapping[str, Kind]] = {
    "invitation": Kind(
        ("firm", "event", "event_dates", "venue", "sender", "link", "code"), on_lines=("link",), needed=("link",)
    ),
    "reminder": Kind(("firm", "event", "event_dates", "venue")),
    "thanks": Kind(
        ("firm", "event", "event_dates", "partners", "link"), on_lines=("partners", "link"), needed=("link",)
    ),
    "free": Kind(("name", "firm", "event", "event_dates", "venue", "link", "meetings"), on_lines=("link", "meetings")),
}
"""What a reminder names by itself (what is missing, the link, the code) follows its words."""
