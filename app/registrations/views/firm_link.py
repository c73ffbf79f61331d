"""A firm's way in: by its link or its short code. Opening changes nothing; the button does."""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh
from flask_login import current_user

from app.accounts import login
from app.accounts.credentials import masked_email
from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.accounts.services import send_sign_in_link
from app.accounts.views.attempts import count_email_request
from app.core.clock import day_end
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.localized import Localized
from app.core.parsing import local_path
from app.core.web import rate_limits
from app.core.web.guards import public
from app.core.web.locale import language, plain
from app.core.web.rate_limits import RateLimit
from app.core.web.security import client_address
from app.events.models import Event
from app.registrations.forms.welcome import CodeForm, NameForm
from app.registrations.links import Standing, fold_code
from app.registrations.models import FirmLink, Registration
from app.registrations.queries.drafts import words_of
from app.registrations.queries.joins import accounts_of, acts_for, device_account, first_in, join_of, users_of
from app.registrations.queries.keeping import kept_by_others
from app.registrations.queries.links import (
    events_of_initials,
    find_by_code,
    find_by_token,
    link_of,
    may_register,
    token_of,
)
from app.registrations.queries.merging import survivor_of
from app.registrations.queries.places import offer_to
from app.registrations.queries.strangers import address_back
from app.registrations.scopes import roles_towards
from app.registrations.services import claims, links
from app.registrations.states import RegistrationState
from app.registrations.views.blueprint import registrations
from app.registrations.views.steps import step_url, where_stopped

FAILURES = RateLimit("firm_link_failures", "30 per 15 minutes")
CODE_FAILURES = RateLimit("code_failures", "12 per hour")
CODE_FAILURES_OF_ADDRESS = RateLimit("code_failures_of_address", "30 per hour")
CODE_FAILURES_OF_INITIALS = RateLimit("code_failures_of_initials", "60 per hour")
CODE_FAILURES_AT_EVENT = RateLimit("code_failures_at_event", "300 per hour")
ASKERS = RateLimit("join_askers", "30 per hour")
"""By address, which a whole hall shares: only what fails is counted, and accounts that strangers make. A whole token
cannot be guessed, so the right one passes whatever others behind the address have tried.

Wrong access codes are counted by address *and* the two initials that they begin with; a signed-in device has counts of
its own. Those with the initials of a company are also counted at its event: 30 an hour of an address, 60 an hour for
the initials, 300 an hour for the event. Once one of these is reached, it holds up only who failed at the event in the
last hour; any other address or account has one try. One address uses up a tenth of an event's 300, and a right code
from elsewhere passes at any time.

Behind the initials, which a company's name gives away, stand five of 28 signs: 17,210,368 codes. A thousand addresses
together guess 1,300 times an hour at an event, and 1,060 times for one pair of initials: half of the codes of one
company take 11 months, one company of any name 13,000 hours. A code made with four signs takes one company of any name
470 hours. A code lets in once. It dies when registration closes; that of an approved company, with the event."""
TEMPLATES = {
    Standing.OPEN: ("registrations/link_open.html", 200),
    Standing.CLAIMED: ("registrations/link_claimed.html", 200),
    Standing.REVOKED: ("registrations/link_revoked.html", 410),
    Standing.CLOSED: ("registrations/link_closed.html", 410),
}


