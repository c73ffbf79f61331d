"""Private notes go with reopened accounts."""

from __future__ import annotations

from app.accounts.models import User
from app.day.phone import services
from app.registrations.signals import account_reopened


@account_reopened.connect
def erase_notes_on_reopening(user: User) -> None:
    services.erase_notes_of_user(user.id)
