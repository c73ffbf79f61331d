"""What companies do in the background."""

from __future__ import annotations

from app.companies.facts import RESTORE_WITHIN
from app.companies.services import delete_removed_items
from app.core.db import now
from app.core.jobs import every


@every(600, "forget-removed-work")
def delete_removed_work() -> None:
    """Products and references that nobody brought back in time."""
    delete_removed_items(now() - RESTORE_WITHIN)