@registrations.route("/f", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """Type the short code that stands under the QR."""
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("registrations/code.html", form=form), 422 if form.errors else 200
    typed = fold_code(form.code.data or "")
    if typed:  # what cannot be a code guesses nothing
        _may_guess(typed[:2])
    try:
        link, _standing = find_by_code(form.code.data or "")
    except NotFound:
        if typed:
            links.note_wrong_code(typed[:2])
            _count_wrong(typed[:2])
        form.code.errors = [gettext("No company has this access code. Check the code and try again.")]
        return render_template("registrations/code.html", form=form), 422
    return redirect(url_for("registrations.firm_link", token=token_of(link)))


@registrations.get("/f/<token>")
@public
def firm_link(token: str) -> ResponseReturnValue:
    link, standing = _found(token)
    if (goes_by := _goes_by(link, standing)) is not None:
        return redirect(url_for("registrations.firm_link", token=token_of(goes_by), next=_wanted() or None))
    if current_user.is_authenticated and acts_for(link.registration, current_user.id):
        return redirect(_wanted() or where_stopped(link.registration))
    return _page(link, standing, token)


@registrations.post("/f/<token>")
@public
def claim(token: str) -> ResponseReturnValue:
    """Yes, this is us: in, on this device, for 60 days. ``act=correct`` leads to the fields of the sheet, ``next`` of
    the address to the page that a letter speaks of.

    Only a button of the page lets in: what names neither an answer nor a person gets the page again.
    """
    link, standing = _found(token)
    if standing is not Standing.OPEN or _acts_already(link.registration):
        return _page(link, standing, token)
    if not _has_chosen(link.registration):
        return _page(link, standing, token, status=422)
    visitor = _visitor()
    try:
        claimed = claims.claim(
            link.registration_id,
            link.version,
            person_id=_who(link.registration),
            visitor=visitor,
            language=language(),
        )
    except claims.LinkNotOpen:
        return redirect(_address(token))
    if visitor is None:
        login.start_session(claimed.user, way="company_link", device=True)
        refresh()  # from here on it is the account's language that counts
    if claimed.came_back:
        flash(
            gettext(
                "You are in again. Other devices are signed out, and earlier private lists and notes are not shown."
            ),
            "good",
        )
    if request.form.get("act") == "correct":
        return redirect(step_url(claimed.registration.event, claimed.registration, "you"))
    return redirect(_wanted() or where_stopped(claimed.registration))


@registrations.post("/f/<token>/join")
@public
def ask_to_join(token: str) -> ResponseReturnValue:
    """Who comes second asks the first one; nothing is shown before the answer."""
    link, standing = _found(token)
    form, visitor = NameForm(), _visitor()
    if (
        standing is not Standing.CLAIMED
        or _acts_already(link.registration)
        or (visitor is None and not form.validate())
    ):
        return _page(link, standing, token, form)
    if visitor is None:
        rate_limits.spend_attempts(ASKERS, client_address())
    asked = claims.ask_to_join(
        link.registration_id, link.version, name=form.name.data or "", visitor=visitor, language=language()
    )
    if visitor is None:
        login.start_session(db.session.get_one(User, asked.user_id), way="join_request", device=True)
    return redirect(_address(token))


@registrations.post("/f/<token>/way-back")
@public
def mail_back(token: str) -> ResponseReturnValue:
    """Who came by the link before is out, or at another device: the address on the sheet gets a link that signs in."""
    link, standing = _found(token)
    address_known = _first_address(link) if standing is Standing.CLAIMED else ""
    if not address_known or current_user.is_authenticated:
        return redirect(_address(token))
    count_email_request(address_known)
    send_sign_in_link(address_known, _wanted())
    return redirect(url_for("accounts.sent", next=_wanted() or None))


@registrations.route("/f/<token>/not-ours", methods=["GET", "POST"])
@public
def not_ours(token: str) -> ResponseReturnValue:
    """The link came to somebody whom it is not for: one button tells who sent it."""
    link, standing = _found(token)
    if standing is not Standing.OPEN:
        return redirect(_address(token))
    told = request.method == "POST"
    if told:
        rate_limits.spend_attempts(ASKERS, client_address())
        claims.say_not_ours(link, by=current_user.id if current_user.is_authenticated else None)
    return render_template(
        "registrations/link_not_ours.html",
        event=g.event,
        sender=_sender(link.registration),
        token=token,
        wanted=_wanted() or None,
        told=told,
    )


def _found(token: str) -> tuple[FirmLink, Standing]:
    """The link and where it stands; the frame of the page is its event's. What fails is counted."""
    try:
        link, standing = find_by_token(token)
    except NotFound:
        rate_limits.spend_attempts(FAILURES, _guesser())
        raise
    g.event = link.registration.event
    g.bare = True
    return link, standing


def _goes_by(link: FirmLink, standing: Standing) -> FirmLink | None:
    """The link of the registration that this one's firm goes by since the two were merged; None where it was not."""
    if standing is Standing.REVOKED or link.registration.state != RegistrationState.CANCELLED:
        return None
    stays = survivor_of(link.registration)
    return link_of(stays) if stays is not None else None


def _wanted() -> str:
    """The page that a letter speaks of: ``next`` of the address if it is one of ours, else nothing."""
    return local_path(request.args.get("next"))


def _address(token: str) -> str:
    return url_for("registrations.firm_link", token=token, next=_wanted() or None)


def _guesser() -> str:
    """Whose failures are counted: a signed-in device's own, else those of its address."""
    return f"user:{current_user.id}" if current_user.is_authenticated else client_address()


def _may_guess(initials: str) -> None:
    """Raises TooMany where this guesser tried too many wrong codes with these initials, or failed at an event of theirs
    where too many were tried."""
    rate_limits.require_attempt(CODE_FAILURES, f"{_guesser()} {initials}")
    for event_id in events_of_initials(initials):
        if rate_limits.has_tried(CODE_FAILURES_OF_ADDRESS, f"{event_id} {_guesser()}"):
            for limit, key in _ceilings(event_id, initials):
                rate_limits.require_attempt(limit, key)


def _count_wrong(initials: str) -> None:
    """Raises TooMany where this guesser has tried others at the same moment, and too many together."""
    for event_id in events_of_initials(initials):
        for limit, key in _ceilings(event_id, initials):
            rate_limits.count_attempt(limit, key)
    rate_limits.spend_attempts(CODE_FAILURES, f"{_guesser()} {initials}")


def _ceilings(event_id: int, initials: str) -> list[tuple[RateLimit, str]]:
    """What a wrong code with these initials counts against at an event; a signed-in device counts against its address
    too."""
    return [
        *((CODE_FAILURES_OF_ADDRESS, f"{event_id} {who}") for who in sorted({_guesser(), client_address()})),
        (CODE_FAILURES_OF_INITIALS, f"{event_id} {initials}"),
        (CODE_FAILURES_AT_EVENT, str(event_id)),
    ]


def _page(
    link: FirmLink, standing: Standing, token: str, form: NameForm | None = None, *, status: int = 0
) -> ResponseReturnValue:
    """``status``: where it is not the usual one of the standing."""
    registration = link.registration
    template, usual = TEMPLATES[standing]
    mails_to = _first_address(link) if _is_out(link) else ""
    joining = join_of(registration, current_user.id) if current_user.is_authenticated else None
    page = render_template(
        template,
        event=registration.event,
        registration=registration,
        link=link,
        token=token,
        wanted=_wanted() or None,
        sender=_sender(registration),
        helper=_helper(registration),
        does=words_of(registration.company, language()) if registration.company is not None else None,
        acts_already=_acts_already(registration),
        first=first_in(link),
        mails_to=masked_email(mails_to) if mails_to else "",
        is_out=_is_out(link),
        comes_back=not current_user.is_authenticated and device_account(link) is not None,
        accounts=[masked_email(user.email or "") for user in accounts_of(registration)],
        joining=joining,
        offer=offer_to(registration.id) if registration.state == RegistrationState.WAITING else None,
        reopens=may_register(registration.event, now()),
        closed_on=_closed_on(registration.event),
        form=form or NameForm(formdata=None),
    )
    return page, 422 if form is not None and form.errors else status or usual


def _is_out(link: FirmLink) -> bool:
    """Whether the reader may be who came first, signed out or at another device."""
    return not current_user.is_authenticated and device_account(link) is not None


def _first_address(link: FirmLink) -> str:
    """Of the account without e-mail that the link made; "" where there is none, or where nobody can be mailed."""
    first = device_account(link)
    return address_back(first) if first is not None else ""


def _closed_on(event: Event) -> date | None:
    """The last day of registration, where it is over; none where the event was closed before it."""
    closes = event.registration_closes_on
    return closes if closes is not None and now() >= day_end(closes, event.zone) else None


def _acts_already(registration: Registration) -> bool:
    """Whether the reader looks after this firm in another role: its link is not for them to claim."""
    staff = {Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER}
    return bool(roles_towards(registration) & staff)


def _has_chosen(registration: Registration) -> bool:
    """Whether a button of the page was pressed: yes or correct; where several come, who of them it is.

    "Somebody else" is a person's field that is sent empty.
    """
    if request.form.get("act", "yes") not in ("yes", "correct"):
        return False
    if request.form.get("person"):
        return request.form.get("person", type=int) is not None
    return "person" in request.form if len(registration.representatives) > 1 else "act" in request.form


def _who(registration: Registration) -> int | None:
    """Which of the firm's people presses the button; the only one where nothing else is said."""
    only = [one.id for one in registration.representatives]
    if "person" not in request.form and len(only) == 1:
        return only[0]
    return request.form.get("person", type=int)


def _sender(registration: Registration) -> str:
    """Who put the firm on the list and can let people in, by name: its chamber, or who runs the event."""
    delegation = None if kept_by_others(registration) else registration.delegation
    event: Event = registration.event
    found = db.session.get_one(Organisation, delegation.organisation_id if delegation else event.organisation_id)
    return plain(Localized(found.name_en, found.name_zh or "", found.name_fr or ""))


def _helper(registration: Registration) -> str:
    """Who can let somebody in besides the firm's own people, by name: who runs the event, where there are any."""
    event: Event = registration.event
    if not users_of(registration):
        return _sender(registration)
    return plain(db.session.get_one(Organisation, event.organisation_id).name)


def _visitor() -> User | None:
    return db.session.get_one(User, current_user.id) if current_user.is_authenticated else None
