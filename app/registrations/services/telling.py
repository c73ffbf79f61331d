"""Telling the members of a delegation what is new in its programme: once each, all that is new to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core import audit
from app.core.db import db, transaction
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations import mails
from app.registrations.models import Delegation
from app.registrations.news import Change, Kind, stored
from app.registrations.queries.firms import readers_among
from app.registrations.queries.untold import Member, members_with_news, signed_up_elsewhere
from app.registrations.services import quotas


@dataclass(frozen=True, slots=True)
class ByHand:
    """How many members ``told`` did not know of something, and of how many the programme is another one by now
    (``changed``): those know a text that holds no longer."""

    told: int
    changed: int


def tell(delegation: Delegation, *, by: int, about: Kind | None = None) -> int:
    """One letter to each who reads mail for a member that does not know all of it; how many members got one.
    ``about``: only to those for whom some of it is news of that kind. Raises PhaseForbids once the event is closed."""
    with transaction():
        kept = _locked(delegation)
        told = [one for one in members_with_news(kept) if one.readers]
        return sum(_tell(kept, one, by) for one in told if about in (None, *(each.kind for each in one.news)))


def tell_signed_up(delegation: Delegation, visit_id: int, news: Change, *, by: int) -> None:
    """Inside the caller's transaction: a letter to each of other delegations, or of none, that signed up for this."""
    firms = signed_up_elsewhere(delegation, visit_id)
    readers = readers_among(firms)
    for firm in firms:
        if readers[firm.id]:
            notice = audit.log_action("visit.told", firm, event_id=delegation.event_id, by=by, delegation=delegation.id)
            mails.tell_programme(notice, firm, readers[firm.id], [news], delegation, delegation.event)


def mark_told(delegation: Delegation, chosen: Mapping[int, str], *, by: int) -> ByHand:
    """Somebody says to have told these members by hand: id of the registration → mark of what the text told. Raises
    PhaseForbids once the event is closed."""
    with transaction():
        kept = _locked(delegation)
        members = [one for one in members_with_news(kept) if one.id in chosen]
        told = [one for one in members if one.mark == chosen[one.id]]
        for one in told:
            _keep(one)
            audit.log_action("visit.told_by_hand", one.registration, event_id=kept.event_id, by=by, delegation=kept.id)
    return ByHand(len(told), len(members) - len(told))


def _tell(delegation: Delegation, member: Member, by: int) -> bool:
    event = db.session.get_one(Event, delegation.event_id)
    notice = audit.log_action("visit.told", member.registration, event_id=event.id, by=by, delegation=delegation.id)
    written = mails.tell_programme(notice, member.registration, member.readers, member.news, delegation, event)
    if written:
        _keep(member)
    return written


def _keep(member: Member) -> None:
    member.registration.programme_told = stored(member.stands)
    db.session.flush()


def _locked(delegation: Delegation) -> Delegation:
    kept = quotas.locked(delegation.id)
    event = db.session.get_one(Event, kept.event_id)
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    return kept
