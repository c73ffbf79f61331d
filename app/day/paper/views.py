"""The page of the papers: what there is to print, when it was printed last, a button for each pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import new_public_id
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, long_day, plain
from app.day.forms import PrintForm
from app.day.paper import wording
from app.day.paper.models import OWN_LANGUAGE, PAPER_TRAITS, PaperKind, PrintRequest
from app.day.paper.queries import find_pack_of_job, get_printed_runs
from app.day.paper.services.printing import enqueue_pack, list_sheets
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.models import Delegation
from app.registrations.queries.registration_list import list_delegation_choices
from app.registrations.scopes import a_delegation

paper = Blueprint("paper", __name__)
PAPER = "/events/<slug:event>/paper"
OF_DELEGATION = "/events/<slug:event>/delegations/<int:delegation_id>/paper"
KINDS = f"<any({','.join(PaperKind)}):kind>"
"""In an address: one of the kinds of paper."""
KINDS_OF_CHAMBERS = f"<any({','.join(kind for kind in PaperKind if PAPER_TRAITS[kind].for_chambers)}):kind>"
MAKERS = (Role.ORGANIZER, Role.DESK)
CHAMBERS = (Role.CHAMBER, Role.DELEGATION_HEAD)


@paper.app_template_global()
def prints_for_delegations() -> bool:
    """Whether the reader prints for the people of the delegation at hand."""
    return bool(current_roles() & frozenset(CHAMBERS))


@paper.get(PAPER)
@allow(*MAKERS, of=an_event)
def papers(event: Event) -> ResponseReturnValue:
    form = _parse_address()
    return _render_page(event, {kind: form.get_request(kind) for kind in PaperKind})


@paper.post(f"{PAPER}/{KINDS}")
@allow(*MAKERS, of=an_event)
def make(event: Event, kind: str) -> ResponseReturnValue:
    form = PrintForm()
    return _enqueue(event, form.get_request(PaperKind(kind)), form)


@paper.get(OF_DELEGATION)
@allow(*CHAMBERS, of=a_delegation)
def of_delegation(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """What a chamber prints for its own people."""
    return _render_page(event, _get_chamber_requests(delegation, _parse_address()), delegation)


@paper.post(f"{OF_DELEGATION}/{KINDS_OF_CHAMBERS}")
@allow(*CHAMBERS, of=a_delegation)
def make_of_delegation(event: Event, delegation: Delegation, kind: str) -> ResponseReturnValue:
    form = PrintForm()
    return _enqueue(event, _get_chamber_requests(delegation, form)[PaperKind(kind)], form)


def _get_chamber_requests(delegation: Delegation, form: PrintForm) -> dict[PaperKind, PrintRequest]:
    kinds = [kind for kind in PaperKind if PAPER_TRAITS[kind].for_chambers]
    return {kind: replace(form.get_request(kind), delegation_id=delegation.id, chamber=True) for kind in kinds}


def _parse_address() -> PrintForm:
    return PrintForm(request.args, meta={"csrf": False})


def _render_page(event: Event, asked: Mapping[PaperKind, PrintRequest], delegation: Delegation | None = None) -> str:
    g.tab = "meetings.delegation_agendas" if delegation else "day.desk"
    chosen = _parse_address().get_request(PaperKind.AGENDAS)
    return render_template(
        "day/papers.html",
        event=event,
        delegation=delegation,
        counts={kind: len(sheets) for kind, sheets in list_sheets(event, asked.values()).items()},
        printed=get_printed_runs(event.id, delegation.id if delegation else None),
        chosen=chosen,
        own=OWN_LANGUAGE,
        key=new_public_id(),
        delegations=[]
        if delegation
        else [
            (delegation_choice.id, plain(delegation_choice.name))
            for delegation_choice in list_delegation_choices(event)
        ],
        days=[(day.day, long_day(day.day)) for day in event.days],
        made=find_pack_of_job(request.args.get("made", ""), current_user.id, event.id),
        traits=PAPER_TRAITS,
        words=wording,
    )


def _enqueue(event: Event, asked: PrintRequest, form: PrintForm) -> ResponseReturnValue:
    job = enqueue_pack(event, asked, reader=language(), form_key=typed_text(form.key), by=current_user.id)
    return redirect(url_for("jobs.show", public_id=job), 303)


blueprints = (paper,)
