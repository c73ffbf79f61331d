"""The companies of an event, and each of them as the others see it."""

from __future__ import annotations

from functools import lru_cache

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.certificates import CERTIFICATES, certificate_name
from app.companies.facts import EMPLOYEES
from app.companies.locale_names import list_countries
from app.companies.models import CompanyProduct, CompanyReference
from app.companies.names.search import has_only_common_words
from app.companies.queries import list_showcase
from app.companies.sectors.tree import sector_label_in, sector_tree
from app.companies.wording import band_words
from app.core.errors import NotFound
from app.core.paging import Page
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, plain
from app.core.web.routing import current_arguments
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.models import Registration
from app.registrations.queries.directory import (
    DirectoryEntry,
    DirectoryFilter,
    find_own_registration,
    get_directory_page,
    get_preferences_about,
    list_known_companies,
    list_markets,
    list_requestable_groups,
    list_visible_people,
)
from app.registrations.queries.hooks import both_accepted, find_partner_meeting, find_request_refusal
from app.registrations.scopes import a_registration, get_certificate_roles, get_registration_roles
from app.registrations.views.answers import list_further_addresses
from app.registrations.views.blueprint import REGISTRATION_ROLES, REGISTRATION_URL, registrations
from app.registrations.views.wording import country_name

DIRECTORY_ROLES = (*REGISTRATION_ROLES, Role.DESK)
MAX_CHIPS = 2
OPTION_INDENT = "\u2003"


@registrations.get("/events/<slug:event>/companies")
@allow(*DIRECTORY_ROLES, of=an_event)
def directory(event: Event) -> ResponseReturnValue:
    """Search by name in any spelling or script; filters by sector, side, certificate."""
    g.tab = "matching.suggestions" if Role.COMPANY in current_roles() else "registrations.directory"
    wanted = parse_directory_filter()
    viewer = find_own_registration(event, current_user.id) if Role.COMPANY in current_roles() else None
    page = get_directory_page(event, wanted, page=request.args.get("page", 1, type=int), language=language())
    return render_template(
        "registrations/directory.html",
        event=event,
        page=page,
        wanted=wanted,
        viewer=viewer,
        known=list_known_companies(viewer) if viewer is not None else frozenset(),
        asks=list_requestable_groups(viewer) if viewer is not None else frozenset(),
        kept_search=current_arguments("lang", "theme", "back"),
        sectors=list_sector_options(wanted.sector, language()),
        groups=[(str(group.id), plain(group.names)) for group in event.groups],
        certificates=[(code, certificate_name(code, language())) for code in CERTIFICATES],
        markets=sorted(((code, country_name(code)) for code in list_markets(event)), key=lambda market: market[1]),
        sizes=[(code, band_words(code)) for code in EMPLOYEES],
        at_page=_page_url,
        group_names={group.id: plain(group.names) for group in event.groups},
        vague=has_only_common_words(wanted.words),
        labels=get_sector_names(page),
        most_chips=MAX_CHIPS,
        clear_url=url_for("registrations.directory", event=event) if wanted.narrows else "",
    )


@registrations.get(f"{REGISTRATION_URL}")
@allow(*DIRECTORY_ROLES, of=a_registration)
def firm(event: Event, registration: Registration) -> ResponseReturnValue:
    """The profile as others see it. Who is not approved yet is seen by those who answer for it alone."""
    mine = bool(get_registration_roles(registration))
    if registration.company is None:
        raise NotFound
    viewer = find_own_registration(event, current_user.id) if Role.COMPANY in current_roles() else None
    g.tab = "matching.suggestions" if viewer is not None and not mine else "registrations.directory"
    other = viewer if viewer is not None and viewer.id != registration.id else None
    return render_template(
        "registrations/company.html",
        event=event,
        registration=registration,
        company=registration.company,
        people=list_visible_people(registration, event=event, viewer=viewer, in_charge=mine),
        sectors={kind: _sector_codes(registration, kind) for kind in ("is_in", "offers", "seeks")},
        held=[certificate for certificate in registration.company.certificates if certificate.kind == "holds"],
        needed=[
            certificate.standard for certificate in registration.company.certificates if certificate.kind == "needs"
        ],
        sees_papers=bool(get_certificate_roles(registration)),
        products=list_showcase(CompanyProduct, registration.company_id),
        references=list_showcase(CompanyReference, registration.company_id),
        viewer=other,
        said=get_preferences_about(other, registration) if other is not None else frozenset(),
        standing=find_partner_meeting(other.id, registration.id) if other is not None else None,
        barred=find_request_refusal(event, other, registration) if other is not None else "",
        further=list_further_addresses(registration) if mine else [],
        mine=mine,
        met=other is not None and both_accepted(other.id, registration.id),
    )


def parse_directory_filter() -> DirectoryFilter:
    """What the address of this request asks a directory for."""
    given = request.args
    side = given.get("side", "")
    return DirectoryFilter(
        words=given.get("q", "").strip()[:100],
        sector=given.get("sector", "") if given.get("sector", "") in sector_tree() else "",
        side=side if side == "seeks" else "does",
        group=given.get("group", type=int),
        certificate=given.get("certificate", "") if given.get("certificate", "") in CERTIFICATES else "",
        market=given.get("market", "") if given.get("market", "") in list_countries("en") else "",
        size=given.get("size", "") if given.get("size", "") in EMPLOYEES else "",
    )


def _page_url(number: int | None) -> str:
    """This list at another page, "" for none."""
    if number is None:
        return ""
    arguments = {name: values for name, values in current_arguments("lang", "theme").items() if any(values)}
    return url_for("registrations.directory", **{**arguments, **(request.view_args or {}), "page": number})


@lru_cache(maxsize=600)
def list_sector_options(chosen: str, spoken: str) -> list[tuple[str, str]]:
    """All sections; below the one that is chosen, or holds the chosen one, its divisions."""
    section = sector_tree().path(chosen)[0] if chosen else ""
    codes = [
        code
        for top in sector_tree().sections
        for code in (top, *(sector_tree().children(top) if top == section else ()))
    ]
    return [
        (code, f"{'' if code in sector_tree().sections else OPTION_INDENT}{code} {sector_label_in(code, spoken)}")
        for code in codes
    ]


def get_sector_names(page: Page[DirectoryEntry]) -> dict[str, str]:
    """The sectors of a page by their names."""
    spoken = language()
    shown = {code for entry in page for code in (*entry.does_codes[:MAX_CHIPS], *entry.seeks_codes[:MAX_CHIPS])}
    return {code: f"{sector_label_in(code, spoken)} ({code})" for code in shown}


def _sector_codes(registration: Registration, kind: str) -> tuple[str, ...]:
    company = registration.company
    return sector_tree().sorted(sector.code for sector in company.sectors if sector.kind == kind) if company else ()
