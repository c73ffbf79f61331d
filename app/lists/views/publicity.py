"""The printed catalogue of companies, made by a job; the public directory, for anybody, where the event wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from flask import Response, g, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.certificates import CERTIFICATES, certificate_name, is_valid_at_event
from app.companies.locale_names import list_countries
from app.companies.models import Company
from app.companies.names.search import has_only_common_words
from app.companies.queries import get_logo
from app.companies.sectors import tree as sectors
from app.companies.sectors.tree import sector_tree
from app.core.db import new_public_id
from app.core.errors import NotFound
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles, public
from app.core.web.locale import language, plain
from app.core.web.routing import current_arguments
from app.events.models import Event
from app.events.rules import DirectoryVisibility
from app.events.scopes import an_event, event_at, roles_in
from app.lists import wording
from app.lists.forms import CatalogueForm
from app.lists.publicity import CATALOGUE_KIND, public_text
from app.lists.queries.exports import filter_names, filter_text
from app.lists.queries.matching_rows import ListReach, reach_of
from app.lists.queries.publicity import (
    PublicPage,
    catalogue_companies,
    catalogue_selection,
    directory_is_open,
    public_companies,
    public_company,
)
from app.lists.selection import LIST_USES, ListSelection, parse_selection, selection_arguments, use_word
from app.lists.services import ExportRequest
from app.lists.services.exports import enqueue_export
from app.lists.services.files import count_left_out
from app.lists.views.blueprint import ATTENDEES_PATH, lists
from app.registrations.models import Registration
from app.registrations.queries.directory import DirectoryFilter
from app.registrations.views.directory import MAX_CHIPS, get_sector_names, list_sector_options, parse_directory_filter

CATALOGUE_ROLES = (Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD)


@dataclass(frozen=True, slots=True)
class CatalogueChoice:
    """Which firms the address of this request chooses, for which use; a hand-over abroad where it says none."""

    event: Event
    reach: ListReach
    selection: ListSelection

    @property
    def values(self) -> dict[str, Any]:
        arguments = selection_arguments(self.selection, ListSelection(use=self.selection.use))
        named: dict[str, Any] = {
            name: arguments[name] for name in ("delegation", "group", "sector", "q") if name in arguments
        }
        return {"use": use_word(self.selection.use), **named}

    def address(self) -> Callable[..., str]:
        """``address(use="home")``: this page with some parameters changed."""
        return lambda endpoint="lists.catalogue", **changes: url_for(
            endpoint,
            event=self.event,
            **{name: value for name, value in {**self.values, **changes}.items() if value and name != "export"},
        )


@lists.app_template_global()
def makes_catalogues(event: Event) -> bool:
    """Whether the reader may make a catalogue of the event."""
    return bool(roles_in(event) & frozenset(CATALOGUE_ROLES))


@lists.get(f"{ATTENDEES_PATH}/catalogue")
@allow(*CATALOGUE_ROLES, of=an_event)
def catalogue(event: Event) -> ResponseReturnValue:
    return _catalogue_page(_requested_catalogue(event), CatalogueForm(None, language=language(), key=new_public_id()))


@lists.post(f"{ATTENDEES_PATH}/catalogue")
@allow(*CATALOGUE_ROLES, of=an_event)
def make_catalogue(event: Event) -> ResponseReturnValue:
    choice, form = _requested_catalogue(event), CatalogueForm()
    if not form.validate():
        return _catalogue_page(choice, form), 422
    if not catalogue_companies(choice.selection, choice.reach).listed:
        form.reason.errors = [wording.empty_export_sentence()]
        return _catalogue_page(choice, form), 422
    run = enqueue_export("catalogue", event, _catalogue_request(choice, form), form.key.data, by=form.by.data)
    return redirect(url_for("jobs.show", public_id=run), 303)


def _requested_catalogue(event: Event) -> CatalogueChoice:
    g.tab = "lists.attendees"
    reach = reach_of(current_user.id, event, current_roles())
    requested = parse_selection(request.args.to_dict(flat=False), ListSelection(use=LIST_USES["abroad"]))
    return CatalogueChoice(event, reach, catalogue_selection(reach.part_of(requested)))


def _catalogue_page(choice: CatalogueChoice, form: CatalogueForm) -> str:
    event, names = choice.event, filter_names(choice.event)
    result = catalogue_companies(choice.selection, choice.reach)
    use = use_word(choice.selection.use)
    within = choice.reach.within(choice.selection.use.purpose)
    tree = sectors.sector_tree()
    return render_template(
        "lists/catalogue.html",
        event=event,
        choice=choice,
        address=choice.address(),
        form=form,
        listed=len(result.listed),
        left_out=result.left_out,
        own_left_out=[item for item in result.left_out if item.own],
        others_left_out=count_left_out(item for item in result.left_out if not item.own),
        reasons=wording.REASON_LABELS,
        filter=filter_text(replace(choice.selection.filter, states=(), category=""), names)
        if choice.values.keys() - {"use"}
        else "",
        use=use,
        words=wording,
        handover=use != "running",
        wanted=choice.selection.filter,
        delegations=[
            (item, plain(name)) for item, name in names.delegations.items() if within is None or item in within
        ],
        groups=[(item, plain(name)) for item, name in names.groups.items()],
        sectors=[(code, f"{code} {tree[code].label.in_language(language())[0]}") for code in tree.sections],
        all_sectors=gettext("All sectors"),
    )


def _catalogue_request(choice: CatalogueChoice, form: CatalogueForm) -> ExportRequest:
    return ExportRequest(
        selection=choice.selection,
        reach=choice.reach,
        kind=CATALOGUE_KIND,
        language=form.language.data,
        by=current_user.id,
        reason=typed_text(form.reason),
        recipient=typed_text(form.recipient),
    )


DIRECTORY_PATH = "/events/<slug:event>/directory"
PUBLIC_COMPANY_PATH = f"{DIRECTORY_PATH}/<string(length=20):mark>"

lists.add_app_template_global(directory_is_open)


@lists.get(DIRECTORY_PATH)
@public
def public_directory(event: str) -> ResponseReturnValue:
    """Search by name in any spelling or script; filters by sector, country, side, certificate."""
    this_event = _event_with_directory(event)
    filters = replace(parse_directory_filter(), market="", size="")  # no public page shows these
    country = request.args.get("country", "").upper()
    country = country if country in list_countries("en") else ""
    result = public_companies(
        this_event, filters, country, page=request.args.get("page", 1, type=int), language=language()
    )
    page = render_template(
        "lists/public_directory.html",
        event=this_event,
        page=result.page,
        marks=result.marks,
        wanted=filters,
        country=country,
        narrows=filters.narrows or bool(country),
        open_text=public_text,
        at_page=_page_url,
        labels=get_sector_names(result.page),
        most_chips=MAX_CHIPS,
        group_names={group.id: plain(group.names) for group in this_event.groups},
        vague=has_only_common_words(filters.words),
        **_directory_filters(this_event, filters, country, result),
    )
    return _with_robots_header(make_response(page), this_event)


@lists.get(PUBLIC_COMPANY_PATH)
@public
def public_firm_page(event: str, mark: str) -> ResponseReturnValue:
    """One firm of the directory; gone with its consent."""
    this_event = _event_with_directory(event)
    registration, company = _get_company(this_event, mark)
    page = render_template(
        "lists/public_company.html",
        event=this_event,
        firm=registration,
        mark=mark,
        company=company,
        open_text=public_text,
        sectors={
            kind: sector_tree().sorted(sector.code for sector in company.sectors if sector.kind == kind)
            for kind in ("is_in", "offers", "seeks")
        },
        certificates=_valid_certificates(this_event, company),
    )
    return _with_robots_header(make_response(page), this_event)


@lists.get(f"{PUBLIC_COMPANY_PATH}/logo")
@public
def public_logo(event: str, mark: str) -> ResponseReturnValue:
    this_event = _event_with_directory(event)
    stored = get_logo(_get_company(this_event, mark)[1])
    if stored is None:
        raise NotFound
    return _with_robots_header(send_file(BytesIO(stored.content), mimetype="image/png", etag=False), this_event)


def _event_with_directory(slug: str) -> Event:
    """The event whose directory this is; as if it were absent where it has none, or has it no longer."""
    event = event_at(slug)
    if not directory_is_open(event):
        raise NotFound
    return event


def _get_company(event: Event, mark: str) -> tuple[Registration, Company]:
    registration = public_company(event, mark)
    if registration is None or registration.company is None:
        raise NotFound
    return registration, registration.company


def _valid_certificates(event: Event, company: Company) -> list[str]:
    """The certificates that a firm still holds on the event's last day."""
    last = event.days[-1].day if event.days else None
    return [
        certificate.standard
        for certificate in company.certificates
        if certificate.kind == "holds" and is_valid_at_event(certificate.valid_until, last)
    ]


def _with_robots_header(response: Response, event: Event) -> Response:
    """Search engines keep nothing of it unless the event wants that."""
    if event.directory != DirectoryVisibility.INDEXED:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _directory_filters(
    event: Event, filters: DirectoryFilter, country: str, result: PublicPage
) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers; of countries those of firms that stand here."""
    spoken = language()
    there = {*result.countries, *([country] if country else ())}
    return {
        "sectors": list_sector_options(filters.sector, spoken),
        "groups": [(str(group.id), plain(group.names)) for group in event.groups],
        "certificates": [(code, certificate_name(code, spoken)) for code in CERTIFICATES],
        "countries": [(code, name) for code, name in list_countries(spoken).items() if code in there],
    }


def _page_url(number: int | None) -> str:
    """This list at another page, "" for none."""
    if number is None:
        return ""
    arguments = {name: values for name, values in current_arguments("lang", "theme").items() if any(values)}
    return url_for("lists.public_directory", **{**arguments, **(request.view_args or {}), "page": number})
