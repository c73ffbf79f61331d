"""Access to a company’s pages: the first to come claims its link, a fresh link leads back, others ask to join, and
an address on its list is mailed a link for one use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from app.accounts.credentials import TOKEN_LIFETIMES, TokenPurpose
from app.accounts.models import User
from app.accounts.permissions import Role
from app.accounts.services import LinkDead, create_user, require_confirmed, sign_in_link
from app.accounts.services.access import issue_token
from app.companies.models import Company, CompanyUser
from app.companies.wording import company_label
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, NotAllowed, NotFound
from app.core.web.locale import language
from app.core.web.routing import full_url
from app.registrations import mails
from app.registrations.candidate_index import CandidateIndex
from app.registrations.company_links import LinkStatus
from app.registrations.match_features import ComparableCompany, create_comparable_company
from app.registrations.match_verdict import MatchOutcome
from app.registrations.models import CompanyLink, JoinRequest, Preference, Registration, Representative
from app.registrations.queries.access import (
    get_device_account,
    is_company_user,
    list_company_users,
    list_email_accounts,
    was_at_events_of_others,
)
from app.registrations.queries.company_links import (
    admits_listed_address,
    find_device_account,
    find_link,
    find_representative_by_email,
    get_link_status,
    list_registrations_naming,
)
from app.registrations.queries.merging import INACTIVE_COMPANIES
from app.registrations.queries.registrations import get_email_language
from app.registrations.services.merging import merge_companies
from app.registrations.services.transitions import open_invitation
from app.registrations.signals import account_reopened, recipient_leaves
from app.registrations.states import RegistrationState

MAX_JOIN_REQUESTS = 10
"""So many may ask to join one firm before somebody answers."""


class LinkNotOpen(Conflict):
    """The link lets nobody in as it now stands. Details: standing."""

    code = "firm_link_not_open"


class TooManyJoinRequests(Conflict):
    """Several people wait for this firm’s answer already."""

    code = "join_too_many"


class JoinNotForChamber(NotAllowed):
    """The firm was at other events without this chamber: its own people or the organizer let somebody in."""

    code = "join_not_for_chamber"


class CompanyAnswersJoins(Conflict):
    """A firm with users of its own answers who asks to join; its chamber does not."""

    code = "join_answered_by_firm"


class OwnAccessNotRevocable(Conflict):
    """Nobody takes their own access away, so that a firm is not left by a slip."""

    code = "own_access"


@dataclass(frozen=True)
class ClaimResult:
    """Who is in now. ``came_back``: as the user of an earlier link; its other devices are signed out."""

    user: User
    registration: Registration
    came_back: bool


def claim_link(
    registration_id: int, version: int, *, person_id: int | None, visitor: User | None, language: str
) -> ClaimResult:
    """Let somebody in by this version of a company's link, which is claimed from then on.

    ``person_id``: which of the company's people they are, None for somebody else; ``visitor``: who is signed in at the
    browser, else an account without e-mail is made. Raises LinkNotOpen, NotFound.
    """
    with transaction():
        link = _lock_link(registration_id, version, LinkStatus.OPEN)
        registration, person = link.registration, _get_person(registration_id, person_id)
        if visitor is not None:
            _merge_into_own_company(registration, visitor)
        back = get_device_account(link) if visitor is None else None
        user = visitor or back or _create_account(registration, person, language)
        grant_access(registration, user, person)
        if back is not None:
            _reopen_account(registration, back)
        link.claimed_by, link.last_opened_at = user.id, now()
        link.opened += 1
        db.session.flush()
        notice = audit.log_action(
            "firm_link.claimed", link, event_id=registration.event_id, by=user.id, back=back is not None
        )
        if back is not None:
            mails.send_join_email(notice, registration, user)
        open_invitation(registration, by=user.id)
    return ClaimResult(user, registration, back is not None)


def reopen_access(user: User) -> None:
    """In the running transaction: somebody is in again as this account without e-mail by a link that went to the
    address on the sheet, which the company's chamber may have written there."""
    links = select(CompanyLink).where(CompanyLink.claimed_by == user.id).order_by(CompanyLink.id)
    for link in db.session.scalars(links).all():
        _reopen_account(link.registration, user)
        notice = audit.log_action("firm_link.claimed", link, event_id=link.registration.event_id, by=user.id, back=True)
        mails.send_join_email(notice, link.registration, user)


