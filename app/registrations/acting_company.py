"""In which company’s name an act was done, as the details of its notice say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

COMPANY_KEYS: Final = ("answerer", "asker", "placer", "canceller", "seated", "registration", "left")
"""The details of a notice that may name it, by registration; the first that does counts."""


def acting_registration_id(details: Mapping[str, Any]) -> int | None:
    """The registration in whose name it was done, as far as the details say."""
    named = (details.get(key) for key in COMPANY_KEYS)
    return next((int(value) for value in named if value is not None), None)
