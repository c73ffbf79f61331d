"""Which of the requests that wait for a firm it answers first."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, Protocol, TypeVar

DEARNESS: Final = ("must", "want", "open")
NEVER: Final = datetime.max.replace(tzinfo=UTC)


class Waiting(Protocol):
    """A request, as far as its urgency goes."""

    @property
    def expires_at(self) -> datetime | None: ...

    @property
    def priority(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


WaitingT = TypeVar("WaitingT", bound=Waiting)


def most_urgent_first(rows: Iterable[WaitingT]) -> list[WaitingT]:
    """What lapses soonest, of those within one hour the dearest to who asked, of these the oldest: requests that were
    sent one after the other lapse a moment apart."""
    return sorted(rows, key=lambda row: (_hour(row.expires_at), DEARNESS.index(row.priority), row.created_at))


def _hour(expires_at: datetime | None) -> datetime:
    return (expires_at or NEVER).replace(minute=0, second=0, microsecond=0)
