"""The list itself with who is left out; its files and their log, what a company can read of it; saved views."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from markupsafe import escape

from app.accounts.permissions import Role
from app.companies.sectors import tree as sectors
from app.core.db import new_public_id
from app.core.errors import Conflict, Invalid
from app.core.files import get_file
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, plain
from app.events.models import Event
from app.events.scopes import an_event
from app.lists import wording
from app.lists.allowed_columns import tasks_of
from app.lists.columns import ANSWER_PREFIX, SHEET_PREFIX, ListColumn, RowWriter
from app.lists.consent import ListPurpose
from app.lists.forms import SHARING_CHOICES, ExportForm, SavedViewForm, ViewRemovalForm
from app.lists.queries.attendees import attendees as all_of
from app.lists.queries.attendees import own_columns, terms_of
from app.lists.queries.exports import TakenExport, exports_with_company, filter_names, list_exports
from app.lists.queries.listing import DEFAULT_SELECTION, list_page
from app.lists.selection import (
    CONDITION_TESTS,
    MOST_CONDITIONS,
    NO_DELEGATION,
    TITLE_PREFIX,
    move_column,
    parse_conditions,
    selection_arguments,
    use_word,
)
from app.lists.services import ExportRequest, create_export, delete_view, save_view
from app.lists.services.exports import MOST_PRINTED_ROWS, enqueue_export
from app.lists.services.files import count_left_out, left_out_companies
from app.lists.services.formats import ANSWER_LABELS, CONSENT_LABELS
from app.lists.views.blueprint import ATTENDEES_PATH, LIST_ROLES, ListChoice, lists, requested_list
from app.registrations.models import Registration
from app.registrations.queries.answers import list_sealed_questions
from app.registrations.scopes import own_registration

COUNTED_STATES = ("approved", "submitted", "waiting", "draft", "invited")
"""States whose counts stand in the head of the page."""

FORMATTED_COLUMNS = frozenset(
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


@lists.get(ATTENDEES_PATH)
@allow(*LIST_ROLES, of=an_event)
def attendees(event: Event) -> ResponseReturnValue:
    choice = requested_list(event)
    if target := _moved_url(choice) or _narrowed_url(choice) or _renamed_url(choice):
        return redirect(target)
    return attendees_page(choice, ExportForm(None, language=language(), key=new_public_id()))


@lists.get(f"{ATTENDEES_PATH}/left-out")
@allow(*LIST_ROLES, of=an_event)
def left_out(event: Event) -> ResponseReturnValue:
    """Who does not stand in the list that the address chooses, and why: the reader's own companies one by one, of
    others how many."""
    choice = requested_list(event)
    result = all_of(choice.selection, choice.reach, terms_of(event, language()))
    return render_template(
        "lists/left_out.html",
        event=event,
        choice=choice,
        address=choice.address(),
        firms=left_out_companies(result),
        others=count_left_out(row for row in result.left_out if not row.own),
        listed=len(result.listed),
        reasons=wording.REASON_LABELS,
    )


def attendees_page(choice: ListChoice, form: ExportForm) -> str:
    """The list with its menus; ``form`` as it was sent, where something was wrong with it."""
    selection = choice.selection
    purpose = selection.use.purpose
    known = {**wording.column_labels(), **{item.name: plain(item.label) for item in selection.extra}}
    labels = {name: label for name, label in known.items() if choice.reach.shows(name, purpose)}
    terms = terms_of(choice.event, language())
    result = list_page(selection, choice.reach, request.args.get("page", 1, type=int), terms)
    writer = RowWriter(selection.columns, terms)
    heading_of_column = {**labels, **selection.headings}
    heads = [
        (column.name, escape(heading_of_column[column.name]), _is_formatted(column)) for column in selection.columns
    ]
    return render_template(
        "lists/attendees.html",
        event=choice.event,
        choice=choice,
        address=choice.address(),
        found=result,
        rows=[(item, list(zip(heads, writer.cells(item.row, item.verdict), strict=True))) for item in result.page],
        states=[(state, result.states[state]) for state in COUNTED_STATES if state in result.states],
        form=form,
        view_form=SavedViewForm(
            None,
            name=choice.view.name if choice.view and choice.owns_view else "",
            shared=choice.view.shared if choice.view and choice.owns_view else "private",
        ),
        columns=_column_choices(choice, labels),
        labels=labels,
        said=heading_of_column,
        shared=SHARING_CHOICES,
        tests=wording.TEST_LABELS,
        conditions=[(item, wording.condition_text(item, labels)) for item in selection.filter.where],
        unknown=[wording.column_labels().get(item.column, item.column) for item in selection.unknown],
        may_narrow=len(selection.filter.where) < MOST_CONDITIONS,
        words=wording,
        answers=ANSWER_LABELS,
        consents=CONSENT_LABELS,
        tasks=tasks_of(choice.reach.columns),
        use=use_word(selection.use),
        uses=wording.USES if choice.reach.hands_over else {"running": wording.USES["running"]},
        handover=selection.use.purpose is ListPurpose.HANDOVER,
        most_printed=MOST_PRINTED_ROWS,
        filters=_filter_choices(choice),
    )


def _is_formatted(column: ListColumn) -> bool:
    return (
        column.name in FORMATTED_COLUMNS
        or bool(column.section)
        or column.name.startswith((ANSWER_PREFIX, SHEET_PREFIX))
    )


def _column_choices(choice: ListChoice, labels: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Name, label, whether shown: the shown ones first, in their order."""
    shown = [column.name for column in choice.selection.columns]
    rest = [name for name in labels if name not in shown]
    return [(name, labels[name], name in shown) for name in (*shown, *rest)]


