"""Which rows a selection finds, as SQL: pairs of a registration and one of its people, and what they said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.companies.models import Company
from app.companies.names.search import is_signs_only, search_companies
from app.companies.sectors.codes import parse_sector_codes
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.events.models import Group
from app.lists.consent import REFUSALS, Purpose, Said, Word
from app.lists.queries.reach import Reach
from app.lists.selection import NO_DELEGATION, Filter, Selection
from app.registrations.models import Consent, Delegation, Registration, Representation, Representative
from app.registrations.models.consents import newest_first
from app.registrations.queries.sectors import in_sectors
from app.registrations.scopes import OUT_OF_SIGHT
from app.registrations.states import RegistrationState

Found = Row[Any]
Asking = Callable[[Selection, Reach], Any]
"""The statement that finds the rows of a selection."""
KEPT = 64
"""So many statements of a kind are kept: pages of a list ask the same again and again."""


def pairs(selection: Selection, reach: Reach, *columns: Any) -> Select[Any]:
    """Registrations with each of their people, or alone; only what the selection finds and the user reaches."""
    return _with_names(_pairs(selection, reach, *columns))


def counts(selection: Selection, reach: Reach, *columns: Any) -> Select[Any]:
    """The same rows for ``columns`` of the registration and aggregates, which need no names."""
    chosen = _pairs(selection, reach, *columns)
    return _with_names(chosen) if selection.filter.search else chosen


def _pairs(selection: Selection, reach: Reach, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Registration)
        .outerjoin(Representation, Representation.registration_id == Registration.id)
        .where(*_conditions(selection, reach))
    )


def _with_names(chosen: Select[Any]) -> Select[Any]:
    return chosen.outerjoin(Representative, Representative.id == Representation.representative_id).outerjoin(
        Company, Company.id == Registration.company_id
    )


def in_order(chosen: Select[Any], order: str) -> Select[Any]:
    """By delegation, rank in the sheet, name; or by the named column first."""
    chosen = chosen.outerjoin(Delegation, Delegation.id == Registration.delegation_id)
    key: Any = {
        "group": Group.position,
        "registration_state": Registration.state,
        "country": Company.country,
        "registered_at": func.coalesce(Registration.submitted_at, Registration.created_at),
    }.get(order.removeprefix("-"))
    if order.removeprefix("-") == "group":
        chosen = chosen.outerjoin(Group, Group.id == Registration.group_id)
    first = () if key is None else (key.is_(None), key.desc() if order.startswith("-") else key)
    return chosen.order_by(
        *first,
        Delegation.id.is_(None),
        Delegation.name_en,
        Registration.rank.is_(None),
        Registration.rank,
        func.lower(_company_name()),
        Registration.id,
        Representative.rank.is_(None),
        Representative.rank,
        Representative.display_name,
        Representative.id,
    )


def asking(columns: Callable[[], Sequence[Any]], *conditions: ColumnElement[bool]) -> Asking:
    """Makes the statement for ``columns`` in the order of a selection, one time for each selection; one that searches
    holds what it has found, and is made anew."""

    def made(selection: Selection, reach: Reach) -> Select[Any]:
        return in_order(pairs(selection, reach, *columns()).where(*conditions), selection.order)

    kept = lru_cache(maxsize=KEPT)(made)

    def asked(selection: Selection, reach: Reach) -> Select[Any]:
        return (
            made(selection, reach)
            if selection.filter.search
            else kept(replace(selection, names=(), titles=(), extra=()), reach)
        )

    return asked


@cache
def said_columns() -> tuple[ColumnElement[Any], ...]:
    """The newest words that bear on a row, in the order of ``said_of``."""
    return (
        newest("attendee_list", Consent.registration_id, Registration.id),
        newest("attendee_list", Consent.registration_id, Registration.id, Consent.source),
        newest("cross_border", Consent.registration_id, Registration.id),
        newest("contacts", Consent.representative_id, Representative.id),
        newest("cross_border", Consent.representative_id, Representative.id),
        _unasked(),
        newest("attendee_list", Consent.representative_id, Representative.id),
        newest("attendee_list", Consent.representative_id, Representative.id, Consent.source),
    )


def said_of(words: Sequence[Any]) -> Said:
    """The words that ``said_columns`` found."""
    listed, source, firm_abroad, contacts, person_abroad, unasked, own, own_source = words
    word = [WORDS[one] for one in (listed, firm_abroad, contacts, person_abroad)]
    is_unasked, own_word = bool(unasked) and word[0] is Word.YES, WORDS[own]
    if word[0] is Word.YES and own_word in REFUSALS:
        source = own_source
    return Said(word[0], source or "", word[1], word[2], word[3], is_unasked, own_word)


WORDS: Final[dict[str | None, Word]] = {None: Word.NOT_ASKED, **{word.value: word for word in Word}}


def _unasked() -> ColumnElement[Any]:
    """Whether the row's person said nothing and came into the firm after it was last asked."""
    own = select(Consent.id).where(Consent.representative_id == Representative.id)
    asked_at = newest("attendee_list", Consent.registration_id, Registration.id, Consent.at)
    return and_(
        Representative.id.is_not(None),
        ~own.correlate(Representative).exists(),
        or_(asked_at.is_(None), Representative.created_at > asked_at),
    )


