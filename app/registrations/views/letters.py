"""Invitations: looked at first, then sent; and how what was sent is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.models import Company
from app.companies.wording import company_label
from app.core.localized import LANGUAGES
from app.core.mail.delivery import letters_leave
from app.core.models import JobRun
from app.core.parsing import parse_id, parse_whole_number
from app.core.web import rate_limits
from app.core.web.guards import allow
from app.core.web.locale import language, lately
from app.core.web.rate_limits import RateLimit
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations import mails
from app.registrations.models import Delegation
from app.registrations.queries.firms import readers_of
from app.registrations.queries.index import SAID_AS, ids_that_fit
from app.registrations.queries.letters import INVITED, last_letters
from app.registrations.queries.roster import FirmRow, firms_among, firms_of
from app.registrations.scopes import a_delegation
from app.registrations.services import invitations as services
from app.registrations.services import letters_to_many
from app.registrations.views import index
from app.registrations.views.blueprint import registrations
from app.registrations.views.delegation import OWN_SIDE

FIRM_INVITATIONS_BY_USER = RateLimit("firm_invitations_by_user", "3000 per hour")
"""A list of 1,000 firms is invited, and invited again; no more goes out in one name."""
NAMED = 5
"""So many firms are named in a notice; the page below marks all of them."""


@dataclass(frozen=True)
class Sample:
    """One letter as its reader gets it."""

    row: FirmRow
    email: str
    language: str
    subject: str
    body: str


@registrations.get("/events/<slug:event>/delegations/<int:delegation_id>/invitations")
@allow(*OWN_SIDE, of=a_delegation)
def invitations(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Whom an invitation goes to by mail, and one of them to read."""
    firms = firms_of(delegation)
    rows = [row for row in firms if row.link is not None and not row.claimed]
    return _preview(event, delegation, rows, firms)


