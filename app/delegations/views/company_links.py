"""Handing company links over: lists with search and pages, ticks, fresh links, QR codes on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.companies.names.search import search_companies
from app.companies.wording import company_label
from app.core.localized import LANGUAGES
from app.core.paging import Page, clip_page
from app.core.web.guards import allow
from app.core.web.locale import language
from app.delegations.forms import LinkTickForm, LinkTicksForm
from app.delegations.views.blueprint import blueprint
from app.documents.qr import qr_path
from app.events.models import Event
from app.registrations.company_links import parse_access_code
from app.registrations.mails import render_wechat_invitation
from app.registrations.models import Delegation, Registration
from app.registrations.queries.access import list_company_users
from app.registrations.queries.company_links import get_access_code_url, get_link_url
from app.registrations.queries.company_rows import CompanyRow, list_delegation_company_rows
from app.registrations.queries.delegation_members import list_company_spellings
from app.registrations.scopes import a_delegation, own_registration
from app.registrations.services import company_links as services
from app.registrations.views.blueprint import DELEGATION_ROLES

PAGE_SIZE = 50
LIST_PARTS = ("links", "missing")


class ListedCompany(Protocol):
    """A firm of the delegation, whatever else is known of it."""

    @property
    def id(self) -> int: ...

    @property
    def linked(self) -> bool: ...


Row = TypeVar("Row", bound=ListedCompany)


def search_rows(delegation: Delegation, rows: Sequence[Row], typed: str) -> Sequence[Row]:
    """Those that fit what was typed, in their order."""
    if not typed:
        return rows
    code, spelled = parse_access_code(typed), list_company_spellings(delegation)
    matching_ids = set(search_companies(typed, [(number, folded) for number, folded, _code in spelled]))
    matching_ids |= {number for number, _folded, own in spelled if code and own == code}
    return [row for row in rows if row.id in matching_ids]


def get_part(delegation: Delegation, rows: Sequence[Row], name: str) -> Page[Row]:
    """The page of this part that the address asks for, of what was found."""
    fit = search_rows(delegation, rows, request.args.get("q", ""))
    number = clip_page(request.args.get(name, 1, type=int), size=PAGE_SIZE, total=len(fit))
    return Page(fit[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, PAGE_SIZE, len(fit))


def get_selected_row(listed: Sequence[Row], rows: Sequence[Row]) -> Row | None:
    """Whose link stands ready beside the list: the one of all ``rows`` that was asked for (``?firm=``), else the first
    of those ``listed``; of companies that have a link."""
    wanted = request.args.get("firm", type=int)
    asked = (row for row in rows if row.linked and row.id == wanted)
    return next(asked, next((row for row in listed if row.linked), None))


@dataclass(frozen=True, slots=True)
class DelegationAddress:
    """Writes the address of a page of a delegation with something changed: ``address(links=2)``."""

    endpoint: str
    event: Event
    delegation: Delegation

    def __call__(self, **changed: object) -> str:
        anchor = next((name for name in LIST_PARTS if changed.get(name)), None)
        return url_for(
            self.endpoint,
            event=self.event,
            delegation_id=self.delegation.id,
            _anchor=anchor,
            **{**get_list_arguments(), **changed},
        )


def get_list_arguments() -> dict[str, Any]:
    """What of the address stays when only a part of it changes."""
    arguments: dict[str, Any] = {name: request.args.get(name, type=int) for name in LIST_PARTS} | {
        "q": request.args.get("q")
    }
    return {name: value for name, value in arguments.items() if value}


LINK_PAGES = ("delegations.delegation", "delegations.links")


@blueprint.get("/events/<slug:event>/delegations/<int:delegation_id>/links")
@allow(*DELEGATION_ROLES, of=a_delegation)
def links(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """The links of all firms of a delegation, with one at hand to copy or scan."""
    rows = sorted(list_delegation_company_rows(delegation), key=lambda row: (row.reached, row.claimed))
    return render_template(
        "delegations/links.html",
        event=event,
        delegation=delegation,
        listed=rows,
        links_page=get_part(delegation, rows, "links"),
        q=request.args.get("q", ""),
        address=DelegationAddress("delegations.links", event, delegation),
        kept=get_list_arguments(),
        **link_card(get_selected_row(rows, rows), delegation, event),
        here="delegations.links",
    )


@blueprint.get("/events/<slug:event>/delegations/<int:delegation_id>/links/paper")
@allow(*DELEGATION_ROLES, of=a_delegation)
def links_paper(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """QR codes to print and hand out, a card each; ``?only=without_mail`` leaves out firms that get letters."""
    only_without = request.args.get("only") == "without_mail"
    rows = [
        row
        for row in list_delegation_company_rows(delegation)
        if row.link is not None and not (only_without and row.reach.mail)
    ]
    cards = [(row, qr_path(get_link_url(row.link))) for row in rows if row.link is not None]
    return render_template(
        "delegations/links_paper.html",
        event=event,
        delegation=delegation,
        cards=cards,
        code_url=get_access_code_url(),
    )


@blueprint.post("/events/<slug:event>/delegations/<int:delegation_id>/links")
@allow(*DELEGATION_ROLES, of=a_delegation)
def make_links(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """A link for each firm that has none."""
    missing = [row.registration for row in list_delegation_company_rows(delegation) if row.link is None]
    services.create_links(missing)
    flash(ngettext("%(num)d link is made.", "%(num)d links are made.", len(missing)), "good")
    return redirect(url_for("delegations.delegation", event=event, delegation_id=delegation.id, _anchor="links"))


@blueprint.post("/events/<slug:event>/delegations/<int:delegation_id>/links/ticks")
@allow(*DELEGATION_ROLES, of=a_delegation)
def tick_links(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Keep the ticks of all rows that the form showed."""
    own = {row.id for row in list_delegation_company_rows(delegation) if row.link is not None}
    form = LinkTicksForm()
    shown, sent = (set(field.data) & own for field in (form.shown, form.sent))
    services.mark_all_sent(sent=sent, not_sent=shown - sent, by=current_user.id)
    flash(gettext("Your ticks are saved."), "good")
    return redirect(
        url_for(_get_origin(), event=event, delegation_id=delegation.id, _anchor="links", **get_list_arguments())
    )


