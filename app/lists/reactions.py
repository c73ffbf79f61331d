"""What lists do when the features below them change."""

from __future__ import annotations

from typing import Any

from app.day.paper.services.phones import Taken as Phones
from app.day.paper.signals import phones_taken
from app.events.models import Event
from app.lists.services import erasing
from app.lists.services.gate import log_gate_list
from app.lists.services.phones import log_phone_list
from app.registrations.erasure import Erasure
from app.registrations.services.sealed import Taken
from app.registrations.signals import data_erased, gate_list_taken


@data_erased.connect
def forget_who_is_erased(erasure: Erasure) -> None:
    erasing.forget(erasure)


@phones_taken.connect
def note_phone_list(event: Event, *, taken: Phones, **_rest: Any) -> None:
    log_phone_list(event, taken)


@gate_list_taken.connect
def note_gate_list(event: Event, *, taken: Taken, **_rest: Any) -> None:
    log_gate_list(event, taken)
