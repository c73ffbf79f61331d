"""Handing firm links over: ticks, fresh links, QR codes on paper."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.parsing import parse_id
from app.core.web.guards import allow
from app.documents.qr import qr_path
from app.events.models import Event
from app.registrations.models import Delegation, Registration
from app.registrations.queries.joins import users_of
from app.registrations.queries.links import code_url, link_url
from app.registrations.queries.roster import firms_of
from app.registrations.scopes import a_delegation, own_firm
from app.registrations.services import links as services
from app.registrations.views.blueprint import registrations
from app.registrations.views.delegation import OWN_SIDE, card
from app.registrations.views.firm_parts import Address, chosen_of, kept, part_of

PAGES = ("registrations.delegation", "registrations.links")


@registrations.get("/events/<slug:event>/delegations/<int:delegation_id>/links")
@allow(*OWN_SIDE, of=a_delegation)
def links(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """The links of all firms of a delegation, with one at hand to copy or scan."""
    rows = sorted(firms_of(delegation), key=lambda row: (row.reached, row.claimed))
    return render_template(
        "registrations/links.html",
        event=event,
        delegation=delegation,
        listed=rows,
        links_page=part_of(delegation, rows, "links"),
        q=request.args.get("q", ""),
        address=Address("registrations.links", event, delegation),
        kept=kept(),
        **card(chosen_of(rows, rows), delegation, event),
        here="registrations.links",
    )


@registrations.get("/events/<slug:event>/delegations/<int:delegation_id>/links/paper")
@allow(*OWN_SIDE, of=a_delegation)
def links_paper(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """QR codes to print and hand out, a card each; ``?only=without_mail`` leaves out firms that get letters."""
    only_without = request.args.get("only") == "without_mail"
    rows = [row for row in firms_of(delegation) if row.link is not None and not (only_without and row.reach.mail)]
    cards = [(row, qr_path(link_url(row.link))) for row in rows if row.link is not None]
    return render_template(
        "registrations/links_paper.html", event=event, delegation=delegation, cards=cards, code_url=code_url()
    )


@registrations.post("/events/<slug:event>/delegations/<int:delegation_id>/links")
@allow(*OWN_SIDE, of=a_delegation)
def make_links(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """A link for each firm that has none."""
    missing = [row.registration for row in firms_of(delegation) if row.link is None]
    services.give_links(missing)
    flash(ngettext("%(num)d link is made.", "%(num)d links are made.", len(missing)), "good")
    return redirect(url_for("registrations.delegation", event=event, delegation_id=delegation.id, _anchor="links"))


@registrations.post("/events/<slug:event>/delegations/<int:delegation_id>/links/ticks")
@allow(*OWN_SIDE, of=a_delegation)
def tick_links(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Keep the ticks of all rows that the form showed."""
    own = {row.id for row in firms_of(delegation) if row.link is not None}
    shown, sent = (set(request.form.getlist(name, type=parse_id)) & own for name in ("shown", "sent"))
    services.mark_all_sent(sent=sent, not_sent=shown - sent, by=current_user.id)
    flash(gettext("Your ticks are saved."), "good")
    return redirect(url_for(_page(), event=event, delegation_id=delegation.id, _anchor="links", **kept()))


@registrations.post("/events/<slug:event>/firms/<int:registration_id>/link/tick")
@allow(*OWN_SIDE, of=own_firm)
def tick_link(event: Event, registration: Registration) -> ResponseReturnValue:
    """One firm's link was sent by hand, or was not after all."""
    services.mark_sent(registration.id, sent=request.form.get("sent") == "1", by=current_user.id)
    flash(gettext("%(firm)s: noted as sent.", firm=_name(registration)), "good")
    return _back(event, registration)


@registrations.post("/events/<slug:event>/firms/<int:registration_id>/link/replacement")
@allow(*OWN_SIDE, of=own_firm)
def replace_link(event: Event, registration: Registration) -> ResponseReturnValue:
    """A fresh link and code for a firm; the old ones stop working."""
    link = services.replace_link(registration.id, by=current_user.id)
    flash(
        gettext(
            "%(firm)s has a new link with the code %(code)s. The old one no longer works.",
            firm=_name(registration),
            code=link.code,
        ),
        "good",
    )
    if inside := users_of(registration):
        names = str(gettext(", ")).join(one.name for one in inside)
        flash(
            gettext(
                "Who came in before stays in: %(names)s. Where that should not be, take the access away under "
                "“Who fills this page” in the profile.",
                names=names,
            ),
            "wait",
        )
    return _back(event, registration)


def _back(event: Event, registration: Registration) -> ResponseReturnValue:
    if registration.delegation_id is None or request.args.get("here") not in PAGES:
        return redirect(url_for("registrations.registration", event=event, registration_id=registration.id))
    where = {"delegation_id": registration.delegation_id, "firm": registration.id, **kept()}
    return redirect(url_for(_page(), event=event, _anchor="one", **where))


def _page() -> str:
    here = request.args.get("here", "")
    return here if here in PAGES else PAGES[0]


def _name(registration: Registration) -> str:
    return company_label(registration.company) if registration.company else registration.institution or ""