@blueprint.post("/events/<slug:event>/companies/<int:registration_id>/link/tick")
@allow(*DELEGATION_ROLES, of=own_registration)
def tick_link(event: Event, registration: Registration) -> ResponseReturnValue:
    """One firm's link was sent by hand, or was not after all."""
    services.mark_sent(registration.id, sent=LinkTickForm().sent.data == "1", by=current_user.id)
    flash(gettext("%(firm)s: noted as sent.", firm=_company_name(registration)), "good")
    return _back_to_company(event, registration)


@blueprint.post("/events/<slug:event>/companies/<int:registration_id>/link/replacement")
@allow(*DELEGATION_ROLES, of=own_registration)
def replace_link(event: Event, registration: Registration) -> ResponseReturnValue:
    """A fresh link and code for a firm; the old ones stop working."""
    link = services.replace_link(registration.id, by=current_user.id)
    flash(
        gettext(
            "%(firm)s has a new link with the code %(code)s. The old one no longer works.",
            firm=_company_name(registration),
            code=link.code,
        ),
        "good",
    )
    if inside := list_company_users(registration):
        names = str(gettext(", ")).join(user.name for user in inside)
        flash(
            gettext(
                "Who came in before stays in: %(names)s. Where that should not be, take the access away under "
                "“Who fills this page” in the profile.",
                names=names,
            ),
            "wait",
        )
    return _back_to_company(event, registration)


def _back_to_company(event: Event, registration: Registration) -> ResponseReturnValue:
    if registration.delegation_id is None or request.args.get("here") not in LINK_PAGES:
        return redirect(url_for("registrations.registration", event=event, registration_id=registration.id))
    where = {"delegation_id": registration.delegation_id, "firm": registration.id, **get_list_arguments()}
    return redirect(url_for(_get_origin(), event=event, _anchor="one", **where))


def _get_origin() -> str:
    here = request.args.get("here", "")
    return here if here in LINK_PAGES else LINK_PAGES[0]


def _company_name(registration: Registration) -> str:
    return company_label(registration.company) if registration.company else registration.institution or ""


def link_card(chosen: CompanyRow | None, delegation: Delegation, event: Event) -> dict[str, object]:
    """The link that stands ready beside the list, if there is one."""
    if chosen is None or chosen.link is None:
        return {"chosen": None}
    spoken = request.args.get("text", language())
    spoken = spoken if spoken in LANGUAGES else language()
    return {
        "chosen": chosen,
        "text": render_wechat_invitation(chosen, delegation, event, spoken),
        "text_language": spoken,
        "qr": qr_path(get_link_url(chosen.link)),
    }