@registrations.post("/events/<slug:event>/delegations/<int:delegation_id>/invitations")
@allow(*OWN_SIDE, of=a_delegation)
def send_invitations(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Send the invitations that were ticked."""
    sent = _invite(event, delegation)
    return after(sent, event, url_for("registrations.delegation", event=event, delegation_id=delegation.id), _address())


@registrations.get("/events/<slug:event>/invitations")
@allow(Role.ORGANIZER, of=an_event)
def event_invitations(event: Event) -> ResponseReturnValue:
    """The same for firms that the organizer invites itself: ``?firm=``, or all that fit the list's filters."""
    wanted = request.args.getlist("firm", type=parse_id) or ids_that_fit(event, index.asked_for())
    rows = [row for row in firms_among(event.id, wanted) if row.link is not None and not row.claimed]
    return _preview(event, None, rows, rows)


@registrations.post("/events/<slug:event>/invitations")
@allow(Role.ORGANIZER, of=an_event)
def send_event_invitations(event: Event) -> ResponseReturnValue:
    """Send the organizer's invitations that were ticked."""
    sent = _invite(event, None)
    return after(sent, event, url_for("registrations.index", event=event), _address())


def _invite(event: Event, delegation: Delegation | None) -> services.Sent | JobRun:
    first, again = ticked(), sent_again()
    rate_limits.spend_attempts(FIRM_INVITATIONS_BY_USER, str(current_user.id), times=len({*first, *again}))
    return letters_to_many.send("invite", event, delegation, first, again=again, by=current_user.id)


def _preview(
    event: Event, delegation: Delegation | None, rows: list[FirmRow], firms: list[FirmRow]
) -> ResponseReturnValue:
    """``rows``: whom the page is about; ``firms``: all of whom it counts what went so far."""
    spoken = request.args.get("text", language())
    spoken = spoken if spoken in LANGUAGES else language()
    by_mail = [row for row in rows if row.reach.mail]
    by_hand = [row for row in rows if not row.reach.mail]
    texts = [(row, mails.wechat_text(row, delegation, event, spoken)) for row in by_hand]
    return render_template(
        "registrations/letters.html",
        event=event,
        delegation=delegation,
        by_mail=by_mail,
        texts=texts,
        text_language=spoken,
        sample=_sample(event, delegation, by_mail),
        last=last_letters(INVITED, firms),
        address=_address,
    )


def _address(**changed: object) -> str:
    """This page with something changed, for the firms that were chosen or fit."""
    asked = {name: request.args.getlist(name) for name in ("firm", *SAID_AS) if name in request.args}
    kept = {**asked, **(request.view_args or {}), **changed}
    return url_for(request.endpoint or "", **kept)


def _sample(event: Event, delegation: Delegation | None, rows: list[FirmRow]) -> Sample | None:
    """The letter that was asked for (``?sample=``), else the first."""
    wanted = request.args.get("sample", type=int)
    row = next((row for row in rows if row.id == wanted), rows[0] if rows else None)
    readers = readers_of(row.registration) if row is not None else []
    if row is None or not readers:
        return None
    subject, body = mails.letter_text(mails.INVITATION, row, readers[0], delegation, event)
    return Sample(row, readers[0].email, readers[0].language, subject, body)


def ticked() -> set[int]:
    """The firms that get their first letter."""
    return set(request.form.getlist("firm", type=parse_id))


def sent_again() -> dict[int, str]:
    """Who gets another letter, and the mark of the last one that the page showed: ``again=7@2027-03-18T…``."""
    return marked("again")


def marked(name: str) -> dict[int, str]:
    """The ids that were ticked in a field, each with the mark of what the page showed of it."""
    ticks = (one.partition("@") for one in request.form.getlist(name))
    return {number: mark for text, _, mark in ticks if (number := parse_whole_number(text)) is not None}


def after(sent: services.Sent | JobRun, event: Event, url: str, here: str) -> ResponseReturnValue:
    """On to ``url``; where somebody had a letter already, back ``here``, where it can be sent again; to many: to the
    work that writes them."""
    if isinstance(sent, JobRun):
        return redirect(url_for("jobs.show", public_id=sent.public_id))
    _tell(sent, event)
    return redirect(here if sent.before else url)


def _tell(sent: services.Sent, event: Event) -> None:
    """Say how many letters went out, and which did not."""
    if sent.firms:
        flash(*said_of(sent.firms, event))
    if sent.before:
        flash(_said_before(sent.before), "wait")
    if sent.unreachable:
        said = ngettext(
            "%(num)d firm got none: its address takes no letters.",
            "%(num)d firms got none: their addresses take no letters.",
            sent.unreachable,
        )
        flash(said, "bad")
    if not (sent.firms or sent.before or sent.unreachable):
        flash(gettext("No firm was chosen. No letter was sent."), "wait")


def _said_before(before: Sequence[tuple[Company, datetime]]) -> str:
    """Who had a letter already, each with its time, as far as a line holds them."""
    named = [gettext("%(firm)s, %(at)s", firm=company_label(company), at=lately(at)) for company, at in before[:NAMED]]
    firms = gettext("; ").join([*named, *(["…"] if len(before) > NAMED else [])])
    return str(
        ngettext(
            "%(num)d firm had this letter already and got no second one: %(firms)s. To send it again, tick it.",
            "%(num)d firms had this letter already and got no second one: %(firms)s. To send it again, tick them.",
            len(before),
            firms=firms,
        )
    )


def said_of(firms: int, event: Event) -> tuple[str, str]:
    """What has become of the letters to so many firms, and the kind of notice that says it."""
    if event.rehearsal:
        held = ngettext(
            "The letter to %(num)d firm is held by the rehearsal. It goes out when the organizer releases it.",
            "The letters to %(num)d firms are held by the rehearsal. They go out when the organizer releases them.",
            firms,
        )
        return held, "wait"
    if letters_leave():
        sending = ngettext(
            "An email to %(num)d company is on its way.", "Emails to %(num)d companies are on their way.", firms
        )
        return sending, "good"
    kept = ngettext(
        "The letter to %(num)d firm is written to the outbox. Nobody has got it: no mail server is set.",
        "The letters to %(num)d firms are written to the outbox. Nobody has got them: no mail server is set.",
        firms,
    )
    return kept, "wait"
