"""The way into a company’s pages: by its link or access code; who is let in, and whose access is revoked."""

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
from app.core.web.guards import allow, public
from app.core.web.locale import language, plain
from app.core.web.rate_limits import RateLimit
from app.core.web.security import client_address
from app.events.models import Event
from app.registrations.company_links import LinkStatus, parse_access_code
from app.registrations.forms.profiles import AccessCodeForm, ClaimForm, YourNameForm
from app.registrations.models import CompanyLink, Registration
from app.registrations.queries.access import (
    find_join_request,
    get_claimant_name,
    get_device_account,
    is_company_user,
    list_company_users,
    list_email_accounts,
    was_at_events_of_others,
)
from app.registrations.queries.capacity import find_open_offer
from app.registrations.queries.company_links import (
    find_link,
    find_link_by_code,
    find_link_by_token,
    find_return_address,
    get_link_token,
    is_registration_open,
    list_events_by_initials,
)
from app.registrations.queries.merging import find_surviving_registration
from app.registrations.queries.profiles import get_company_text
from app.registrations.scopes import acts_as_chamber, get_registration_roles, own_profile, own_registration
from app.registrations.services import access, company_links
from app.registrations.states import RegistrationState
from app.registrations.views.blueprint import REGISTRATION_ROLES, REGISTRATION_URL, registrations
from app.registrations.views.welcome_pages import get_resume_url, welcome_step_url

LINK_FAILURES = RateLimit("firm_link_failures", "30 per 15 minutes")
CODE_FAILURES = RateLimit("code_failures", "12 per hour")
CODE_FAILURES_OF_ADDRESS = RateLimit("code_failures_of_address", "30 per hour")
CODE_FAILURES_OF_INITIALS = RateLimit("code_failures_of_initials", "60 per hour")
CODE_FAILURES_AT_EVENT = RateLimit("code_failures_at_event", "300 per hour")
JOIN_REQUESTS_BY_ADDRESS = RateLimit("join_askers", "30 per hour")
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
TEMPLATES_BY_STATUS = {
    LinkStatus.OPEN: ("registrations/link_open.html", 200),
    LinkStatus.CLAIMED: ("registrations/link_claimed.html", 200),
    LinkStatus.REVOKED: ("registrations/link_revoked.html", 410),
    LinkStatus.CLOSED: ("registrations/link_closed.html", 410),
}


