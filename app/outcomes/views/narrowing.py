"""Which figure a list belongs to, as its address says it; what an address says wrongly narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from app.outcomes.counted import Narrowing
from app.outcomes.stages import Stage, Standing

SHOWS = ("planned", "made", "held", "missed", "said", "came", "away")
E = TypeVar("E", bound=StrEnum)


def asked(args: Mapping[str, str]) -> Narrowing:
    """What the arguments of an address ask for."""
    show, side = args.get("show", ""), args.get("side", "")
    return Narrowing(
        day=day_asked(args.get("day", "")),
        show=show if show in SHOWS else "",
        at=_moment(args.get("at", "")),
        side=int(side) if side.isascii() and side.isdigit() and len(side) < 10 else None,
        sector=args.get("sector", "")[:4],
        stage=_word(Stage, args.get("stage", "")),
        confirmed=_word(Stage, args.get("confirmed", "")),
        currency=args.get("currency", "")[:4],
        standing=_word(Standing, args.get("standing", "")),
        look=args.get("look") == "1",
        guests=args.get("guests") == "1",
    )


def arguments(wanted: Narrowing) -> dict[str, Any]:
    """The same as the arguments of an address."""
    told = {
        "day": wanted.day.isoformat() if wanted.day else None,
        "show": wanted.show or None,
        "at": wanted.at.isoformat() if wanted.at else None,
        "side": wanted.side,
        "sector": wanted.sector or None,
        "stage": wanted.stage.value if wanted.stage else None,
        "confirmed": wanted.confirmed.value if wanted.confirmed else None,
        "currency": wanted.currency or None,
        "standing": wanted.standing.value if wanted.standing else None,
        "look": "1" if wanted.look else None,
        "guests": "1" if wanted.guests else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def day_asked(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _word(kind: type[E], text: str) -> E | None:
    return kind(text) if text in tuple(kind) else None
