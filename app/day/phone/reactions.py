"""Private notes go with erased people and reopened accounts."""

from __future__ import annotations

from app.accounts.models import User
from app.day.phone import services
from app.privacy.erasure import Erasure
from app.privacy.signals import data_erased
from app.registrations.signals import account_reopened


@data_erased.connect
def erase_notes_on_erasure(erasure: Erasure) -> None:
    services.erase_notes(erasure)


@account_reopened.connect
def erase_notes_on_reopening(user: User) -> None:
    services.erase_notes_of_user(user.id)