def newest(
    purpose: str,
    subject: InstrumentedAttribute[int | None],
    of: InstrumentedAttribute[int],
    value: ColumnElement[Any] | InstrumentedAttribute[Any] | None = None,
) -> ColumnElement[Any]:
    """What the newest word in the ledger says of a purpose: the word, or this ``value`` of it."""
    word = case((Consent.withdrawn_at.is_not(None), "withdrawn"), (Consent.given, "yes"), else_="no")
    return (
        select(word if value is None else value)
        .where(subject == of, Consent.purpose == purpose)
        .order_by(*newest_first())
        .limit(1)
        .correlate(Registration, Representative)
        .scalar_subquery()
    )


def _company_name() -> ColumnElement[Any]:
    return func.coalesce(Company.name, Registration.institution)


def _conditions(selection: Selection, reach: Reach) -> list[ColumnElement[bool]]:
    wanted = selection.filter
    found = _reached(selection.use.purpose, reach)
    if wanted.delegation == NO_DELEGATION:
        found.append(Registration.delegation_id.is_(None))
    elif wanted.delegation:
        found.append(Registration.delegation_id == int(wanted.delegation))
    if wanted.group is not None:
        found.append(Registration.group_id == wanted.group)
    if wanted.states:
        found.append(Registration.state.in_(wanted.states))
    elif selection.use.purpose is Purpose.RUNNING:
        found.append(Registration.state.not_in(OUT_OF_SIGHT))
    if wanted.category:
        found.append(Registration.category == wanted.category)
    if wanted.sector:
        found.append(
            in_sectors(
                sector_tree().subtree(wanted.sector) if wanted.sector in sector_tree() else [wanted.sector], ("is_in",)
            )
        )
    if wanted.search:
        found.append(_named(wanted, reach, selection.use.purpose))
    return found


def _reached(purpose: Purpose, reach: Reach) -> list[ColumnElement[bool]]:
    """The firms that a list of this purpose may speak of. Who does not come is not handed on, nor is who is not
    approved where the user does not answer for it."""
    found: list[ColumnElement[bool]] = [Registration.event_id == reach.event_id]
    within = reach.within(purpose)
    if within is not None:
        found.append(Registration.delegation_id.in_(within))
    if purpose is Purpose.HANDOVER:
        found.append(Registration.state.not_in(OUT_OF_SIGHT))
        if reach.delegations is not None:
            approved = Registration.state == RegistrationState.APPROVED
            found.append(or_(approved, Registration.delegation_id.in_(reach.delegations)))
    return found


def firms_named(selection: Selection, reach: Reach) -> frozenset[int]:
    """The registrations that the search finds by the firm, whoever its people are."""
    purpose = selection.use.purpose
    found = or_(*_by_firm(selection.filter, reach, purpose)) if not is_signs_only(selection.filter.search) else false()
    chosen = select(Registration.id).outerjoin(Company, Company.id == Registration.company_id)
    return frozenset(db.session.scalars(chosen.where(*_reached(purpose, reach), found)))


def _named(wanted: Filter, reach: Reach, purpose: Purpose) -> ColumnElement[bool]:
    """A firm, or a person by name; by e-mail only where every e-mail may be seen."""
    if is_signs_only(wanted.search):
        return false()
    texts = [Representative.display_name, Representative.name_zh]
    if purpose is Purpose.RUNNING and reach.shows("email", purpose):
        texts.append(Representative.email)
    return or_(*_by_firm(wanted, reach, purpose), *(_holds(text, wanted.search) for text in texts))


def _by_firm(wanted: Filter, reach: Reach, purpose: Purpose) -> Iterator[ColumnElement[bool]]:
    """By any spelling of its name; by sectors where these may be seen, by a code of its register where all may be."""
    firms = (
        select(Company.id, Company.folded)
        .join(Registration, Registration.company_id == Company.id)
        .where(*_reached(purpose, reach))
    )
    yield Company.id.in_(search_companies(wanted.search, [(row[0], row[1]) for row in db.session.execute(firms)]))
    yield _holds(Registration.institution, wanted.search)
    if reach.shows("sectors", purpose):
        yield in_sectors(parse_sector_codes(wanted.search), ("is_in",))
    if reach.columns is None or purpose is Purpose.HANDOVER:
        codes = (Company.uen, Company.uscc, Company.stock_code)
        coded = or_(*(func.lower(column) == wanted.search.lower() for column in codes))
        own = Registration.delegation_id.in_(reach.delegations) if reach.delegations is not None else true()
        yield and_(coded, own)


def _holds(text: Any, typed: str) -> ColumnElement[bool]:
    return and_(text.is_not(None), text.icontains(typed, autoescape=True))
