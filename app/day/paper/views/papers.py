"""What there is to print, what has changed since it was printed, and a button for each pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.core.db import new_public_id
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, long_day, plain
from app.day.paper import wording
from app.day.paper.asked import OWN, Asked, read
from app.day.paper.kinds import ALL, TRAITS, Kind
from app.day.paper.queries.made import made_by
from app.day.paper.queries.runs import printed_of
from app.day.paper.services import taking_back
from app.day.paper.services.asking import begin, begin_night
from app.day.paper.services.standing import Standing, standings
from app.day.paper.views.blueprint import CHAMBERS, KINDS, KINDS_OF_CHAMBERS, MAKERS, OF_DELEGATION, PAPER, paper
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.models import Delegation
from app.registrations.queries.index import delegations_to_choose
from app.registrations.scopes import a_delegation


@paper.app_template_global()
def prints_for_delegations() -> bool:
    """Whether the reader prints for the people of the delegation at hand."""
    return bool(current_roles() & frozenset(CHAMBERS))


@paper.app_template_global()
def to_print_again(event: Event) -> list[Standing]:
    """The kinds of paper that were printed and of which sheets say something else by now."""
    found = standings(event, {kind: read(kind, {}) for kind in Kind}, printed_of(event.id, None))
    return [one for one in found if one.printed is not None and (one.anew or one.gone)]


@paper.app_template_global()
def title_of_paper(kind: Kind) -> str:
    return str(wording.TITLES[kind])


@paper.get(PAPER)
@allow(*MAKERS, of=an_event)
def papers(event: Event) -> ResponseReturnValue:
    return _page(event, {kind: read(kind, request.args) for kind in Kind})


@paper.post(f"{PAPER}/{KINDS}")
@allow(*MAKERS, of=an_event)
def make(event: Event, kind: str) -> ResponseReturnValue:
    return _make(event, read(Kind(kind), request.form))


@paper.post(f"{PAPER}/all")
@allow(*MAKERS, of=an_event)
def make_everything(event: Event) -> ResponseReturnValue:
    """The archive with which the day runs without a server."""
    asked = read(Kind.AGENDAS, request.form)
    key = request.form.get("key", "")
    job = begin_night(event, asked.language, reader=language(), form_key=key, by=current_user.id)
    return redirect(url_for("jobs.show", public_id=job), 303)


@paper.get(OF_DELEGATION)
@allow(*CHAMBERS, of=a_delegation)
def of_delegation(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """What a chamber prints for its own people."""
    return _page(event, _of_chamber(delegation, request.args), delegation)


@paper.post(f"{OF_DELEGATION}/{KINDS_OF_CHAMBERS}")
@allow(*CHAMBERS, of=a_delegation)
def make_of_delegation(event: Event, delegation: Delegation, kind: str) -> ResponseReturnValue:
    return _make(event, _of_chamber(delegation, request.form)[Kind(kind)])


@paper.post(f"{PAPER}/{KINDS}/gone")
@allow(*MAKERS, of=an_event)
def take_back(event: Event, kind: str) -> ResponseReturnValue:
    """The gone sheets of a kind were fetched back."""
    _take_back(event, read(Kind(kind), {}))
    return redirect(url_for("paper.papers", event=event, _anchor=kind), 303)


@paper.post(f"{OF_DELEGATION}/{KINDS_OF_CHAMBERS}/gone")
@allow(*CHAMBERS, of=a_delegation)
def take_back_of_delegation(event: Event, delegation: Delegation, kind: str) -> ResponseReturnValue:
    _take_back(event, _of_chamber(delegation, {})[Kind(kind)])
    return redirect(url_for("paper.of_delegation", event=event, delegation_id=delegation.id, _anchor=kind), 303)


def _take_back(event: Event, asked: Asked) -> None:
    count = taking_back.take_back(event, asked, request.form.get("seen", ""), by=current_user.id)
    told = ngettext("%(num)d sheet is noted as taken back.", "%(num)d sheets are noted as taken back.", count)
    flash(str(told), "good")


def _of_chamber(delegation: Delegation, typed: Mapping[str, str]) -> dict[Kind, Asked]:
    mine = [read(kind, typed) for kind in Kind if TRAITS[kind].for_chambers]
    return {one.kind: replace(one, delegation_id=delegation.id, chamber=True) for one in mine}


def _page(event: Event, asked: Mapping[Kind, Asked], delegation: Delegation | None = None) -> str:
    g.tab = "meetings.delegation_agendas" if delegation else "day.desk"
    chosen = read(Kind.AGENDAS, request.args)
    printed = printed_of(event.id, delegation.id if delegation else None)
    return render_template(
        "day/papers.html",
        event=event,
        delegation=delegation,
        rows=standings(event, asked, printed),
        chosen=chosen,
        own=OWN,
        key=new_public_id(),
        delegations=[] if delegation else [(one.id, plain(one.name)) for one in delegations_to_choose(event)],
        days=[(one.day, long_day(one.day)) for one in event.days],
        made=made_by(request.args.get("made", ""), current_user.id, event.id),
        night=printed.get(ALL),
        traits=TRAITS,
        words=wording,
    )


def _make(event: Event, asked: Asked) -> ResponseReturnValue:
    job = begin(event, asked, reader=language(), form_key=request.form.get("key", ""), by=current_user.id)
    return redirect(url_for("jobs.show", public_id=job), 303)
