"""The words by which people and firms are known, but for those that others bear as well."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from urllib.parse import urlsplit

from sqlalchemy import select

from app.accounts.models import User
from app.companies.models import Company
from app.companies.names.parsing import compact
from app.core.db import db
from app.core.personal_data import PersonalTraces, personal_traces
from app.registrations.models import Representative


def traces_of_people(users: Iterable[int], people: Collection[int], events: Collection[int]) -> PersonalTraces:
    """What somebody else at one of the events bears or uses too is no trace: it would take the other one along."""
    accounts = db.session.scalars(select(User).where(User.id.in_(list(users)))).all()
    persons = db.session.scalars(select(Representative).where(Representative.id.in_(people))).all()
    others = _others(people, events) if persons else []
    names = {one.name for one in accounts} | {name for one in persons for name in _names(one)}
    taken = {compact(name) for one in others for name in _names(one)}
    mine = personal_traces(
        [*(name for name in names if compact(name) not in taken), *(one.wechat for one in persons)],
        [*(one.email for one in accounts), *(one.email for one in persons)],
        [*(one.phone for one in accounts), *(one.phone for one in persons)],
    )
    theirs = personal_traces([], [one.email for one in others], [one.phone for one in others])
    own = frozenset(one.email for one in accounts if one.email)
    return PersonalTraces(mine.words, (mine.addresses - theirs.addresses) | own, mine.numbers - theirs.numbers)


def _names(person: Representative) -> set[str]:
    family, given = person.family_name or "", person.given_name or ""
    both = {f"{family} {given}", f"{given} {family}"} if family and given else set()
    return {name for name in (person.display_name, person.name_zh, *both) if name}


def _others(people: Collection[int], events: Collection[int]) -> Sequence[Representative]:
    chosen = select(Representative).where(
        Representative.event_id.in_(events), Representative.id.not_in(people), Representative.erased_at.is_(None)
    )
    return db.session.scalars(chosen).all()


def traces_of_companies(companies: Iterable[int]) -> PersonalTraces:
    """A name that stands within another firm's name counts only where it stands alone."""
    found = db.session.scalars(select(Company).where(Company.id.in_(list(companies)))).all()
    if not found:
        return PersonalTraces()
    chosen = select(Company.folded).where(
        Company.organisation_id.in_({one.organisation_id for one in found}),
        Company.id.not_in([one.id for one in found]),
    )
    others = [compact(name) for name in db.session.scalars(chosen)]
    names = {name for one in found for name in (one.name, one.name_zh, *(one.other_names or ())) if name}
    inside = {name for name in names if any(compact(name) in other for other in others)}
    known = {code for one in found for code in (one.uen, one.uscc, _host(one.website)) if code}
    alone = inside | {one.stock_code for one in found if one.stock_code}
    return personal_traces([*(names - inside), *known], [], []) | PersonalTraces(whole=frozenset(alone))


def _host(website: str | None) -> str:
    given = website or ""
    host = urlsplit(given if "//" in given else f"//{given}").hostname or ""
    return host.removeprefix("www.")