@registrations.route("/f", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """Type the short code that stands under the QR."""
    form = AccessCodeForm()
    if not form.validate_on_submit():
        return render_template("registrations/code.html", form=form), 422 if form.errors else 200
    typed = parse_access_code(form.code.data or "")
    if typed:  # what cannot be a code guesses nothing
        _require_guess(typed[:2])
    try:
        link, _standing = find_link_by_code(form.code.data or "")
    except NotFound:
        if typed:
            company_links.log_wrong_code(typed[:2])
            _count_wrong_code(typed[:2])
        form.code.errors = [gettext("No company has this access code. Check the code and try again.")]
        return render_template("registrations/code.html", form=form), 422
    return redirect(url_for("registrations.firm_link", token=get_link_token(link)))


@registrations.get("/f/<token>")
@public
def firm_link(token: str) -> ResponseReturnValue:
    link, standing = _get_link(token)
    if (goes_by := _find_surviving_link(link, standing)) is not None:
        return redirect(url_for("registrations.firm_link", token=get_link_token(goes_by), next=_next_page() or None))
    if current_user.is_authenticated and is_company_user(link.registration, current_user.id):
        return redirect(_next_page() or get_resume_url(link.registration))
    return _render_link(link, standing, token)


@registrations.post("/f/<token>")
@public
def claim(token: str) -> ResponseReturnValue:
    """Yes, this is us: in, on this device, for 60 days. ``act=correct`` leads to the fields of the sheet, ``next`` of
    the address to the page that an email speaks of.

    Only a button of the page lets in: what names neither an answer nor a person gets the page again.
    """
    link, standing = _get_link(token)
    if standing is not LinkStatus.OPEN or _acts_in_other_role(link.registration):
        return _render_link(link, standing, token)
    form, representatives = ClaimForm(), link.registration.representatives
    if not form.is_pressed(people=len(representatives)):
        return _render_link(link, standing, token, status=422)
    visitor = _current_visitor()
    try:
        claimed = access.claim_link(
            link.registration_id,
            link.version,
            person_id=form.get_person_id([representative.id for representative in representatives]),
            visitor=visitor,
            language=language(),
        )
    except access.LinkNotOpen:
        return redirect(_link_address(token))
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
    if form.act.data == "correct":
        return redirect(welcome_step_url(claimed.registration.event, claimed.registration, "you"))
    return redirect(_next_page() or get_resume_url(claimed.registration))


@registrations.post("/f/<token>/join")
@public
def ask_to_join(token: str) -> ResponseReturnValue:
    """Who comes second asks the first one; nothing is shown before the answer."""
    link, standing = _get_link(token)
    form, visitor = YourNameForm(), _current_visitor()
    if (
        standing is not LinkStatus.CLAIMED
        or _acts_in_other_role(link.registration)
        or (visitor is None and not form.validate())
    ):
        return _render_link(link, standing, token, form)
    if visitor is None:
        rate_limits.spend_attempts(JOIN_REQUESTS_BY_ADDRESS, client_address())
    asked = access.request_to_join(
        link.registration_id, link.version, name=form.name.data or "", visitor=visitor, language=language()
    )
    if visitor is None:
        login.start_session(db.session.get_one(User, asked.user_id), way="join_request", device=True)
    return redirect(_link_address(token))


@registrations.post("/f/<token>/way-back")
@public
def mail_back(token: str) -> ResponseReturnValue:
    """Who came by the link before is out, or at another device: the address on the sheet gets a link that signs in."""
    link, standing = _get_link(token)
    address_known = _find_claimant_address(link) if standing is LinkStatus.CLAIMED else ""
    if not address_known or current_user.is_authenticated:
        return redirect(_link_address(token))
    count_email_request(address_known)
    send_sign_in_link(address_known, _next_page())
    return redirect(url_for("accounts.sent", next=_next_page() or None))


@registrations.route("/f/<token>/not-ours", methods=["GET", "POST"])
@public
def not_ours(token: str) -> ResponseReturnValue:
    """The link came to somebody whom it is not for: one button tells who sent it."""
    link, standing = _get_link(token)
    if standing is not LinkStatus.OPEN:
        return redirect(_link_address(token))
    reported = request.method == "POST"
    if reported:
        rate_limits.spend_attempts(JOIN_REQUESTS_BY_ADDRESS, client_address())
        access.report_wrong_recipient(link, by=current_user.id if current_user.is_authenticated else None)
    return render_template(
        "registrations/link_not_ours.html",
        event=g.event,
        sender=_sender_name(link.registration),
        token=token,
        wanted=_next_page() or None,
        told=reported,
    )


def _get_link(token: str) -> tuple[CompanyLink, LinkStatus]:
    """The link and where it stands; the frame of the page is its event's. What fails is counted."""
    try:
        link, standing = find_link_by_token(token)
    except NotFound:
        rate_limits.spend_attempts(LINK_FAILURES, _get_attempt_key())
        raise
    g.event = link.registration.event
    g.bare = True
    return link, standing


def _find_surviving_link(link: CompanyLink, standing: LinkStatus) -> CompanyLink | None:
    """The link of the registration that this one's firm goes by since the two were merged; None where it was not."""
    if standing is LinkStatus.REVOKED or link.registration.state != RegistrationState.CANCELLED:
        return None
    stays = find_surviving_registration(link.registration)
    return find_link(stays) if stays is not None else None


def _next_page() -> str:
    """The page that a letter speaks of: ``next`` of the address if it is one of ours, else nothing."""
    return local_path(request.args.get("next"))


def _link_address(token: str) -> str:
    return url_for("registrations.firm_link", token=token, next=_next_page() or None)


def _get_attempt_key() -> str:
    """Whose failures are counted: a signed-in device's own, else those of its address."""
    return f"user:{current_user.id}" if current_user.is_authenticated else client_address()


def _require_guess(initials: str) -> None:
    """Raises TooMany where this guesser tried too many wrong codes with these initials, or failed at an event of theirs
    where too many were tried."""
    rate_limits.require_attempt(CODE_FAILURES, f"{_get_attempt_key()} {initials}")
    for event_id in list_events_by_initials(initials):
        if rate_limits.has_tried(CODE_FAILURES_OF_ADDRESS, f"{event_id} {_get_attempt_key()}"):
            for limit, key in _guess_limits(event_id, initials):
                rate_limits.require_attempt(limit, key)


def _count_wrong_code(initials: str) -> None:
    """Raises TooMany where this guesser has tried others at the same moment, and too many together."""
    for event_id in list_events_by_initials(initials):
        for limit, key in _guess_limits(event_id, initials):
            rate_limits.count_attempt(limit, key)
    rate_limits.spend_attempts(CODE_FAILURES, f"{_get_attempt_key()} {initials}")


def _guess_limits(event_id: int, initials: str) -> list[tuple[RateLimit, str]]:
    """What a wrong code with these initials counts against at an event; a signed-in device counts against its address
    too."""
    return [
        *((CODE_FAILURES_OF_ADDRESS, f"{event_id} {who}") for who in sorted({_get_attempt_key(), client_address()})),
        (CODE_FAILURES_OF_INITIALS, f"{event_id} {initials}"),
        (CODE_FAILURES_AT_EVENT, str(event_id)),
    ]


def _render_link(
    link: CompanyLink, standing: LinkStatus, token: str, form: YourNameForm | None = None, *, status: int = 0
) -> ResponseReturnValue:
    """``status``: where it is not the usual one of the standing."""
    registration = link.registration
    template, usual = TEMPLATES_BY_STATUS[standing]
    mails_to = _find_claimant_address(link) if _may_be_claimant(link) else ""
    joining = find_join_request(registration, current_user.id) if current_user.is_authenticated else None
    page = render_template(
        template,
        event=registration.event,
        registration=registration,
        link=link,
        token=token,
        wanted=_next_page() or None,
        sender=_sender_name(registration),
        helper=_helper_name(registration),
        does=get_company_text(registration.company, language()) if registration.company is not None else None,
        acts_already=_acts_in_other_role(registration),
        first=get_claimant_name(link),
        mails_to=masked_email(mails_to) if mails_to else "",
        is_out=_may_be_claimant(link),
        comes_back=not current_user.is_authenticated and get_device_account(link) is not None,
        accounts=[masked_email(user.email or "") for user in list_email_accounts(registration)],
        joining=joining,
        offer=find_open_offer(registration.id) if registration.state == RegistrationState.WAITING else None,
        reopens=is_registration_open(registration.event, now()),
        closed_on=_registration_closed_on(registration.event),
        form=form or YourNameForm(formdata=None),
    )
    return page, 422 if form is not None and form.errors else status or usual


def _may_be_claimant(link: CompanyLink) -> bool:
    """Whether the reader may be who came first, signed out or at another device."""
    return not current_user.is_authenticated and get_device_account(link) is not None


def _find_claimant_address(link: CompanyLink) -> str:
    """Of the account without e-mail that the link made; "" where there is none, or where nobody can be mailed."""
    first = get_device_account(link)
    return find_return_address(first) if first is not None else ""


def _registration_closed_on(event: Event) -> date | None:
    """The last day of registration, where it is over; none where the event was closed before it."""
    closes = event.registration_closes_on
    return closes if closes is not None and now() >= day_end(closes, event.zone) else None


def _acts_in_other_role(registration: Registration) -> bool:
    """Whether the reader looks after this firm in another role: its link is not for them to claim."""
    staff = {Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER}
    return bool(get_registration_roles(registration) & staff)


def _sender_name(registration: Registration) -> str:
    """Who put the firm on the list and can let people in, by name: its chamber, or who runs the event."""
    delegation = None if was_at_events_of_others(registration) else registration.delegation
    event: Event = registration.event
    organisation = db.session.get_one(Organisation, delegation.organisation_id if delegation else event.organisation_id)
    return plain(Localized(organisation.name_en, organisation.name_zh or "", organisation.name_fr or ""))


def _helper_name(registration: Registration) -> str:
    """Who can let somebody in besides the firm's own people, by name: who runs the event, where there are any."""
    event: Event = registration.event
    if not list_company_users(registration):
        return _sender_name(registration)
    return plain(db.session.get_one(Organisation, event.organisation_id).name)


def _current_visitor() -> User | None:
    return db.session.get_one(User, current_user.id) if current_user.is_authenticated else None


@registrations.post(f"{REGISTRATION_URL}/joins/<int:join_id>/<any(yes, no):answer>")
@allow(*REGISTRATION_ROLES, of=own_registration)
def answer_join(event: Event, registration: Registration, join_id: int, answer: str) -> ResponseReturnValue:
    for_chamber = acts_as_chamber(registration)
    access.answer_join_request(registration, join_id, yes=answer == "yes", by=current_user.id, for_chamber=for_chamber)
    flash(
        gettext("Let in.") if answer == "yes" else gettext("Declined. They see it when they open the link again."),
        "good",
    )
    return _back_to_access(event, registration)


@registrations.post(f"{REGISTRATION_URL}/colleagues/<int:colleague_id>/removal")
@allow(*REGISTRATION_ROLES, of=own_profile)
def let_out(event: Event, registration: Registration, colleague_id: int) -> ResponseReturnValue:
    """Somebody no longer acts for the firm; not oneself, so that a firm is not left by a slip."""
    access.revoke_access(registration, colleague_id, by=current_user.id, for_chamber=acts_as_chamber(registration))
    flash(gettext("Access is taken away."), "good")
    return _back_to_access(event, registration)


@registrations.app_template_global()
def mailed_back() -> str:
    """The address, masked, to which the sign-in mails the reader's account without e-mail its way back; "" for none."""
    return masked_email(address) if (address := find_return_address(current_user)) else ""


def _back_to_access(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registrations.profile", event=event, registration_id=registration.id, _anchor="access"))
