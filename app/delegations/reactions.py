"""What delegations do when a registration is cancelled."""

from __future__ import annotations

from typing import Any

from app.delegations.services.sign_ups import end_sign_ups
from app.registrations.models import Registration
from app.registrations.signals import registration_cancelled


@registration_cancelled.connect
def end_sign_ups_of_cancelled(registration: Registration, **_: Any) -> None:
    end_sign_ups(registration)