def _filter_choices(choice: ListChoice) -> dict[str, list[tuple[Any, str]]]:
    """The choices of each filter that this user can narrow by."""
    names = filter_names(choice.event)
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


def _narrowed_url(choice: ListChoice) -> str:
    """Where the list with one more condition stands, if the form for that was sent."""
    column, test, value = (request.args.get(name, "") for name in ("asked", "test", "value"))
    if not column or test not in CONDITION_TESTS:
        return ""
    conditions = [condition.written for condition in choice.selection.filter.where]
    if not (new := parse_conditions([f"{column}.{test}.{value}"])):
        return choice.address()(narrow="open")
    return choice.address()(where=[*conditions, new[0].written])


def _renamed_url(choice: ListChoice) -> str:
    """The same list with the headings that were typed, without those that were left empty."""
    typed = [name for name in request.args if name.startswith(TITLE_PREFIX)]
    return choice.address()() if any(not request.args[name].strip() for name in typed) else ""


def _moved_url(choice: ListChoice) -> str:
    """Where the list with a column moved stands, if a button asked for that."""
    for name, by in (("up", -1), ("down", 1)):
        if column := request.args.get(name):
            names = [shown.name for shown in choice.selection.columns]
            changed = replace(choice, selection=replace(choice.selection, names=move_column(names, column, by)))
            return changed.address()(columns="open")
    return ""


LONG_FILE_ROWS = 5_000
"""Rows from which on a file takes more than a second: then a job makes it."""
LONG_PRINT_ROWS = 1_000
MOST_PASTED_BYTES = 2_000_000
"""Bytes."""


@lists.post(f"{ATTENDEES_PATH}/exports")
@allow(*LIST_ROLES, of=an_event)
def export(event: Event) -> ResponseReturnValue:
    choice, form = requested_list(event), ExportForm()
    if not form.validate():
        return attendees_page(choice, form), 422
    wish = _export_request(choice, form)
    rows = list_page(choice.selection, choice.reach, 1, terms_of(event, form.language.data)).page.total
    printed = form.kind.data == "pdf"  # one that is too long is refused below, at once
    if rows > (LONG_PRINT_ROWS if printed else LONG_FILE_ROWS) and not (printed and rows > MOST_PRINTED_ROWS):
        return redirect(
            url_for("jobs.show", public_id=enqueue_export("attendee_list", event, wish, form.key.data)), 303
        )
    try:
        log = create_export(event, wish, key=_request_key(form, wish))
    except Invalid as refusal:
        form.reason.errors = [*form.reason.errors, error_text(refusal)]
        return attendees_page(choice, form), 422
    return redirect(url_for("lists.exports", event=event, made=log.id), 303)