def _reopen_account(registration: Registration, user: User) -> None:
    """Nobody vouches that it is the same person: the account's other devices are signed out, and what was said and
    noted in private is shown to nobody."""
    user.session_version += 1
    seal_private_lists(registration)
    account_reopened.send(user)


def request_to_join(
    registration_id: int, version: int, *, name: str, visitor: User | None, language: str
) -> JoinRequest:
    """Ask the company's own people, or its chamber, to be let in; asked twice it is asked once.

    Raises LinkNotOpen unless the link is claimed, TooManyWaiting, EmailUnconfirmed.
    """
    with transaction() as session:
        link = _lock_link(registration_id, version, LinkStatus.CLAIMED)
        user = visitor or create_user(name, locale=language)
        require_confirmed(user)
        known = select(JoinRequest).where(
            JoinRequest.registration_id == registration_id, JoinRequest.user_id == user.id
        )
        if (asked := session.scalar(known)) is not None:
            return asked
        waiting = select(func.count()).where(
            JoinRequest.registration_id == registration_id, JoinRequest.answer.is_(None)
        )
        if (session.scalar(waiting) or 0) >= MAX_JOIN_REQUESTS:
            raise TooManyJoinRequests
        asked = JoinRequest(registration_id=registration_id, user_id=user.id)
        session.add(asked)
        session.flush()
        notice = audit.log_action(
            "join.asked", asked, event_id=link.registration.event_id, by=user.id, registration=registration_id
        )
        mails.send_join_email(notice, link.registration, user, asks=True)
    return asked


def answer_join_request(
    registration: Registration, join_id: int, *, yes: bool, by: int, for_chamber: bool = False
) -> JoinRequest:
    """Let somebody in, or not. ``for_chamber``: whoever answers does so as the company's chamber alone.

    Raises NotFound for another company's request or one that is answered already, NotForItsChamber, AnswersItself.
    """
    own = is_company_user(registration, by)
    if for_chamber and yes and was_at_events_of_others(registration):
        raise JoinNotForChamber
    if for_chamber and not own and list_company_users(registration):
        raise CompanyAnswersJoins
    with transaction() as session:
        answered = (
            update(JoinRequest)
            .where(
                JoinRequest.id == join_id,
                JoinRequest.registration_id == registration.id,
                JoinRequest.answer.is_(None),
            )
            .values(answer="let_in" if yes else "declined", answered_at=now(), answered_by=by)
            .returning(JoinRequest.id)
        )
        if session.scalar(answered) is None:
            raise NotFound
        asked = session.get_one(JoinRequest, join_id)
        user = session.get_one(User, asked.user_id)
        if yes:
            grant_access(registration, user, vouched=not for_chamber or own)
        kind = "join.let_in" if yes else "join.declined"
        notice = audit.log_action(kind, asked, event_id=registration.event_id, by=by, registration=registration.id)
        if yes and not own:
            mails.send_join_email(notice, registration, user)
    return asked


def report_wrong_recipient(link: CompanyLink, *, by: int | None) -> None:
    """Whoever got a link that is not for them says so; the chamber reads it, nothing else changes."""
    with transaction():
        audit.log_action(
            "firm_link.not_ours",
            link,
            event_id=link.registration.event_id,
            by=by,
            registration=link.registration_id,
        )


def grant_access(
    registration: Registration, user: User, person: Representative | None = None, *, vouched: bool = False
) -> None:
    """From now on ``user`` acts for the company, at every event it comes to, and its link counts as claimed;
    ``person``: which of the company's people they are. Whatever way somebody is let in, it is done here.

    ``vouched``: one of the company's own people or the organizer says who it is. Else what the company noted in
    private so far is sealed.
    """
    acts = select(CompanyUser.id).where(
        CompanyUser.company_id == registration.company_id, CompanyUser.user_id == user.id
    )
    if registration.company_id is not None and db.session.scalar(acts) is None:
        require_confirmed(user)
        db.session.add(CompanyUser(company_id=registration.company_id, user_id=user.id))
        if not vouched:
            seal_private_lists(registration)
    _assign_person(person, user)
    link = find_link(registration)
    if link is not None and link.claimed_at is None:
        link.claimed_at = now()
        if not was_at_events_of_others(registration):  # else a fresh link would open what the company did elsewhere
            link.claimed_by = user.id
    db.session.flush()


