"""What messages do when the features below them change."""

from __future__ import annotations

from app.messages.services import erasing
from app.registrations.erasure import Erasure
from app.registrations.signals import data_erased


@data_erased.connect
def forget_who_is_erased(erasure: Erasure) -> None:
    erasing.forget(erasure)
