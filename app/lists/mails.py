"""The letter that thanks a firm for having come, and tells whom it met."""

from __future__ import annotations

from typing import Any

from app.events.models import Event
from app.floor.mail import write_letter
from app.floor.mail.rendering import render
from app.floor.models import Notice
from app.lists.queries.thanks import Thanked
from app.registrations.queries.firms import Reader
from app.registrations.queries.ways_in import WaysIn

TEMPLATE = "thanks"


def write(notice: Notice, thanked: Thanked, reader: Reader, event: Event) -> None:
    """Raises Invalid ``email_unusable``."""
    write_letter(
        notice,
        reader.email,
        kind="thanks",
        language=reader.language,
        template=TEMPLATE,
        context=_context(thanked, reader, event),
        event=event,
        user=reader.user,
    )


def preview(thanked: Thanked, reader: Reader, event: Event) -> tuple[str, str]:
    """Subject and body, as the reader would get them."""
    return render(TEMPLATE, reader.language, _context(thanked, reader, event), event=event)


def _context(thanked: Thanked, reader: Reader, event: Event) -> dict[str, Any]:
    firm = thanked.firm
    return {
        "me": firm.company,
        "partners": [one.company for one in thanked.partners if one.company is not None],
        "people": [one.row for one in thanked.contacts.listed],
        **WaysIn(firm).to(f"/events/{event.slug}/firms/{firm.id}/contacts", reader),
    }
