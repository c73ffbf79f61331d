"""The page of the papers: what there is to print, what has changed since it was printed, a button for each pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import new_public_id
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, long_day, plain
from app.day.forms import PrintForm
from app.day.paper import wording
from app.day.paper.print_requests import (
    ALL_KINDS,
    OWN_LANGUAGE,
    PAPER_TRAITS,
    PaperKind,
    PrintRequest,
)
from app.day.paper.queries.print_runs import find_pack_of_job, get_printed_runs
from app.day.paper.services import reprints
from app.day.paper.services.printing import enqueue_archive, enqueue_pack
from app.day.paper.services.reprints import PaperStatus, list_paper_statuses
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


@paper.app_template_global()
def to_print_again(event: Event) -> list[PaperStatus]:
    """The kinds of paper that were printed and of which sheets say something else by now."""
    paper_statuses = list_paper_statuses(
        event, {kind: PrintRequest(kind).fitting() for kind in PaperKind}, get_printed_runs(event.id, None)
    )
    return [
        paper_status
        for paper_status in paper_statuses
        if paper_status.printed is not None and (paper_status.anew or paper_status.obsolete)
    ]


@paper.app_template_global()
def title_of_paper(kind: PaperKind) -> str:
    return str(wording.TITLES[kind])


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


@paper.post(f"{PAPER}/all")
@allow(*MAKERS, of=an_event)
def make_everything(event: Event) -> ResponseReturnValue:
    """The archive with which the day runs without a server."""
    form = PrintForm()
    chosen, key = form.get_request(PaperKind.AGENDAS).language, typed_text(form.key)
    job = enqueue_archive(event, chosen, reader=language(), form_key=key, by=current_user.id)
    return redirect(url_for("jobs.show", public_id=job), 303)


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


@paper.post(f"{PAPER}/{KINDS}/gone")
@allow(*MAKERS, of=an_event)
def take_back(event: Event, kind: str) -> ResponseReturnValue:
    """The gone sheets of a kind were fetched back."""
    _withdraw(event, PrintRequest(PaperKind(kind)).fitting())
    return redirect(url_for("paper.papers", event=event, _anchor=kind), 303)


@paper.post(f"{OF_DELEGATION}/{KINDS_OF_CHAMBERS}/gone")
@allow(*CHAMBERS, of=a_delegation)
def take_back_of_delegation(event: Event, delegation: Delegation, kind: str) -> ResponseReturnValue:
    _withdraw(event, _get_chamber_requests(delegation, PrintForm(None))[PaperKind(kind)])
    return redirect(url_for("paper.of_delegation", event=event, delegation_id=delegation.id, _anchor=kind), 303)


def _withdraw(event: Event, asked: PrintRequest) -> None:
    count = reprints.withdraw_sheets(event, asked, typed_text(PrintForm().seen), by=current_user.id)
    text = ngettext("%(num)d sheet is noted as taken back.", "%(num)d sheets are noted as taken back.", count)
    flash(str(text), "good")


def _get_chamber_requests(delegation: Delegation, form: PrintForm) -> dict[PaperKind, PrintRequest]:
    kinds = [kind for kind in PaperKind if PAPER_TRAITS[kind].for_chambers]
    return {kind: replace(form.get_request(kind), delegation_id=delegation.id, chamber=True) for kind in kinds}


def _parse_address() -> PrintForm:
    return PrintForm(request.args, meta={"csrf": False})


def _render_page(event: Event, asked: Mapping[PaperKind, PrintRequest], delegation: Delegation | None = None) -> str:
    g.tab = "meetings.delegation_agendas" if delegation else "day.desk"
    chosen = _parse_address().get_request(PaperKind.AGENDAS)
    printed = get_printed_runs(event.id, delegation.id if delegation else None)
    return render_template(
        "day/papers.html",
        event=event,
        delegation=delegation,
        rows=list_paper_statuses(event, asked, printed),
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
        night=printed.get(ALL_KINDS),
        traits=PAPER_TRAITS,
        words=wording,
    )


def _enqueue(event: Event, asked: PrintRequest, form: PrintForm) -> ResponseReturnValue:
    job = enqueue_pack(event, asked, reader=language(), form_key=typed_text(form.key), by=current_user.id)
    return redirect(url_for("jobs.show", public_id=job), 303)


blueprints = (paper,)
