"""A note that may be written on several devices, also without a network: nothing that was written is lost."""

from typing import Final

NOTE_LENGTH: Final = 4000


def kept_with(stored: str, written: str, *, is_current: bool) -> str:
    """What a note says after ``written`` came. ``is_current``: it was written over what is ``stored``; else over
    something older, and both are kept, what came last below; sent twice it stands once."""
    if is_current or not stored or written.startswith(stored):
        return written
    return stored if _holds(stored, written) else f"{stored}\n\n{written}"


def _holds(stored: str, written: str) -> bool:
    return not written or written == stored or stored.endswith(f"\n\n{written}") or stored.startswith(written)
