"""What is new in the programme of a delegation, as a letter and as a text for WeChat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from app.core.models import Notice
from app.events.models import Event
from app.registrations.mails.pasting import to_paste
from app.registrations.mails.readers import tell
from app.registrations.models import Delegation, Registration
from app.registrations.news import Change
from app.registrations.queries.firms import Reader
from app.registrations.queries.links import link_url
from app.registrations.queries.ways_in import WaysIn


def tell_programme(
    notice: Notice,
    registration: Registration,
    readers: Sequence[Reader],
    news: Sequence[Change],
    delegation: Delegation,
    event: Event,
) -> bool:
    """Tell these readers of a member what is new to it in its delegation's programme; as ``tell``."""
    ways = WaysIn(registration)

    def context(reader: Reader) -> dict[str, Any]:
        leads = ways.to(_agenda(registration, event), reader) if registration.company else {"url": ""}
        return {"delegation": delegation.name, "news": news, **leads}

    return tell(notice, readers, "programme", "registrations/programme", context, event)


def wechat_programme(
    registration: Registration, news: Sequence[Change], delegation: Delegation, event: Event, language: str
) -> str:
    """The same as a text to paste into WeChat, in one of en, zh, fr."""
    link, page = registration.firm_link, _agenda(registration, event)
    url = f"{link_url(link)}?{urlencode({'next': page}, safe='/')}" if link is not None else ""
    context = {"delegation": delegation.name, "news": news, "url": url}
    return to_paste("registrations/_wechat_programme.txt", language, event=event, **context)


def _agenda(registration: Registration, event: Event) -> str:
    return f"/events/{event.slug}/firms/{registration.id}/agenda"
