"""What privacy does itself when data is erased."""

from __future__ import annotations

from typing import Any

from app.privacy.erasure import Erasure
from app.privacy.signals import data_erased
from app.registrations.queries.duplicate_candidates import clear_attendance_cache


@data_erased.connect
def clear_company_cache(_erasure: Erasure, **_rest: Any) -> None:
    """This process at once; others do so within minutes."""
    clear_attendance_cache()
