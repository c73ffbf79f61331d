"""A firm registers itself: openly, or with the event's code."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from app.db import now, transaction
from app.events.models import Event
from app.kernel.errors import Conflict, Invalid
from app.registrations import mails
from app.registrations.models import Registration
from app.registrations.queries.links import may_register
from app.registrations.queries.roster import row_of
from app.registrations.services import consents, standing
from app.registrations.services.firms import NewFirm, create
from app.registrations.states import Act, Actor


class RegistrationClosed(Conflict):
    """Nobody may register by themselves now."""

    code = "registration_closed"


def is_open(event: Event) -> bool:
    """Whether strangers may register now: the event lets them, it has begun and is not over."""
    opens = event.registration_opens_on
    begun = opens is None or now() >= datetime.combine(opens, time(0), ZoneInfo(event.zone))
    return event.registration_mode in ("open", "code") and begun and may_register(event, now())


def register(
    event: Event, firm: NewFirm, *, group_id: int, code: str, said: Mapping[str, bool], language: str
) -> Registration:
    """Register a firm with its first person; its link goes to the person's address by mail, in ``language``.

    Approved at once where the event says so. Raises RegistrationClosed, Invalid ``event_code_wrong``,
    AlreadyRegistered.
    """
    if not is_open(event):
        raise RegistrationClosed
    if event.registration_mode == "code" and not _is_code(event, code):
        raise Invalid("event_code_wrong")
    with transaction():
        made = create(event, firm, known=False, by=None, group_id=group_id, source="registered")
        consents.record(made, said, language=language)
        standing.act_on(event, made.id, Act.SUBMIT, actor=Actor.COMPANY, by=None)
        mails.welcome(row_of(made), event, language)
    return made


def _is_code(event: Event, typed: str) -> bool:
    """Compared in constant time; case and spaces do not matter."""
    given, wanted = ("".join(text.split()).casefold().encode() for text in (typed, event.registration_code or ""))
    return bool(wanted) and hmac.compare_digest(given, wanted)
