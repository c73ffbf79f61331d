"""The live secrets of the matrix: what an address that takes one is asked with."""

from __future__ import annotations

import json
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from app.accounts.credentials import TokenPurpose, user_subject
from app.accounts.models import User
from app.accounts.services.access import issue_token
from app.calendars.queries import get_feed_url
from app.calendars.services import create_feed
from app.core import audit
from app.core.db import db, transaction
from app.core.mail import create_email
from app.core.mail.preferences import preferences_token as token_of_letter
from app.day.queries.badges import get_badge_token as token_of_badge
from app.day.queries.boards import get_board_url
from app.day.services.boards import BoardSettings, open_board
from app.events.models import Event
from app.group_meetings import services as rounds
from app.lists.publicity import address_mark
from app.meetings import services
from app.meetings.models import Meeting, MeetingParty
from app.meetings.queries.signed_links import get_answer_url, get_invitation_url, get_slip_token, get_time_url
from app.registrations.models import Delegation
from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.services.company_links import create_links
from app.registrations.services.consents import save_consents
from tests import factories
from tests.architecture.examples import colleague

OUTLIVES_THE_RUN = timedelta(days=1)
"""The world is built once a process, and some links live for half an hour."""


def firm_links(event: Event, delegation: Delegation) -> dict[str, str]:
    """The link of a firm that nobody has claimed."""
    firm = factories.firm(event, name="Invited firm", state="invited", delegation_id=delegation.id)
    create_links([firm])
    link = find_link(firm)
    assert link is not None
    endpoints = ("firm_link", "claim", "ask_to_join", "mail_back", "not_ours")
    return {f"registrations.{endpoint}": get_link_token(link) for endpoint in endpoints}


def in_public(event: Event) -> dict[str, str]:
    """The address of a firm that agreed to stand in the public directory, with a logo."""
    firm = factories.firm(event, name="Public firm")
    save_consents(firm, {"public_directory": True}, language="en")
    colleague(firm)
    mark = address_mark(firm.id, current_app.config["SECRET_KEY"])
    return {f"lists.{endpoint}": mark for endpoint in ("public_firm_page", "public_logo")}


def of_letters(event: Event) -> dict[str, str]:
    """The link in the letter of a request that waits for an answer."""
    one, other = (factories.firm(event, side, name=f"{side} firm of a request") for side in ("Singapore", "Chongqing"))
    made = db.session.get_one(Meeting, services.request_meeting(event.id, one.id, other.id, by=None))
    token = get_answer_url(made).rpartition("/")[2]
    return {f"meetings.{endpoint}": token for endpoint in ("answer_page", "answer_by_link")}


def of_new_times(event: Event) -> dict[str, str]:
    """The link in the letter of another time for a booked meeting."""
    one, other = (factories.firm(event, side, name=f"{side} firm that moves") for side in ("Singapore", "Chongqing"))
    at = [slot.id for slot in event.slots if slot.kind == "meeting"]
    made = services.arrange(event.id, one.id, other.id, by=factories.user().id, slot_id=at[0])
    services.reschedule(made, one.id, at[1], by=None)
    token = get_time_url(db.session.get_one(Meeting, made)).rpartition("/")[2]
    return {f"meetings.{endpoint}": token for endpoint in ("time_link", "answer_time_by_link")}


def of_invitations(event: Event) -> dict[str, str]:
    """The link in the letter of an invitation to a group meeting."""
    host, guest = (factories.firm(event, side, name=f"{side} firm of a group") for side in ("Singapore", "Chongqing"))
    last = event.slots[-1].id
    made = rounds.open_group_meeting(
        event.id, host.id, topic="Cold chain", slot_id=last, seats=2, is_open=False, invited=[guest.id], by=None
    )
    party = db.session.scalars(
        select(MeetingParty).where(MeetingParty.meeting_id == made, MeetingParty.registration_id == guest.id)
    ).one()
    token = get_invitation_url(db.session.get_one(Meeting, made), party).rpartition("/")[2]
    return {f"group_meetings.{endpoint}": token for endpoint in ("invitation_page", "answer_invitation")}


def of_calendars(event: Event) -> dict[str, str]:
    """The address by which somebody's calendar follows an agenda."""
    reader = factories.user()
    feed = create_feed(factories.firm(event, name="Followed firm", users=[reader]), by=reader.id)
    return {"calendars.feed": get_feed_url(feed).rpartition("/")[2].removesuffix(".ics")}


def of_slips(event: Event) -> dict[str, str]:
    """The code on the tick slip of a meeting."""
    one, other = (factories.firm(event, side, name=f"{side} firm of a slip") for side in ("Singapore", "Chongqing"))
    made = db.session.get_one(Meeting, services.request_meeting(event.id, one.id, other.id, by=None))
    return {"outcomes.slip": get_slip_token(made)}


def of_badges(event: Event) -> dict[str, str]:
    """The code on somebody's badge."""
    return {"day.badge": token_of_badge(factories.firm(event, name="Badged firm").representatives[0])}


def of_boards(event: Event) -> dict[str, str]:
    """The address of a screen in the hall."""
    board = open_board(event.id, BoardSettings("en", "zh"), by=factories.user().id)
    return {f"day.{endpoint}": get_board_url(board).rpartition("/")[2] for endpoint in ("screen", "screen_now")}


def of_choices(event: Event) -> dict[str, str]:
    """The address in a letter at which its reader says how often letters come."""
    with transaction():
        notice = audit.log_action("letters.tried", event, event_id=event.id, by=None)
        user = factories.user()
        letter = create_email(
            *(notice, str(user.email)), kind="digest", language="en", template="digest", context={"lines": []},
        )  # fmt: skip
    return {f"messages.{endpoint}": token_of_letter(letter) for endpoint in ("rhythm", "choose")}


def of_accounts(user: User, event: Event) -> dict[str, str]:
    said = {"name": "Invited", "role": "desk", "next": "", "language": "en"}
    sign_in = issue_token(TokenPurpose.SIGN_IN, user_subject(user.id), lifetime=OUTLIVES_THE_RUN)
    reset = issue_token(TokenPurpose.RESET, user_subject(user.id), lifetime=OUTLIVES_THE_RUN)
    email = issue_token(TokenPurpose.EMAIL, user_subject(user.id), payload="new@example.org")
    invitation = issue_token(
        TokenPurpose.INVITE, f"event:{event.id}", email="invited@example.org", payload=json.dumps(said)
    )
    return {
        "accounts.link": sign_in,
        "accounts.use_link": sign_in,
        "accounts.reset": reset,
        "accounts.use_reset": reset,
        "accounts.confirm_email": email,
        "accounts.use_confirmation": email,
        "accounts.invitation": invitation,
        "accounts.accept_invitation": invitation,
    }
