"""A printed catalogue of firms: what it is to hold, then a job makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.sectors import tree as sectors
from app.core.db import new_public_id
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, plain
from app.events.models import Event
from app.events.scopes import an_event, roles_in
from app.lists import wording
from app.lists.catalogue import CATALOGUE
from app.lists.forms import CatalogueForm
from app.lists.queries.catalogue import catalogue_firms, of_catalogue
from app.lists.queries.filter_words import filter_words, names_in
from app.lists.queries.reach import Reach, reach_of
from app.lists.selection import USES, Selection, read, word_of, written
from app.lists.services import Wish
from app.lists.services.asked import begin
from app.lists.services.files import left_out_counts
from app.lists.views.blueprint import ATTENDEES, lists

MAKERS = (Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which firms the address of this request chooses, for which use; a hand-over abroad where it says none."""

    event: Event
    reach: Reach
    selection: Selection

    @property
    def values(self) -> dict[str, Any]:
        kept = written(self.selection, Selection(use=self.selection.use))
        named: dict[str, Any] = {name: kept[name] for name in ("delegation", "group", "sector", "q") if name in kept}
        return {"use": word_of(self.selection.use), **named}

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
    return bool(roles_in(event) & frozenset(MAKERS))


@lists.get(f"{ATTENDEES}/catalogue")
@allow(*MAKERS, of=an_event)
def catalogue(event: Event) -> ResponseReturnValue:
    return _page(_choice(event), CatalogueForm(None, language=language(), key=new_public_id()))


@lists.post(f"{ATTENDEES}/catalogue")
@allow(*MAKERS, of=an_event)
def make_catalogue(event: Event) -> ResponseReturnValue:
    choice, form = _choice(event), CatalogueForm()
    if not form.validate():
        return _page(choice, form), 422
    if not catalogue_firms(choice.selection, choice.reach).listed:
        form.reason.errors = [wording.nothing_to_export()]
        return _page(choice, form), 422
    run = begin("catalogue", event, _wish(choice, form), form.key.data, by=form.by.data)
    return redirect(url_for("jobs.show", public_id=run), 303)


def _choice(event: Event) -> Choice:
    g.tab = "lists.attendees"
    reach = reach_of(current_user.id, event, current_roles())
    asked = read(request.args.to_dict(flat=False), Selection(use=USES["abroad"]))
    return Choice(event, reach, of_catalogue(reach.part_of(asked)))


def _page(choice: Choice, form: CatalogueForm) -> str:
    event, names = choice.event, names_in(choice.event)
    found = catalogue_firms(choice.selection, choice.reach)
    use = word_of(choice.selection.use)
    within = choice.reach.within(choice.selection.use.purpose)
    tree = sectors.sector_tree()
    return render_template(
        "lists/catalogue.html",
        event=event,
        choice=choice,
        address=choice.address(),
        form=form,
        listed=len(found.listed),
        left_out=found.left_out,
        own_left_out=[one for one in found.left_out if one.own],
        others_left_out=left_out_counts(one for one in found.left_out if not one.own),
        reasons=wording.REASONS,
        filter=filter_words(replace(choice.selection.filter, states=(), category=""), names)
        if choice.values.keys() - {"use"}
        else "",
        use=use,
        words=wording,
        handover=use != "running",
        wanted=choice.selection.filter,
        delegations=[(one, plain(name)) for one, name in names.delegations.items() if within is None or one in within],
        groups=[(one, plain(name)) for one, name in names.groups.items()],
        sectors=[(code, f"{code} {tree[code].label.in_language(language())[0]}") for code in tree.sections],
        all_sectors=gettext("All sectors"),
    )


def _wish(choice: Choice, form: CatalogueForm) -> Wish:
    return Wish(
        selection=choice.selection,
        reach=choice.reach,
        kind=CATALOGUE,
        language=form.language.data,
        by=current_user.id,
        reason=typed_text(form.reason),
        recipient=typed_text(form.recipient),
    )
