"""In which firm's name an act was done, as its notice says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

FIRM_KEYS: Final = ("answerer", "asker", "placer", "canceller", "seated", "registration", "left")
"""The details of a notice that may name it, by registration; the first that does counts."""


def firm_named(details: Mapping[str, Any]) -> int | None:
    """The registration in whose name it was done, as far as the details say."""
    named = (details.get(key) for key in FIRM_KEYS)
    return next((int(one) for one in named if one is not None), None)
