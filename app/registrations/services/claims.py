"""In by a firm's link: the first to come claims it, a fresh link leads back, who comes second asks to be let in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from app.accounts.models import User
from app.accounts.services import create_user, require_confirmed
from app.companies.models import Company, CompanyUser
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, NotAllowed, NotFound
from app.registrations import mails
from app.registrations.compared_firm import Firm, firm_of
from app.registrations.duplicates import Outcome
from app.registrations.links import Standing
from app.registrations.models import FirmLink, JoinRequest, Preference, Registration, Representative
from app.registrations.pool import Pool
from app.registrations.queries.firms import spoken_by
from app.registrations.queries.joins import accounts_of, acts_for, device_account, users_of
from app.registrations.queries.keeping import kept_by_others
from app.registrations.queries.links import link_of, standing_of
from app.registrations.queries.merging import GONE
from app.registrations.services.merging import merge
from app.registrations.services.standing import open_invitation
from app.registrations.signals import account_reopened, reader_leaves

MOST_WAITING = 10
"""So many may ask to join one firm before somebody answers."""


class LinkNotOpen(Conflict):
    """The link lets nobody in as it now stands. Details: standing."""

    code = "firm_link_not_open"


class TooManyWaiting(Conflict):
    """Several people wait for this firm’s answer already."""

    code = "join_too_many"


class NotForItsChamber(NotAllowed):
    """The firm was at other events without this chamber: its own people or the organizer let somebody in."""

    code = "join_not_for_chamber"


class AnswersItself(Conflict):
    """A firm with users of its own answers who asks to join; its chamber does not."""

    code = "join_answered_by_firm"


class OwnAccess(Conflict):
    """Nobody takes their own access away, so that a firm is not left by a slip."""

    code = "own_access"


@dataclass(frozen=True)
class Claimed:
    """Who is in now. ``came_back``: as the user of an earlier link; its other devices are signed out."""

    user: User
    registration: Registration
    came_back: bool


def claim(registration_id: int, version: int, *, person_id: int | None, visitor: User | None, language: str) -> Claimed:
    """Let somebody in by this version of a firm's link, which is claimed from then on.

    ``person_id``: which of the firm's people they are, None for somebody else; ``visitor``: who is signed in at the
    browser, else an account without e-mail is made. Raises LinkNotOpen, NotFound.
    """
    with transaction():
        link = _locked(registration_id, version, Standing.OPEN)
        registration, person = link.registration, _person(registration_id, person_id)
        if visitor is not None:
            _go_by_own_company(registration, visitor)
        back = device_account(link) if visitor is None else None
        user = visitor or back or _newcomer(registration, person, language)
        let_in(registration, user, person)
        if back is not None:
            _reopen(registration, back)
        link.claimed_by, link.last_opened_at = user.id, now()
        link.opened += 1
        db.session.flush()
        notice = audit.log_action(
            "firm_link.claimed", link, event_id=registration.event_id, by=user.id, back=back is not None
        )
        if back is not None:
            mails.tell_join(notice, registration, user)
        open_invitation(registration, by=user.id)
    return Claimed(user, registration, back is not None)


def come_back(user: User) -> None:
    """In the running transaction: somebody is in again as this account without e-mail by a link that went to the
    address on the sheet, which the firm's chamber may have written there."""
    found = select(FirmLink).where(FirmLink.claimed_by == user.id).order_by(FirmLink.id)
    for link in db.session.scalars(found).all():
        _reopen(link.registration, user)
        notice = audit.log_action("firm_link.claimed", link, event_id=link.registration.event_id, by=user.id, back=True)
        mails.tell_join(notice, link.registration, user)


def _reopen(registration: Registration, user: User) -> None:
    """Nobody vouches that it is the same person: the account's other devices are signed out, and what was said and
    noted in private is shown to nobody."""
    user.session_version += 1
    seal_private_lists(registration)
    account_reopened.send(user)


