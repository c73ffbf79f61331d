"""Who sat at a group meeting and no longer does, told to those alone whose calendars name them still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import force_locale

from app.companies.names.spellings import BilingualCompany
from app.companies.wording import company_label
from app.core.mail.calendar_entries import drop_topic, entries_by_reader
from app.core.models import Notice
from app.core.web.locale import LOCALES
from app.documents.ics import escape_text
from app.meetings.mails.invitations import uid_of
from app.meetings.mails.rounds import part_of, tell_round
from app.meetings.models import Meeting, Roundtable
from app.meetings.queries.round_sitters import who_sits_at
from app.meetings.wording import sitters_named
from app.registrations.models import Registration
from app.registrations.queries.firms import readers_among

Sitters = Sequence[tuple[BilingualCompany, BilingualCompany]]


def tell_who_comes(
    notice: Notice,
    meeting: Meeting,
    about: Roundtable,
    host: Registration,
    firm: Registration,
    kind: str,
    *,
    to: Sequence[Registration],
    before: Sitters,
    also: str | None = None,
) -> None:
    """Write to each who reads mail for these firms that ``firm`` no longer comes, or somebody else for it, and bring
    the entry anew; but only to whom a letter named who sat there ``before`` and does not now, and to ``also``, the
    address of who has come. A line of a digest that leaves in a moment, so that many at once are one letter."""
    sits = who_sits_at(meeting.id) if to else []
    gone = [one for one in before if one not in sits]
    if not (gone and to):
        return
    addresses = {one.email.lower() for readers in readers_among(to).values() for one in readers}
    had, names = entries_by_reader(meeting.event_id, addresses, uid_of(meeting.id)), _written(gone)
    only = {address for address, entry in had.items() if any(name in entry for name in names)}
    only |= {also.lower()} if also else set()
    if only:
        tell_round(notice, meeting, about, host, kind, to=to, guest=firm, only=only)


def comes_after_all(meeting: Meeting, firm_id: int) -> None:
    """The firm sits there again: what waits to be told of its leaving is told to nobody."""
    drop_topic(meeting.event_id, part_of(meeting.id, firm_id))


def _written(gone: Iterable[tuple[BilingualCompany, BilingualCompany]]) -> set[str]:
    """Their names as entries hold them, in each language."""
    found: set[str] = set()
    for locale in LOCALES.values():
        with force_locale(locale):
            found.update(map(escape_text, sitters_named((company_label(person), firm) for person, firm in gone)))
    return found
