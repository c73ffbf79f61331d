"""The chamber's home, its firms' links, and what it sends to them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.db import now
from app.documents.to_qr import qr_path
from app.events.models import Event
from app.floor.web.guards import allow, held_roles
from app.floor.web.locale import language
from app.kernel.localized import LANGUAGES
from app.registrations.mails import wechat_text
from app.registrations.models import Delegation
from app.registrations.queries.home import home_of
from app.registrations.queries.links import link_url
from app.registrations.queries.roster import FirmRow
from app.registrations.scopes import a_delegation
from app.registrations.views.blueprint import registrations
from app.registrations.views.firm_parts import Address, kept, part_of

OWN_SIDE = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)


def tab() -> None:
    """Pages about a delegation lie below its home, and for an organizer below the list of them."""
    g.tab = "registrations.delegations" if Role.ORGANIZER in held_roles() else "registrations.delegation"


@registrations.get("/events/<slug:event>/delegations/<int:delegation_id>")
@allow(*OWN_SIDE, of=a_delegation)
def delegation(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Six steps, where the firms stand, links to hand over, who misses what."""
    home = home_of(event, delegation, sees_all=Role.ORGANIZER in held_roles())
    return render_template(
        "registrations/delegation.html",
        event=event,
        delegation=delegation,
        home=home,
        listed=home.without_mail,
        links_page=part_of(home.without_mail, "links"),
        missing_page=part_of(home.lacking, "missing"),
        q=request.args.get("q", ""),
        address=Address("registrations.delegation", event, delegation),
        kept=kept(),
        today=now().astimezone(ZoneInfo(event.zone)).date(),
        **card(home.without_mail, home.rows, delegation, event),
        here="registrations.delegation",
    )


def card(listed: list[FirmRow], rows: object, delegation: Delegation, event: Event) -> dict[str, object]:
    """The link that stands ready beside the list: the one asked for (``?firm=``), else the first to send."""
    wanted = request.args.get("firm", type=int)
    linked = [row for row in listed if row.link is not None]
    known = [row for row in rows if isinstance(row, FirmRow) and row.link is not None]  # type: ignore[attr-defined]
    chosen = next((row for row in known if row.id == wanted), linked[0] if linked else None)
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
