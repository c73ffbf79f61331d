"""Letters to firms that keep another table from now on, or none."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.core.db import db
from app.core.digest_schedule import NewsItem
from app.core.mail.calendar_entries import drop_lines
from app.core.mail.digests import ReaderNews, notify_readers
from app.core.models import DigestLine, Notice
from app.events.models import Event
from app.meetings.mails.letters import called_by
from app.registrations.models import Registration
from app.registrations.queries.firms import readers_of
from app.registrations.queries.ways_in import WaysIn


def tell_table(
    notice: Notice, firm: Registration, event: Event, labels: Mapping[int, str], *, before: int | None
) -> None:
    """Write to everybody who reads mail for the firm which table it keeps, and which it kept ``before`` (None: none),
    of all by id their ``labels``; with what else happens now, in one letter. Of what waits for a reader still, nothing
    but what has come of it is told, and nothing at all where it came to nothing."""
    ways, page, topic = WaysIn(firm), f"/events/{event.slug}/firms/{firm.id}/agenda", f"registrations:{firm.id}:table"
    waiting, now_kept, told = _waiting(event.id, topic), firm.home_table_id, []
    for reader in readers_of(firm):
        lines = waiting.get(reader.email.lower(), [])
        known = lines[0][1] if lines else before
        drop_lines([line for line, _before in lines])
        if lines and known == now_kept:
            continue
        context = {"me": called_by(firm), "table": labels.get(now_kept or 0, ""), "before": labels.get(known or 0, "")}
        told.append(
            ReaderNews(
                reader.email,
                kind="firm.table",
                language=reader.language,
                news=NewsItem(topic=topic, together=True, settles=True),
                context={**context, **ways.to(page, reader), "addressee": reader.name},
                calendar=None,
                user_id=reader.user.id if reader.user is not None else None,
            )
        )
    notify_readers(notice, told, template="kept_table", event=event)


def _waiting(event_id: int, topic: str) -> dict[str, list[tuple[DigestLine, int | None]]]:
    """By reader the news of this table that have not left, the oldest first, each with the table kept before."""
    rows = (
        select(DigestLine, Notice.details)
        .join(Notice, Notice.id == DigestLine.notice_id)
        .where(DigestLine.event_id == event_id, DigestLine.topic == topic, DigestLine.state == "waiting")
        .order_by(DigestLine.id)
    )
    found: dict[str, list[tuple[DigestLine, int | None]]] = {}
    for line, details in db.session.execute(rows):
        found.setdefault(line.recipient, []).append((line, details.get("before")))
    return found
