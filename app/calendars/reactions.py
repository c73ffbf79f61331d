"""What calendar feeds do when somebody's data goes."""

from __future__ import annotations

from app.calendars.services import delete_feeds_of_erased
from app.privacy.erasure import Erasure
from app.privacy.signals import data_erased


@data_erased.connect
def delete_feeds(erasure: Erasure) -> None:
    delete_feeds_of_erased(erasure)
