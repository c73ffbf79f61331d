"""The public directory: which firms take part, for anybody, where the event wants that."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from flask import Response, make_response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.companies.certificates import CERTIFICATES, is_valid_at_event
from app.companies.certificates import certificate_name as certificate_label
from app.companies.models import Company
from app.companies.names.search import has_only_common_words
from app.companies.queries import get_logo
from app.companies.sectors.tree import sector_tree
from app.core.errors import NotFound
from app.core.web.guards import public
from app.core.web.locale import language, plain
from app.core.web.routing import current_arguments
from app.events.models import Event
from app.events.rules import DirectoryVisibility
from app.events.scopes import event_at
from app.lists.publicity import open_text
from app.lists.queries.public_directory import PublicPage, directory_is_open, public_firm, public_firms
from app.lists.views.blueprint import lists
from app.registrations.models import Registration
from app.registrations.places import countries
from app.registrations.queries.directory import Wanted
from app.registrations.views.directory import CHIPS_SHOWN, sector_names, sector_options, wanted_in_address

DIRECTORY = "/events/<slug:event>/directory"
FIRM = f"{DIRECTORY}/<string(length=20):mark>"

lists.add_app_template_global(directory_is_open)


@lists.get(DIRECTORY)
@public
def public_directory(event: str) -> ResponseReturnValue:
    """Search by name in any spelling or script; filters by sector, country, side, certificate."""
    found = _open_at(event)
    wanted = replace(wanted_in_address(), market="", size="")  # no public page shows these
    country = request.args.get("country", "").upper()
    country = country if country in countries("en") else ""
    seen = public_firms(found, wanted, country, page=request.args.get("page", 1, type=int), language=language())
    page = render_template(
        "lists/public_directory.html",
        event=found,
        page=seen.page,
        marks=seen.marks,
        wanted=wanted,
        country=country,
        narrows=wanted.narrows or bool(country),
        open_text=open_text,
        at_page=_at_page,
        labels=sector_names(seen.page),
        most_chips=CHIPS_SHOWN,
        group_names={group.id: plain(group.names) for group in found.groups},
        vague=has_only_common_words(wanted.words),
        **_filters(found, wanted, country, seen),
    )
    return _for_robots(make_response(page), found)


@lists.get(FIRM)
@public
def public_firm_page(event: str, mark: str) -> ResponseReturnValue:
    """One firm of the directory; gone with its consent."""
    found = _open_at(event)
    firm, company = _firm(found, mark)
    page = render_template(
        "lists/public_firm.html",
        event=found,
        firm=firm,
        mark=mark,
        company=company,
        open_text=open_text,
        sectors={
            kind: sector_tree().sorted(one.code for one in company.sectors if one.kind == kind)
            for kind in ("is_in", "offers", "seeks")
        },
        certificates=_held_at(found, company),
    )
    return _for_robots(make_response(page), found)


@lists.get(f"{FIRM}/logo")
@public
def public_logo(event: str, mark: str) -> ResponseReturnValue:
    found = _open_at(event)
    kept = get_logo(_firm(found, mark)[1])
    if kept is None:
        raise NotFound
    return _for_robots(send_file(BytesIO(kept.content), mimetype="image/png", etag=False), found)


def _open_at(slug: str) -> Event:
    """The event whose directory this is; as if it were absent where it has none, or has it no longer."""
    event = event_at(slug)
    if not directory_is_open(event):
        raise NotFound
    return event


def _firm(event: Event, mark: str) -> tuple[Registration, Company]:
    found = public_firm(event, mark)
    if found is None or found.company is None:
        raise NotFound
    return found, found.company


def _held_at(event: Event, company: Company) -> list[str]:
    """The certificates that a firm still holds on the event's last day."""
    last = event.days[-1].day if event.days else None
    return [
        one.standard for one in company.certificates if one.kind == "holds" and is_valid_at_event(one.valid_until, last)
    ]


def _for_robots(response: Response, event: Event) -> Response:
    """Search engines keep nothing of it unless the event wants that."""
    if event.directory != DirectoryVisibility.INDEXED:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _filters(event: Event, wanted: Wanted, country: str, seen: PublicPage) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers; of countries those of firms that stand here."""
    spoken = language()
    there = {*seen.countries, *([country] if country else ())}
    return {
        "sectors": sector_options(wanted.sector, spoken),
        "groups": [(str(group.id), plain(group.names)) for group in event.groups],
        "certificates": [(code, certificate_label(code, spoken)) for code in CERTIFICATES],
        "countries": [(code, name) for code, name in countries(spoken).items() if code in there],
    }


def _at_page(number: int | None) -> str:
    """This list at another page, "" for none."""
    if number is None:
        return ""
    kept = {name: values for name, values in current_arguments("lang", "theme").items() if any(values)}
    return url_for("lists.public_directory", **{**kept, **(request.view_args or {}), "page": number})
