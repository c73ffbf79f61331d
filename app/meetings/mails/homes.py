"""Letters to firms that keep another table from now on, or none."""

from __future__ import annotations

from app.events.models import Event
from app.floor.mail.gathering import Told, tell_in_rhythm
from app.floor.models import Notice
from app.floor.rhythms import News
from app.meetings.mails.letters import called_by
from app.registrations.models import Registration
from app.registrations.queries.firms import readers_of
from app.registrations.queries.ways_in import WaysIn


def tell_table(notice: Notice, firm: Registration, event: Event, table: str, before: str) -> None:
    """Write to everybody who reads mail for the firm which ``table`` it keeps, and which it kept ``before`` ("": none);
    with what else happens now, in one letter."""
    ways, page = WaysIn(firm), f"/events/{event.slug}/firms/{firm.id}/agenda"
    told = [
        Told(
            reader.email,
            kind="firm.table",
            language=reader.language,
            news=News(topic=f"registrations:{firm.id}:table", together=True),
            context={"me": called_by(firm), "table": table, "before": before, **ways.to(page, reader)},
            calendar=None,
            user_id=reader.user.id if reader.user is not None else None,
        )
        for reader in readers_of(firm)
    ]
    tell_in_rhythm(notice, told, template="kept_table", event=event)
