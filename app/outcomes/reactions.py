"""What becomes of words about meetings when the features below them change."""

from __future__ import annotations

from app.outcomes.services import erasing
from app.registrations.erasure import Erasure
from app.registrations.signals import data_erased


@data_erased.connect
def forget_reasons(erasure: Erasure) -> None:
    erasing.forget_reasons(erasure)