def ask_to_join(registration_id: int, version: int, *, name: str, visitor: User | None, language: str) -> JoinRequest:
    """Ask the firm's own people, or its chamber, to be let in; asked twice it is asked once.

    Raises LinkNotOpen unless the link is claimed, TooManyWaiting, EmailUnconfirmed.
    """
    with transaction() as session:
        link = _locked(registration_id, version, Standing.CLAIMED)
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
        if (session.scalar(waiting) or 0) >= MOST_WAITING:
            raise TooManyWaiting
        asked = JoinRequest(registration_id=registration_id, user_id=user.id)
        session.add(asked)
        session.flush()
        notice = audit.log_action(
            "join.asked", asked, event_id=link.registration.event_id, by=user.id, registration=registration_id
        )
        mails.tell_join(notice, link.registration, user, asks=True)
    return asked


def answer_join(
    registration: Registration, join_id: int, *, yes: bool, by: int, for_chamber: bool = False
) -> JoinRequest:
    """Let somebody in, or not. ``for_chamber``: whoever answers does so as the firm's chamber alone.

    Raises NotFound for another firm's request or one that is answered already, NotForItsChamber, AnswersItself.
    """
    own = acts_for(registration, by)
    if for_chamber and yes and kept_by_others(registration):
        raise NotForItsChamber
    if for_chamber and not own and users_of(registration):
        raise AnswersItself
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
            let_in(registration, user, vouched=not for_chamber or own)
        kind = "join.let_in" if yes else "join.declined"
        notice = audit.log_action(kind, asked, event_id=registration.event_id, by=by, registration=registration.id)
        if yes and not own:
            mails.tell_join(notice, registration, user)
    return asked


def say_not_ours(link: FirmLink, *, by: int | None) -> None:
    """Whoever got a link that is not for them says so; the chamber reads it, nothing else changes."""
    with transaction():
        audit.log_action(
            "firm_link.not_ours",
            link,
            event_id=link.registration.event_id,
            by=by,
            registration=link.registration_id,
        )


def let_in(
    registration: Registration, user: User, person: Representative | None = None, *, vouched: bool = False
) -> None:
    """From now on ``user`` acts for the firm, at every event it comes to, and its link counts as claimed; ``person``:
    which of the firm's people they are. Whatever way somebody is let in, it is done here.

    ``vouched``: one of the firm's own people or the organizer says who it is. Else what the firm noted in private so
    far is sealed.
    """
    acts = select(CompanyUser.id).where(
        CompanyUser.company_id == registration.company_id, CompanyUser.user_id == user.id
    )
    if registration.company_id is not None and db.session.scalar(acts) is None:
        require_confirmed(user)
        db.session.add(CompanyUser(company_id=registration.company_id, user_id=user.id))
        if not vouched:
            seal_private_lists(registration)
    _is_person(person, user)
    link = link_of(registration)
    if link is not None and link.claimed_at is None:
        link.claimed_at = now()
        if not kept_by_others(registration):  # else a fresh link would open what the firm did elsewhere
            link.claimed_by = user.id
    db.session.flush()


def let_out(registration: Registration, user_id: int, *, by: int, for_chamber: bool = False) -> None:
    """``user_id`` no longer acts for the firm. ``for_chamber``: as for ``answer_join``.

    Raises OwnAccess for oneself, NotFound for who does not act for it, NotForItsChamber, AnswersItself.
    """
    if user_id == by:
        raise OwnAccess
    if for_chamber and kept_by_others(registration):
        raise NotForItsChamber
    if for_chamber and accounts_of(registration):
        raise AnswersItself
    gone = (
        delete(CompanyUser)
        .where(
            CompanyUser.company_id == registration.company_id,
            CompanyUser.user_id == user_id,
        )
        .returning(CompanyUser.id)
    )
    with transaction() as session:
        if session.scalar(gone) is None:
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
            _keep_links_claimed(registration, user)
        mails.tell_let_out(notice, registration, user, by=by)
        if user.email and user.disabled_at is None:
            for firm in _of_company(registration):
                language = user.locale or spoken_by(firm)
                reader_leaves.send(firm, address=user.email, language=language, notice=notice)