def revoke_access(registration: Registration, user_id: int, *, by: int, for_chamber: bool = False) -> None:
    """``user_id`` no longer acts for the company. ``for_chamber``: as for ``answer_join``.

    Raises OwnAccess for oneself, NotFound for who does not act for it, NotForItsChamber, AnswersItself.
    """
    if user_id == by:
        raise OwnAccessNotRevocable
    if for_chamber and was_at_events_of_others(registration):
        raise JoinNotForChamber
    if for_chamber and list_email_accounts(registration):
        raise CompanyAnswersJoins
    deletion = (
        delete(CompanyUser)
        .where(
            CompanyUser.company_id == registration.company_id,
            CompanyUser.user_id == user_id,
        )
        .returning(CompanyUser.id)
    )
    with transaction() as session:
        if session.scalar(deletion) is None:
            raise NotFound
        session.execute(
            update(Representative)
            .where(Representative.event_id == registration.event_id, Representative.user_id == user_id)
            .values(user_id=None)
        )
        session.execute(
            delete(JoinRequest).where(JoinRequest.registration_id == registration.id, JoinRequest.user_id == user_id)
        )
        notice = audit.log_action("firm.let_out", registration, event_id=registration.event_id, by=by, user=user_id)
        user = session.get_one(User, user_id)
        if user.email:
            _mark_links_claimed(registration, user)
        mails.send_access_revoked_email(notice, registration, user, by=by)
        if user.email and user.disabled_at is None:
            for company in _list_company_registrations(registration):
                language = user.locale or get_email_language(company)
                recipient_leaves.send(company, address=user.email, language=language, notice=notice)


def _mark_links_claimed(registration: Registration, user: User) -> None:
    """The links of a firm for which somebody with an account acted let nobody in by themselves, replaced or not."""
    theirs = select(Registration.id).where(Registration.company_id == registration.company_id)
    db.session.execute(
        update(CompanyLink)
        .where(CompanyLink.registration_id.in_(theirs))
        .values(claimed_by=user.id, claimed_at=func.coalesce(CompanyLink.claimed_at, now()))
    )


def seal_private_lists(registration: Registration) -> None:
    """What the firm said in private so far, at any event, stays in force and is shown to nobody."""
    theirs = select(Registration.id).where(Registration.company_id == registration.company_id)
    statement = update(Preference).where(Preference.registration_id.in_(theirs))
    db.session.execute(statement.values(sealed=True))


def _list_company_registrations(registration: Registration) -> Sequence[Registration]:
    """Its firm at every event: who acts for it does so at all of them."""
    rows = select(Registration).where(Registration.company_id == registration.company_id)
    return db.session.scalars(rows.order_by(Registration.id)).all()


def _lock_link(registration_id: int, version: int, wanted: LinkStatus) -> CompanyLink:
    """The link behind its lock, in the standing that the act needs. Raises LinkNotOpen, NotFound."""
    links = select(CompanyLink).where(CompanyLink.registration_id == registration_id).with_for_update()
    link = db.session.scalar(links.execution_options(populate_existing=True))
    if link is None:
        raise NotFound
    standing = get_link_status(link) if link.version == version else LinkStatus.REVOKED
    if standing != wanted:
        raise LinkNotOpen(standing=standing.value)
    return link


def _merge_into_own_company(registration: Registration, user: User) -> None:
    """A chamber's sheet makes a record of its own of a company that others registered. Once somebody of that company
    accepts, the two records become one; the organizer may part them again."""
    company, event = registration.company, registration.event
    if company is None or list_company_users(registration):
        return
    here = select(Registration.company_id).where(Registration.event_id == event.id)
    theirs = (
        select(Company)
        .join(CompanyUser, CompanyUser.company_id == Company.id)
        .where(CompanyUser.user_id == user.id, Company.organisation_id == event.organisation_id)
        .where(Company.erased_at.is_(None), Company.id.not_in(INACTIVE_COMPANIES), Company.id.not_in(here))
        .order_by(Company.id)
    )
    match = CandidateIndex(_comparable_company(each) for each in db.session.scalars(theirs)).best(
        _comparable_company(company)
    )
    if match is not None and match[1].outcome is MatchOutcome.SAME:
        merge_companies(event.organisation_id, int(match[0].key), company.id, by=user.id)
        db.session.refresh(registration)


