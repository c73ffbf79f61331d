"""What messages do when the features below them change."""

from __future__ import annotations

from app.messages.services import sending
from app.privacy.erasure import Erasure
from app.privacy.signals import data_erased


@data_erased.connect
def erase_from_messages(erasure: Erasure) -> None:
    sending.erase_people(erasure)
