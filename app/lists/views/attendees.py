"""The list itself, and who is left out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import escape

from app.companies.sectors import tree as sectors
from app.core.db import new_public_id
from app.core.web.guards import allow
from app.core.web.locale import language, plain
from app.events.models import Event
from app.events.scopes import an_event
from app.lists import wording
from app.lists.allowed import tasks_of
from app.lists.answers import START
from app.lists.columns import Column, Writer
from app.lists.conditions import MOST, TESTS, conditions_in
from app.lists.consent import Purpose
from app.lists.forms import SHARED, ExportForm, ViewForm
from app.lists.imported import SHEET
from app.lists.queries.attendees import attendees as all_of
from app.lists.queries.filter_words import names_in
from app.lists.queries.listing import listing
from app.lists.queries.own_columns import terms_of
from app.lists.selection import NO_DELEGATION, TITLE, moved, word_of
from app.lists.services.cell_words import ANSWERS, CONSENTS
from app.lists.services.files import left_out_counts, left_out_firms
from app.lists.services.making import MOST_PRINTED
from app.lists.views.blueprint import ATTENDEES, LISTERS, Choice, choice_in, lists

SHOWN = ("approved", "submitted", "waiting", "draft", "invited")
"""States whose counts stand in the head of the page."""

DRESSED = frozenset(
    {
        "category",
        "company",
        "company_zh",
        "country",
        "offers",
        "seeks",
        "registration_state",
        "representative_zh",
        "title_zh",
        "email",
        "phone",
    }
    | {"needs_interpreter", "checked_in_at", "consent_list", "registered_at"}
)
"""Columns whose cells are more than their text."""


@lists.get(ATTENDEES)
@allow(*LISTERS, of=an_event)
def attendees(event: Event) -> ResponseReturnValue:
    choice = choice_in(event)
    if asked := _moving(choice) or _narrowing(choice) or _renaming(choice):
        return redirect(asked)
    return page(choice, ExportForm(None, language=language(), key=new_public_id()))


@lists.get(f"{ATTENDEES}/left-out")
@allow(*LISTERS, of=an_event)
def left_out(event: Event) -> ResponseReturnValue:
    """Who does not stand in the list that the address chooses, and why: the reader's own firms one by one, of others
    how many."""
    choice = choice_in(event)
    found = all_of(choice.selection, choice.reach, terms_of(event, language()))
    return render_template(
        "lists/left_out.html",
        event=event,
        choice=choice,
        address=choice.address(),
        firms=left_out_firms(found),
        others=left_out_counts(one for one in found.left_out if not one.own),
        listed=len(found.listed),
        reasons=wording.REASONS,
    )


def page(choice: Choice, form: ExportForm) -> str:
    """The list with its menus; ``form`` as it was sent, where something was wrong with it."""
    selection = choice.selection
    purpose = selection.use.purpose
    known = {**wording.column_labels(), **{one.name: plain(one.label) for one in selection.extra}}
    labels = {name: label for name, label in known.items() if choice.reach.shows(name, purpose)}
    terms = terms_of(choice.event, language())
    found = listing(selection, choice.reach, request.args.get("page", 1, type=int), terms)
    writer = Writer(selection.columns, terms)
    said = {**labels, **selection.headings}
    heads = [(column.name, escape(said[column.name]), _is_dressed(column)) for column in selection.columns]
    return render_template(
        "lists/attendees.html",
        event=choice.event,
        choice=choice,
        address=choice.address(),
        found=found,
        rows=[(one, list(zip(heads, writer.cells(one.row, one.verdict), strict=True))) for one in found.page],
        states=[(state, found.states[state]) for state in SHOWN if state in found.states],
        form=form,
        view_form=ViewForm(
            None,
            name=choice.view.name if choice.view and choice.owns_view else "",
            shared=choice.view.shared if choice.view and choice.owns_view else "private",
        ),
        columns=_columns(choice, labels),
        labels=labels,
        said=said,
        shared=SHARED,
        tests=wording.TESTS,
        conditions=[(one, wording.condition_words(one, labels)) for one in selection.filter.where],
        unknown=[wording.column_labels().get(one.column, one.column) for one in selection.unknown],
        may_narrow=len(selection.filter.where) < MOST,
        words=wording,
        answers=ANSWERS,
        consents=CONSENTS,
        tasks=tasks_of(choice.reach.columns),
        use=word_of(selection.use),
        uses=wording.USES if choice.reach.hands_over else {"running": wording.USES["running"]},
        handover=selection.use.purpose is Purpose.HANDOVER,
        most_printed=MOST_PRINTED,
        filters=_filters(choice),
    )


def _is_dressed(column: Column) -> bool:
    return column.name in DRESSED or bool(column.section) or column.name.startswith((START, SHEET))


def _columns(choice: Choice, labels: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Name, label, whether shown: the shown ones first, in their order."""
    shown = [column.name for column in choice.selection.columns]
    rest = [name for name in labels if name not in shown]
    return [(name, labels[name], name in shown) for name in (*shown, *rest)]


def _filters(choice: Choice) -> dict[str, list[tuple[Any, str]]]:
    """The choices of each filter that this user can narrow by."""
    names = names_in(choice.event)
    within = choice.reach.within(choice.selection.use.purpose)
    tree = sectors.sector_tree()
    brought: list[tuple[Any, str]] = [
        (number, plain(name)) for number, name in names.delegations.items() if within is None or number in within
    ]
    alone = [(NO_DELEGATION, str(gettext("Without a delegation")))] if brought and within is None else []
    return {
        "delegation": brought + alone,
        "group": [(number, plain(name)) for number, name in names.groups.items()],
        "sector": [(code, f"{code} {tree[code].label.in_language(language())[0]}") for code in tree.sections],
    }


def _narrowing(choice: Choice) -> str:
    """Where the list with one more condition stands, if the form for that was sent."""
    column, test, value = (request.args.get(name, "") for name in ("asked", "test", "value"))
    if not column or test not in TESTS:
        return ""
    kept = [one.written for one in choice.selection.filter.where]
    if not (new := conditions_in([f"{column}.{test}.{value}"])):
        return choice.address()(narrow="open")
    return choice.address()(where=[*kept, new[0].written])


def _renaming(choice: Choice) -> str:
    """The same list with the headings that were typed, without those that were left empty."""
    typed = [name for name in request.args if name.startswith(TITLE)]
    return choice.address()() if any(not request.args[name].strip() for name in typed) else ""


def _moving(choice: Choice) -> str:
    """Where the list with a column moved stands, if a button asked for that."""
    for name, by in (("up", -1), ("down", 1)):
        if column := request.args.get(name):
            names = [shown.name for shown in choice.selection.columns]
            changed = replace(choice, selection=replace(choice.selection, names=moved(names, column, by)))
            return changed.address()(columns="open")
    return ""