def _comparable_company(company: Company) -> ComparableCompany:
    names = [company.name, company.name_zh or "", *(company.other_names or ())]
    registry = (company.uen or "", company.uscc or "")
    return create_comparable_company(str(company.id), names, website=company.website or "", registry=registry)


def _create_account(registration: Registration, person: Representative | None, language: str) -> User:
    company = registration.company.name if registration.company else ""
    name = person.display_name if person is not None else company
    return create_user(name, phone=person.phone if person is not None else None, locale=language)


def _get_person(registration_id: int, person_id: int | None) -> Representative | None:
    """One of the firm's own people; None for nobody of them. Raises NotFound for somebody else's."""
    if person_id is None:
        return None
    registration = db.session.get_one(Registration, registration_id)
    representative = next((person for person in registration.representatives if person.id == person_id), None)
    if representative is None:
        raise NotFound
    return representative


def _assign_person(person: Representative | None, user: User) -> None:
    """Remember which person the user is, unless the person is somebody's or the user somebody already."""
    if person is None or person.user_id is not None:
        return
    taken = select(Representative.id).where(
        Representative.event_id == person.event_id, Representative.user_id == user.id
    )
    if db.session.scalar(taken) is None:
        person.user_id = user.id


INVITATION_SUBJECT = "registration"
"""What such an invitation is to; its number follows."""


def mail_access_links(address: str, page: str) -> None:
    """Mail ``address`` a link to each company that names it and still lets it in; a single one then shows ``page``.

    What a stranger registered and nobody approved counts only where there is nothing else. Where the person of this
    address is in by the company's link already, on another device, it is the link to that account. An address that no
    such company names gets nothing.
    """
    ways = _list_open_registrations(address)
    if not ways:
        return
    links = []
    for registration, person in ways:
        user = find_device_account(registration, person)
        shows = page if len(ways) == 1 else _home_path(registration)
        url = (
            sign_in_link(user, shows)
            if user is not None
            else _create_invitation_url(registration, person, address, shows)
        )
        notice = audit.log_action("firm.way_in_mailed", registration, event_id=registration.event_id, by=None)
        links.append((registration, url))
    mails.send_access_links(notice, links, address)


def _list_open_registrations(address: str) -> list[tuple[Registration, Representative]]:
    """The newest registration of each company, newest first."""
    open_ = [
        (registration, person)
        for registration, person in list_registrations_naming(address)
        if find_device_account(registration, person) is not None or admits_listed_address(registration)
    ]
    vouched = [way for way in open_ if way[0].source != "registered" or way[0].state == RegistrationState.APPROVED]
    newest: dict[int | None, tuple[Registration, Representative]] = {}
    for way in vouched or open_:
        newest.setdefault(way[0].company_id, way)
    return list(newest.values())


def accept_access_link(user: User, registration_id: int) -> None:
    """Let in who accepted what ``mail_access_links`` sent. Raises LinkDead where the firm is open to it no longer."""
    registration = db.session.get(Registration, registration_id)
    person = find_representative_by_email(registration, user.email or "") if registration is not None else None
    if registration is None or person is None or not admits_listed_address(registration):
        raise LinkDead
    grant_access(registration, user, person)
    audit.log_action(
        "firm_link.claimed", find_link(registration) or registration, event_id=registration.event_id, by=user.id
    )


def _create_invitation_url(registration: Registration, person: Representative, address: str, page: str) -> str:
    payload = {
        "name": person.display_name,
        "role": Role.COMPANY,
        "next": page or _home_path(registration),
        "language": language(),
        "to": company_label(registration.company) if registration.company is not None else "",
    }
    lifetime = TOKEN_LIFETIMES[TokenPurpose.SIGN_IN]
    secret = issue_token(
        TokenPurpose.INVITE,
        f"{INVITATION_SUBJECT}:{registration.id}",
        email=address,
        payload=json.dumps(payload),
        lifetime=lifetime,
    )
    return full_url("accounts.invitation", token=secret)


def _home_path(registration: Registration) -> str:
    return f"/events/{registration.event.slug}/companies/{registration.id}/home"