@lists.get(f"{ATTENDEES_PATH}/exports")
@allow(*LIST_ROLES, of=an_event)
def exports(event: Event) -> ResponseReturnValue:
    """The organizer sees every export, everybody else their own."""
    g.tab = "lists.attendees"
    everybody = Role.ORGANIZER in current_roles()
    taken = list_exports(event, user_id=current_user.id, everybody=everybody)
    made = next((export for export in taken if str(export.log.id) == request.args.get("made")), None)
    return render_template(
        "lists/exports.html",
        event=event,
        taken=taken,
        made=made,
        pasted=_pasted_text(made),
        everybody=everybody,
        words=wording,
    )


@lists.get("/events/<slug:event>/companies/<int:registration_id>/lists")
@allow(Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER, of=own_registration)
def in_lists(event: Event, registration: Registration) -> ResponseReturnValue:
    """In which lists a firm and its people stood, and who made them for what."""
    rows = exports_with_company(registration.id)
    return render_template(
        "lists/in_lists.html",
        event=event,
        registration=registration,
        rows=rows,
        lists=len({log.id for _row, log, *_ in rows}),
        with_own_name=len({log.id for _row, log, _by, _person, user_id in rows if user_id == current_user.id}),
        labels={**_export_labels(event), **wording.EXTRA_LABELS},
        may_withdraw=Role.COMPANY in current_roles(),
        words=wording,
    )


def _export_labels(event: Event) -> dict[str, str]:
    """What columns are called, also those for answers that only the gate's list opens."""
    own = {item.name: plain(item.label) for item in own_columns(event.id)}
    sealed = {ANSWER_PREFIX + item.key: plain(item.label) for item in list_sealed_questions(event.id)}
    return {**wording.column_labels(), **own, **sealed}


def _pasted_text(made: TakenExport | None) -> str:
    """What is to be copied into a spreadsheet; "" for a file, and for more than a page can well hold."""
    if made is None or made.log.format != "tsv" or not made.file:
        return ""
    try:
        content = get_file(made.file, current_user.id).content
    except Conflict:  # its download says why
        return ""
    return content.decode() if len(content) <= MOST_PASTED_BYTES else ""


def _export_request(choice: ListChoice, form: ExportForm) -> ExportRequest:
    return ExportRequest(
        selection=choice.selection,
        reach=choice.reach,
        kind=form.kind.data,
        language=form.language.data,
        by=current_user.id,
        reason=typed_text(form.reason),
        recipient=typed_text(form.recipient),
        view=choice.view.name if choice.view is not None and not choice.changed else "",
    )


def _request_key(form: ExportForm, wish: ExportRequest) -> str:
    """The form's key for just this wish: who goes back and asks the same page for another file gets that one."""
    if not form.key.data:
        return ""
    request_text = json.dumps([form.key.data, wish.body], sort_keys=True)
    return hashlib.sha256(request_text.encode()).hexdigest()


@lists.post(f"{ATTENDEES_PATH}/views")
@allow(*LIST_ROLES, of=an_event)
def save(event: Event) -> ResponseReturnValue:
    """Save the list that the address chooses under the name that was sent."""
    choice, form = requested_list(event), SavedViewForm()
    shared = form.shared.data if form.shared.data in SHARING_CHOICES else "private"
    settings = selection_arguments(choice.selection, DEFAULT_SELECTION)
    try:
        view = save_view(event.id, current_user.id, typed_text(form.name), settings, shared=shared)
    except Invalid as refusal:
        flash(error_text(refusal), "bad")
        return redirect(choice.address()(), 303)
    flash(gettext("“%(name)s” is saved.", name=view.name), "good")
    return redirect(url_for("lists.attendees", event=event, view=view.id), 303)


@lists.post(f"{ATTENDEES_PATH}/views/removal")
@allow(*LIST_ROLES, of=an_event)
def remove(event: Event) -> ResponseReturnValue:
    organizes = Role.ORGANIZER in current_roles()
    if delete_view(event.id, current_user.id, ViewRemovalForm().view.data or 0, organizes=organizes):
        flash(gettext("The view is removed. The list itself is as it was."))
    return redirect(url_for("lists.attendees", event=event), 303)