def _keep_links_claimed(registration: Registration, user: User) -> None:
    """The links of a firm for which somebody with an account acted let nobody in by themselves, replaced or not."""
    theirs = select(Registration.id).where(Registration.company_id == registration.company_id)
    db.session.execute(
        update(FirmLink)
        .where(FirmLink.registration_id.in_(theirs))
        .values(claimed_by=user.id, claimed_at=func.coalesce(FirmLink.claimed_at, now()))
    )


def seal_private_lists(registration: Registration) -> None:
    """What the firm said in private so far, at any event, stays in force and is shown to nobody."""
    theirs = select(Registration.id).where(Registration.company_id == registration.company_id)
    said = update(Preference).where(Preference.registration_id.in_(theirs), Preference.source == "self")
    db.session.execute(said.values(sealed=True))


def _of_company(registration: Registration) -> Sequence[Registration]:
    """Its firm at every event: who acts for it does so at all of them."""
    rows = select(Registration).where(Registration.company_id == registration.company_id)
    return db.session.scalars(rows.order_by(Registration.id)).all()


def _locked(registration_id: int, version: int, wanted: Standing) -> FirmLink:
    """The link behind its lock, in the standing that the act needs. Raises LinkNotOpen, NotFound."""
    found = select(FirmLink).where(FirmLink.registration_id == registration_id).with_for_update()
    link = db.session.scalar(found.execution_options(populate_existing=True))
    if link is None:
        raise NotFound
    standing = standing_of(link) if link.version == version else Standing.REVOKED
    if standing != wanted:
        raise LinkNotOpen(standing=standing.value)
    return link


def _go_by_own_company(registration: Registration, user: User) -> None:
    """A chamber's sheet makes a record of its own of a firm that others registered. Once somebody of that firm accepts,
    the two records become one; the organizer may part them again."""
    company, event = registration.company, registration.event
    if company is None or users_of(registration):
        return
    here = select(Registration.company_id).where(Registration.event_id == event.id)
    theirs = (
        select(Company)
        .join(CompanyUser, CompanyUser.company_id == Company.id)
        .where(CompanyUser.user_id == user.id, Company.organisation_id == event.organisation_id)
        .where(Company.erased_at.is_(None), Company.id.not_in(GONE), Company.id.not_in(here))
        .order_by(Company.id)
    )
    match = Pool(_compared(each) for each in db.session.scalars(theirs)).best(_compared(company))
    if match is not None and match[1].outcome is Outcome.SAME:
        merge(event.organisation_id, int(match[0].key), company.id, by=user.id)
        db.session.refresh(registration)


def _compared(company: Company) -> Firm:
    names = [company.name, company.name_zh or "", *(company.other_names or ())]
    registry = (company.uen or "", company.uscc or "")
    return firm_of(str(company.id), names, website=company.website or "", registry=registry)


def _newcomer(registration: Registration, person: Representative | None, language: str) -> User:
    company = registration.company.name if registration.company else ""
    name = person.display_name if person is not None else company
    return create_user(name, phone=person.phone if person is not None else None, locale=language)


def _person(registration_id: int, person_id: int | None) -> Representative | None:
    """One of the firm's own people; None for nobody of them. Raises NotFound for somebody else's."""
    if person_id is None:
        return None
    registration = db.session.get_one(Registration, registration_id)
    found = next((one for one in registration.representatives if one.id == person_id), None)
    if found is None:
        raise NotFound
    return found


def _is_person(person: Representative | None, user: User) -> None:
    """Remember which person the user is, unless the person is somebody's or the user somebody already."""
    if person is None or person.user_id is not None:
        return
    taken = select(Representative.id).where(
        Representative.event_id == person.event_id, Representative.user_id == user.id
    )
    if db.session.scalar(taken) is None:
        person.user_id = user.id
