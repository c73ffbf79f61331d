"""What companies do in the background."""

from __future__ import annotations

from app.companies.services import forget_removed
from app.companies.showcase import BACK_FOR
from app.db import now
from app.floor.jobs import every


@every(600, "forget-removed-work")
def forget_removed_work() -> None:
    """Products and references that nobody brought back in time."""
    forget_removed(now() - BACK_FOR)
