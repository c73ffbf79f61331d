"""Why a firm ended a meeting, on the pages of those to whom it was said that they read it."""

from __future__ import annotations

from flask import g
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.web.guards import current_roles
from app.core.web.locale import plain
from app.meetings.lifecycle import State
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.overview_lines import MeetingLine
from app.meetings.queries.said import Given
from app.meetings.refusals import Why
from app.meetings.views.blueprint import meetings, why_words
from app.registrations.queries.acting import organisation_at


@meetings.app_template_global()
def private_why(row: MeetingRow, registration_id: int) -> str:
    """What was said that the other side is not to read, for who may read it on this firm's page; else "".

    Of a request that is who runs the event and the firm that said it. Of a meeting that was arranged it is who arranged
    it, too, and who acts for that firm: both were named to who wrote.
    """
    why = row.why
    if why is None or why.shared or not _may_read(row, registration_id):
        return ""
    words = _to_arranger(row, why.by_id) if row.arranged else _quoted(why.words)
    return _joined(_reason(row, why), words)


@meetings.app_template_global()
def why_in_list(line: MeetingLine) -> str:
    """All that was said on ending a meeting, for who runs the event."""
    why = line.why
    if why is None:
        return ""
    if not line.arranged:
        return _joined(_reason(line, why), _quoted(why.words or line.reply))
    writer = next(one for one in (line.asker, line.asked) if one.registration_id == why.by_id)
    wrote = gettext("%(firm)s wrote: “%(words)s”", firm=company_label(writer), words=line.reply) if line.reply else ""
    return _joined(_reason(line, why), str(wrote))


def _reason(row: MeetingRow | MeetingLine, why: Given) -> str:
    """The choice; that it is none of those offered is said of a private one alone, so that it is known as such."""
    if why.choice == Why.OTHER and (why.shared or row.arranged):
        return ""
    if why.shared or row.arranged:
        return str(gettext("Reason: %(why)s", why=why_words(why.choice)))
    return str(gettext("Reason, for the organizer alone: %(why)s", why=why_words(why.choice)))


def _joined(*said: str) -> str:
    return " · ".join(one for one in said if one)


def _quoted(words: str) -> str:
    return str(gettext("“%(words)s”", words=words)) if words else ""


def _to_arranger(row: MeetingRow, by_id: int) -> str:
    if not row.reply:
        return ""
    writer = next(one for one in (row.asker, row.asked) if one.registration_id == by_id)
    told = {"firm": company_label(writer), "organisation": plain(row.arranger), "words": row.reply}
    return str(gettext("%(firm)s wrote to %(organisation)s: “%(words)s”", **told))


def _may_read(row: MeetingRow, registration_id: int) -> bool:
    roles = current_roles()
    if Role.ORGANIZER in roles:
        return True
    is_own = row.why is not None and row.why.by_id == registration_id
    return (is_own and (row.arranged or Role.COMPANY in roles)) or arranged_by_reader(row)


def arranged_by_reader(row: MeetingRow) -> bool:
    """Whether the reader works for the organisation that arranged a meeting which has ended: it learns who ended it."""
    if row.arranger_id is None or row.state not in (State.DECLINED, State.CANCELLED):
        return False
    if current_roles().isdisjoint((Role.CHAMBER, Role.DELEGATION_HEAD)):
        return False
    return _own_body() == row.arranger_id


def _own_body() -> int | None:
    """For which organisation the reader is here; asked once, however long the list."""
    if "own_body" not in g:
        g.own_body = organisation_at(g.event.id, current_user.id)
    found: int | None = g.own_body
    return found


@meetings.app_template_global()
def read_by(row: MeetingRow) -> str:
    """Who reads a word on ending a meeting that was arranged, besides who arranged it: said to who writes it."""
    if row.arranger_id == g.event.organisation_id:
        return str(gettext("Whoever acts for your firm reads your word, too."))
    return str(gettext("The organizer and whoever acts for your firm read your word, too."))
