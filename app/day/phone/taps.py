"""When something was tapped, as the device says that kept it without a network."""

from datetime import UTC, datetime


def tapped_at(text: str) -> datetime | None:
    """From milliseconds since 1970; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 15):
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC)
