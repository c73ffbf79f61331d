"""When something was tapped, as the device says that kept it without a network."""

from datetime import UTC, datetime

from app.day.scans import wrong_by


def tapped_at(text: str, clock: str, at: datetime) -> datetime | None:
    """From milliseconds since 1970, by a device that says ``clock`` ``at`` this moment; now for what is still to come,
    None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 15):
        return None
    try:
        return min(datetime.fromtimestamp(int(text) / 1000, UTC) - wrong_by(clock, at), at)
    except OverflowError:
        return None
