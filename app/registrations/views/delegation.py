"""The chamber's home, its firms' links, and what it sends to them."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.core.db import now
from app.core.localized import LANGUAGES
from app.core.paging import Page
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language
from app.documents.qr import qr_path
from app.events.models import Event
from app.registrations.mails import wechat_text
from app.registrations.models import Delegation
from app.registrations.queries.home import Glance, home_of
from app.registrations.queries.links import link_url
from app.registrations.queries.roster import FirmRow, firms_among
from app.registrations.scopes import a_delegation
from app.registrations.views.blueprint import registrations
from app.registrations.views.firm_parts import Address, chosen_of, kept, part_of

OWN_SIDE = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)


def tab() -> None:
    """Pages about a delegation lie below its home, and for an organizer below the list of them."""
    g.tab = "registrations.delegations" if Role.ORGANIZER in current_roles() else "registrations.delegation"


@registrations.get("/events/<slug:event>/delegations/<int:delegation_id>")
@allow(*OWN_SIDE, of=a_delegation)
def delegation(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Six steps, where the firms stand, links to hand over, who misses what."""
    home = home_of(event, delegation, sees_all=Role.ORGANIZER in current_roles())
    links, missing = part_of(delegation, home.without_mail, "links"), part_of(delegation, home.lacking, "missing")
    chosen = chosen_of(home.without_mail, home.firms)
    shown = {one.id for one in (*links, *missing, *([chosen] if chosen else []))}
    rows = {row.id: row for row in firms_among(event.id, shown)}
    return render_template(
        "registrations/delegation.html",
        event=event,
        delegation=delegation,
        home=home,
        listed=home.without_mail,
        links_page=_whole(links, rows),
        missing_page=_whole(missing, rows),
        q=request.args.get("q", ""),
        address=Address("registrations.delegation", event, delegation),
        kept=kept(),
        today=now().astimezone(ZoneInfo(event.zone)).date(),
        **card(rows.get(chosen.id) if chosen else None, delegation, event),
        here="registrations.delegation",
    )


def _whole(page: Page[Glance], rows: Mapping[int, FirmRow]) -> Page[FirmRow]:
    """The page with all that its rows show."""
    return Page([rows[one.id] for one in page if one.id in rows], page.number, page.size, page.total)


def card(chosen: FirmRow | None, delegation: Delegation, event: Event) -> dict[str, object]:
    """The link that stands ready beside the list, if there is one."""
    if chosen is None or chosen.link is None:
        return {"chosen": None}
    spoken = request.args.get("text", language())
    spoken = spoken if spoken in LANGUAGES else language()
    return {
        "chosen": chosen,
        "text": wechat_text(chosen, delegation, event, spoken),
        "text_language": spoken,
        "qr": qr_path(link_url(chosen.link)),
    }
