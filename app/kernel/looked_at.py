"""What somebody looked at before they said yes to it."""

from collections.abc import Iterable
from hashlib import sha256


def mark_of(rows: Iterable[int], *, whole: bool) -> str:
    """What a form sends back of the rows that it showed: how many, as it names each itself; or, where it says only that
    all are meant (``whole``), which they were: as many others may fit by then."""
    ids = sorted(rows)
    return sha256(repr(ids).encode()).hexdigest()[:32] if whole else str(len(ids))
