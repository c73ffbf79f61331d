"""What becomes of words about meetings when the features below them change."""

from __future__ import annotations

from app.meetings.models import Meeting
from app.meetings.signals import meeting_changed
from app.outcomes.services import erasing, withdrawing
from app.registrations.erasure import Erasure
from app.registrations.signals import data_erased


@data_erased.connect
def forget_reasons(erasure: Erasure) -> None:
    erasing.forget_reasons(erasure)


@meeting_changed.connect
def withdraw_words(meeting: Meeting) -> None:
    withdrawing.withdraw_words(meeting)
