"""A firm says that it comes some minutes late to the meeting that is next."""

from datetime import datetime, timedelta, tzinfo
from typing import Final

from app.core.clock import Span

CHOICES: Final = (5, 10, 15)
"""Minutes; who comes later than that asks for another time."""
SOON: Final = timedelta(minutes=60)
"""So long before a meeting begins one may say it: earlier, the day may still change."""
WORTH_A_LETTER: Final = 10
"""Minutes; five one waits at a table."""
READ_IN: Final = timedelta(minutes=5)
"""A letter that comes later finds its readers at their table, where the phone and the desk tell them."""


def open_choices(span: Span, now: datetime, zone: tzinfo) -> tuple[int, ...]:
    """The minutes that can be said of a meeting now: today, shortly before it begins or while the minute that is said
    is still ahead, and not so late that nothing of it is left."""
    if span.start.astimezone(zone).date() != now.astimezone(zone).date() or span.start - now > SOON:
        return ()
    return tuple(minutes for minutes in CHOICES if now < span.start + timedelta(minutes=minutes) < span.end)


def needs_letter(minutes: int, starts_at: datetime, now: datetime, *, told: bool = False) -> bool:
    """Whether the other side would learn it too late from its agenda alone; ``told``: a letter said something else."""
    return (told or minutes >= WORTH_A_LETTER) and now <= starts_at - READ_IN
