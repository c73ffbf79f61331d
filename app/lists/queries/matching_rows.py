"""Which rows of an event a user reaches and a selection finds, as SQL: registrations, people, consents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.permissions import Role
from app.companies.models import Company
from app.companies.names.search import is_signs_only, search_companies
from app.companies.sectors.codes import parse_sector_codes
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.events.models import Event, Group
from app.lists.allowed_columns import AllowedColumns, allowed_columns, restrict_selection
from app.lists.consent import REFUSED_WORDS, LedgerWord, ListPurpose, RowConsents
from app.lists.selection import NO_DELEGATION, AttendeeFilter, ListSelection
from app.registrations.models import Consent, Delegation, Registration, Representation, Representative
from app.registrations.models.consents import newest_consent_first
from app.registrations.queries import list_own_delegations
from app.registrations.queries.registrations import in_sectors
from app.registrations.states import INACTIVE_STATES, RegistrationState

ALL_COMPANIES_ROLES = frozenset({Role.ORGANIZER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class ListReach:
    """``delegations``: those whose companies the user answers for; None: all companies of the event. Only these may
    be listed for running the event, unless the user ``runs_all`` of it.

    A hand-over also reaches the approved companies of others: there the consents decide. ``columns``: the only ones
    for running the event; ``hands_over``: whether a list may leave the house.
    """

    event_id: int
    delegations: tuple[int, ...] | None = None
    columns: AllowedColumns = None
    hands_over: bool = True
    runs_all: bool = False

    def within(self, purpose: ListPurpose) -> tuple[int, ...] | None:
        return self.delegations if purpose is ListPurpose.RUNNING and not self.runs_all else None

    def answers_for(self, delegation_id: int | None) -> bool:
        """Whether firms of this delegation (None: that came by themselves) are the user's own to look after."""
        return self.delegations is None or delegation_id in self.delegations

    def part_of(self, selection: ListSelection) -> ListSelection:
        """What this user may have of what was asked for."""
        return restrict_selection(selection, self.columns, hands_over=self.hands_over)

    def shows(self, column: str, purpose: ListPurpose) -> bool:
        """Whether a list of this purpose may have the column; of a hand-over the consents decide the rest."""
        return purpose is ListPurpose.HANDOVER or self.columns is None or column in self.columns


def reach_of(user_id: int, event: Event, roles: frozenset[str]) -> ListReach:
    """The organizer answers for all companies, a chamber and a delegation's head for their own; the desk runs the event
    for all of them."""
    columns = allowed_columns(roles)
    own = (
        None
        if roles & ALL_COMPANIES_ROLES
        else tuple(delegation.id for delegation in list_own_delegations(user_id, event))
    )
    return ListReach(
        event.id, own, columns.get(ListPurpose.RUNNING), ListPurpose.HANDOVER in columns, Role.DESK in roles
    )


RowsQuery = Callable[[ListSelection, ListReach], Any]
"""The statement that finds the rows of a selection."""
CACHED_STATEMENTS = 64
"""So many statements of a kind are kept: pages of a list ask the same again and again."""


def rows_query(selection: ListSelection, reach: ListReach, *columns: Any) -> Select[Any]:
    """Registrations with each of their people, or alone; only what the selection finds and the user reaches."""
    return _with_names(_pairs_query(selection, reach, *columns))


def counts_query(selection: ListSelection, reach: ListReach, *columns: Any) -> Select[Any]:
    """The same rows for ``columns`` of the registration and aggregates, which need no names."""
    chosen = _pairs_query(selection, reach, *columns)
    return _with_names(chosen) if selection.filter.search else chosen


def _pairs_query(selection: ListSelection, reach: ListReach, *columns: Any) -> Select[Any]:
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


def ordered_query(chosen: Select[Any], order: str) -> Select[Any]:
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
        func.lower(func.coalesce(Company.name, Registration.institution)),
        Registration.id,
        Representative.rank.is_(None),
        Representative.rank,
        Representative.display_name,
        Representative.id,
    )


def cached_query(columns: Callable[[], Sequence[Any]], *conditions: ColumnElement[bool]) -> RowsQuery:
    """Makes the statement for ``columns`` in the order of a selection, one time for each selection; one that searches
    holds what it has found, and is made anew."""

    def made(selection: ListSelection, reach: ListReach) -> Select[Any]:
        return ordered_query(rows_query(selection, reach, *columns()).where(*conditions), selection.order)

    cached = lru_cache(maxsize=CACHED_STATEMENTS)(made)

    def statement_of(selection: ListSelection, reach: ListReach) -> Select[Any]:
        return (
            made(selection, reach)
            if selection.filter.search
            else cached(replace(selection, names=(), titles=(), extra=()), reach)
        )

    return statement_of


@cache
def consent_columns() -> tuple[ColumnElement[Any], ...]:
    """The newest words that bear on a row, in the order of ``describe_mailing``."""
    return (
        newest_consent("attendee_list", Consent.registration_id, Registration.id),
        newest_consent("attendee_list", Consent.registration_id, Registration.id, Consent.source),
        newest_consent("cross_border", Consent.registration_id, Registration.id),
        newest_consent("contacts", Consent.representative_id, Representative.id),
        newest_consent("cross_border", Consent.representative_id, Representative.id),
        _is_unasked(),
        newest_consent("attendee_list", Consent.representative_id, Representative.id),
        newest_consent("attendee_list", Consent.representative_id, Representative.id, Consent.source),
    )


