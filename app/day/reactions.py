"""What becomes of a day's rows when the features below them change."""

from __future__ import annotations

from app.day.services import forgetting
from app.registrations.erasure import Erasure
from app.registrations.signals import data_erased


@data_erased.connect
def forget_sentences(erasure: Erasure) -> None:
    forgetting.forget_sentences(erasure)
