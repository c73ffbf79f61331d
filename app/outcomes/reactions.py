"""What becomes of words about meetings when the features below them change."""

from __future__ import annotations

from app.meetings.models import Meeting
from app.meetings.signals import meeting_changed
from app.outcomes.services import recording
from app.privacy.erasure import Erasure
from app.privacy.signals import data_erased


@data_erased.connect
def erase_reasons(erasure: Erasure) -> None:
    recording.erase_reasons(erasure)


@meeting_changed.connect
def withdraw_outcomes(meeting: Meeting) -> None:
    recording.withdraw_outcomes(meeting)
