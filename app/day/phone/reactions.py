"""What becomes of a phone's rows when the features below them change."""

from __future__ import annotations

from app.accounts.models import User
from app.day.phone.services import erasing
from app.registrations.erasure import Erasure
from app.registrations.signals import account_reopened, data_erased


@data_erased.connect
def forget_notes(erasure: Erasure) -> None:
    erasing.forget_notes(erasure)


@account_reopened.connect
def forget_notes_of(user: User) -> None:
    erasing.forget_notes_of(user.id)
