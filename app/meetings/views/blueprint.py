"""The blueprint of all pages about meetings, and who may act for a company."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.db import new_public_id, now
from app.core.web.guards import current_roles
from app.core.web.locale import clock, moment
from app.events.models import Event
from app.meetings import lifecycle
from app.meetings.lifecycle import DeclineReason, MeetingState
from app.meetings.queries.lists import MeetingRow
from app.meetings.wording import DECLINE_REASON_LABELS, describe_limit
from app.registrations.queries.hooks import PartnerMeeting

meetings = Blueprint("meetings", __name__)
COMPANY_URL = "/events/<slug:event>/companies/<int:registration_id>"
DELEGATION_URL = "/events/<slug:event>/delegations/<int:delegation_id>"

COMPANY_ROLES = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
DELEGATION_ROLES = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
ARRANGER_ROLES = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)


def is_acting_for_other() -> bool:
    """Whether the reader acts for a firm that is not theirs."""
    return Role.COMPANY not in current_roles()


def is_running_event() -> bool:
    """Whether the reader does so and is not of the firm: whose word moves a booked meeting at once."""
    return is_acting_for_other() and Role.ORGANIZER in current_roles()


@meetings.app_template_global()
def moves_at_once(event: Event) -> bool:
    """Whether the reader moves a booked meeting at once; else another time is proposed."""
    return event.moves_at_once or is_running_event()


@meetings.app_template_global()
def priority_word(priority: str) -> str:
    """must, want or open in the reader's language."""
    return str({"must": gettext("must"), "want": gettext("want"), "open": gettext("open")}[priority])


meetings.add_app_template_global(describe_limit, "limit_note")


@meetings.app_template_global()
def whys() -> list[tuple[str, str]]:
    """The reasons to decline that a page offers: value and words."""
    return [(why.value, str(words)) for why, words in DECLINE_REASON_LABELS.items()]


@meetings.app_template_global()
def why_words(choice: str) -> str:
    """A reason to decline in the reader's language."""
    return str(DECLINE_REASON_LABELS[DeclineReason(choice)])


@meetings.app_template_global()
def times_said(row: MeetingRow, several_days: bool) -> str:
    """The times that a request proposes, with their days where the event has several."""
    say, between = (moment, gettext("; ")) if several_days else (clock, gettext(", "))
    return str(between).join(say(proposal.starts_at, proposal.until) for proposal in row.proposals)


@meetings.app_template_global()
def new_time_said(row: MeetingRow, registration_id: int) -> str:
    """The time that one of the two proposes instead, and who must answer; "" where none is pending."""
    if row.new_time is None:
        return ""
    when, other = moment(row.new_time.starts_at, row.new_time.until), company_label(row.other_than(registration_id))
    if row.waits_for(registration_id):
        return str(gettext("New time proposed by %(firm)s: %(when)s, waiting for your answer", firm=other, when=when))
    return str(gettext("New time proposed: %(when)s, waiting for %(firm)s", firm=other, when=when))


@meetings.app_template_global()
def lapses_soon(row: MeetingRow) -> bool:
    """Whether a request is near its end."""
    return row.state == MeetingState.REQUESTED and lifecycle.is_expiring_soon(row.changed_at, row.expires_at, now=now())


@meetings.app_template_global()
def never_cost(standing: PartnerMeeting | MeetingRow) -> str:
    """What becomes of the meeting with a firm that is marked as “never”: nothing by itself, and how to end it."""
    when = moment(standing.starts_at) if standing.starts_at else ""
    if standing.state == MeetingState.BOOKED:
        text = gettext("Your meeting on %(when)s stays booked: cancel it yourself if you do not want it.", when=when)
    elif standing.state == MeetingState.AGREED:
        text = gettext("Your agreed meeting stays: cancel it yourself if you do not want it.")
    else:
        text = gettext("The open request between you stays: decline it or take it back yourself.")
    return str(text)


@meetings.app_template_global()
def new_key() -> str:
    """A key for a form with one button: posted twice, it acts once."""
    return new_public_id()
