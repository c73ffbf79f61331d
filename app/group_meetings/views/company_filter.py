"""A long list of companies, or of what they host, filtered by name, sector and delegation: in an address, or within
a form that is typed still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from app.companies.names.parsing import fold
from app.core.web.locale import language, plain
from app.events.models import Event
from app.group_meetings.forms import CompanyFilterForm
from app.group_meetings.queries.company_filter import CompanyFilter, filter_companies, parse_company_filter
from app.meetings.queries.group_meetings import GroupMeetingRow
from app.meetings.views.eligibility import CompanyChoice
from app.registrations.queries.registration_list import list_delegation_choices
from app.registrations.views.directory import list_sector_options


@dataclass(frozen=True, slots=True)
class CompanyFilterOptions:
    """What a page offers to narrow a list by, and what is asked for; ``some`` of ``every`` are shown."""

    wanted: CompanyFilter
    sectors: Sequence[tuple[str, str]]
    delegations: Sequence[tuple[str, str]]
    some: int
    every: int


def get_filter_in_address() -> CompanyFilter:
    """As the address asks."""
    args = request.args
    return parse_company_filter(args.get("q", ""), args.get("sector", ""), args.get("delegation", ""))


def get_filter_in_form(form: CompanyFilterForm) -> CompanyFilter:
    """As the fields of a form ask."""
    return parse_company_filter(form.q.data or "", form.sector.data or "", form.delegation.data or "")


def filter_choices(
    event: Event, wanted: CompanyFilter, choices: Iterable[CompanyChoice], ticked: Iterable[int]
) -> tuple[list[CompanyChoice], CompanyFilterOptions]:
    """Of the firms to choose from those that fit, and those that are ticked already."""
    every, chosen_ids = list(choices), set(ticked)
    ids = {choice.company.id for choice in every}
    fit = set(filter_companies(event.id, wanted, ids)) | chosen_ids if wanted.narrows else ids
    some = [choice for choice in every if choice.company.id in fit]
    return some, make_filter_options(event, wanted, len(some), len(every))


def filter_rows(event: Event, wanted: CompanyFilter, rows: Sequence[GroupMeetingRow]) -> list[GroupMeetingRow]:
    """The group meetings whose host fits; of words also those whose topic has them."""
    if not wanted.narrows:
        return list(rows)
    ids, words = {row.host.registration_id for row in rows}, fold(wanted.words)
    hosts = set(filter_companies(event.id, wanted, ids))
    beside = (
        set(filter_companies(event.id, CompanyFilter("", wanted.sector, wanted.delegation), ids)) if words else set()
    )
    return [
        row
        for row in rows
        if row.host.registration_id in hosts or (row.host.registration_id in beside and words in fold(row.topic))
    ]


def make_filter_options(event: Event, wanted: CompanyFilter, some: int, every: int) -> CompanyFilterOptions:
    """What the page offers."""
    brought = [
        (str(delegation_choice.id), plain(delegation_choice.name))
        for delegation_choice in list_delegation_choices(event)
    ]
    return CompanyFilterOptions(
        wanted,
        [("", gettext("All sectors")), *list_sector_options(wanted.sector, language())],
        [("", gettext("Every delegation")), *brought, ("none", gettext("without a delegation"))] if brought else [],
        some,
        every,
    )
