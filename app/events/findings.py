"""What an organizer should know about the event being described, as codes that the pages put into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"  # good to know
    LOOK = "look"  # allowed, and perhaps not meant
    ERROR = "error"  # cannot be saved


@dataclass(frozen=True)
class Finding:
    """One remark: a stable code, its weight, and plain values that fill in the sentence."""

    code: str
    level: Level
    details: Mapping[str, object] = field(default_factory=dict)


def ok(code: str, **details: object) -> Finding:
    """A remark that is good to know."""
    return Finding(code, Level.OK, details)


def look(code: str, **details: object) -> Finding:
    """A remark that deserves a look before saving."""
    return Finding(code, Level.LOOK, details)


def error(code: str, **details: object) -> Finding:
    """A remark that must be settled before saving."""
    return Finding(code, Level.ERROR, details)