def consents_of_row(words: Sequence[Any]) -> RowConsents:
    """The words that ``consent_columns`` found."""
    listed, source, company_abroad, contacts, person_abroad, unasked, own, own_source = words
    word = [WORD_OF_VALUE[value] for value in (listed, company_abroad, contacts, person_abroad)]
    is_unasked, own_word = bool(unasked) and word[0] is LedgerWord.YES, WORD_OF_VALUE[own]
    if word[0] is LedgerWord.YES and own_word in REFUSED_WORDS:
        source = own_source
    return RowConsents(word[0], source or "", word[1], word[2], word[3], is_unasked, own_word)


WORD_OF_VALUE: Final[dict[str | None, LedgerWord]] = {
    None: LedgerWord.NOT_ASKED,
    **{word.value: word for word in LedgerWord},
}


def _is_unasked() -> ColumnElement[Any]:
    """Whether the row's person said nothing and came into the firm after it was last asked."""
    own = select(Consent.id).where(Consent.representative_id == Representative.id)
    asked_at = newest_consent("attendee_list", Consent.registration_id, Registration.id, Consent.at)
    return and_(
        Representative.id.is_not(None),
        ~own.correlate(Representative).exists(),
        or_(asked_at.is_(None), Representative.created_at > asked_at),
    )


def newest_consent(
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
        .order_by(*newest_consent_first())
        .limit(1)
        .correlate(Registration, Representative)
        .scalar_subquery()
    )


def _conditions(selection: ListSelection, reach: ListReach) -> list[ColumnElement[bool]]:
    filters = selection.filter
    conditions = _reach_conditions(selection.use.purpose, reach)
    if filters.delegation == NO_DELEGATION:
        conditions.append(Registration.delegation_id.is_(None))
    elif filters.delegation:
        conditions.append(Registration.delegation_id == int(filters.delegation))
    if filters.group is not None:
        conditions.append(Registration.group_id == filters.group)
    if filters.states:
        conditions.append(Registration.state.in_(filters.states))
    elif selection.use.purpose is ListPurpose.RUNNING:
        conditions.append(Registration.state.not_in(INACTIVE_STATES))
    if filters.category:
        conditions.append(Registration.category == filters.category)
    if filters.sector:
        conditions.append(
            in_sectors(
                sector_tree().subtree(filters.sector) if filters.sector in sector_tree() else [filters.sector],
                ("is_in",),
            )
        )
    if filters.search:
        conditions.append(_search_condition(filters, reach, selection.use.purpose))
    return conditions


def _reach_conditions(purpose: ListPurpose, reach: ListReach) -> list[ColumnElement[bool]]:
    """The companies that a list of this purpose may speak of. Who does not come is not handed on, nor is who is not
    approved where the user does not answer for it."""
    conditions: list[ColumnElement[bool]] = [Registration.event_id == reach.event_id]
    within = reach.within(purpose)
    if within is not None:
        conditions.append(Registration.delegation_id.in_(within))
    if purpose is ListPurpose.HANDOVER:
        conditions.append(Registration.state.not_in(INACTIVE_STATES))
        if reach.delegations is not None:
            approved = Registration.state == RegistrationState.APPROVED
            conditions.append(or_(approved, Registration.delegation_id.in_(reach.delegations)))
    return conditions


def companies_found(selection: ListSelection, reach: ListReach) -> frozenset[int]:
    """The registrations that the search finds by the firm, whoever its people are."""
    purpose = selection.use.purpose
    condition = (
        or_(*_company_conditions(selection.filter, reach, purpose))
        if not is_signs_only(selection.filter.search)
        else false()
    )
    chosen = select(Registration.id).outerjoin(Company, Company.id == Registration.company_id)
    return frozenset(db.session.scalars(chosen.where(*_reach_conditions(purpose, reach), condition)))


def _search_condition(filters: AttendeeFilter, reach: ListReach, purpose: ListPurpose) -> ColumnElement[bool]:
    """A firm, or a person by name; by e-mail only where every e-mail may be seen."""
    if is_signs_only(filters.search):
        return false()
    texts = [Representative.display_name, Representative.name_zh]
    if purpose is ListPurpose.RUNNING and reach.shows("email", purpose):
        texts.append(Representative.email)
    return or_(*_company_conditions(filters, reach, purpose), *(_contains(text, filters.search) for text in texts))


def _company_conditions(
    filters: AttendeeFilter, reach: ListReach, purpose: ListPurpose
) -> Iterator[ColumnElement[bool]]:
    """By any spelling of its name; by sectors where these may be seen, by a code of its register where all may be."""
    companies = (
        select(Company.id, Company.folded)
        .join(Registration, Registration.company_id == Company.id)
        .where(*_reach_conditions(purpose, reach))
    )
    yield Company.id.in_(
        search_companies(filters.search, [(company_id, folded) for company_id, folded in db.session.execute(companies)])
    )
    yield _contains(Registration.institution, filters.search)
    if reach.shows("sectors", purpose):
        yield in_sectors(parse_sector_codes(filters.search), ("is_in",))
    if reach.columns is None or purpose is ListPurpose.HANDOVER:
        codes = (Company.uen, Company.uscc, Company.stock_code)
        coded = or_(*(func.lower(column) == filters.search.lower() for column in codes))
        own = Registration.delegation_id.in_(reach.delegations) if reach.delegations is not None else true()
        yield and_(coded, own)


def _contains(text: Any, typed: str) -> ColumnElement[bool]:
    return and_(text.is_not(None), text.icontains(typed, autoescape=True))
