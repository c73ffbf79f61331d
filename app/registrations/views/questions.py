"""What the organizer asks companies and their people besides the profile, and the list for the gate with the
sensitive answers."""

from __future__ import annotations

from io import BytesIO

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import now
from app.core.errors import Conflict, Invalid, NotFound
from app.core.localized import LANGUAGES
from app.core.parsing import parse_whole_number
from app.core.web.errors import error_status, error_text
from app.core.web.guards import allow
from app.core.web.locale import plain
from app.documents.xlsx import WorkbookSheet, to_xlsx
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.forms.questions import KIND_CHOICES, QuestionForm, format_option_lines
from app.registrations.models import Question
from app.registrations.queries.answers import (
    count_answers,
    count_companies_missing,
    count_sealed_answers,
    list_gate_exports,
    list_gate_rows,
    list_questions,
    list_sealed_questions,
)
from app.registrations.questions import CONDITION_KINDS
from app.registrations.services import questions
from app.registrations.services.answers import log_gate_export
from app.registrations.views.blueprint import registrations

QUESTIONS_URL = "/events/<slug:event>/questions"


@registrations.get(QUESTIONS_URL)
@allow(Role.ORGANIZER, of=an_event)
def questions_page(event: Event) -> ResponseReturnValue:
    """All questions in the order in which they are asked."""
    g.tab = "registrations.index"
    return render_template(
        "registrations/questions.html",
        event=event,
        questions=[entry.asked for entry in list_questions(event.id)],
        retired=[entry.asked for entry in list_questions(event.id, retired=True)],
        counts=count_answers(event.id),
        missing_counts=count_companies_missing(event.id),
        days={entry.id: entry.erase_after_days for entry in list_questions(event.id)},
        kinds=dict(KIND_CHOICES),
    )


@registrations.route(f"{QUESTIONS_URL}/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def new_question(event: Event) -> ResponseReturnValue:
    form = QuestionForm()
    form.offer([entry.asked for entry in list_questions(event.id) if entry.kind in CONDITION_KINDS])
    if not form.validate_on_submit():
        return _render_question(event, form), 422 if form.errors else 200
    try:
        questions.add_question(event, form.draft(), by=current_user.id)
    except (Conflict, Invalid) as refused:
        return _render_refused(event, form, refused)
    flash(gettext("It is asked from now on."), "good")
    return _back_to_questions(event)


@registrations.route(f"{QUESTIONS_URL}/<int:question_id>", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def question(event: Event, question_id: int) -> ResponseReturnValue:
    stored_question = next((entry for entry in list_questions(event.id) if entry.id == question_id), None)
    if stored_question is None:
        raise NotFound
    form = QuestionForm() if request.method == "POST" else _filled_form(stored_question)
    earlier = [
        entry
        for entry in list_questions(event.id)
        if entry.position < stored_question.position and entry.kind in CONDITION_KINDS
    ]
    form.offer([entry.asked for entry in earlier])
    if not form.validate_on_submit():
        return _render_question(event, form, stored_question), 422 if form.errors else 200
    try:
        version = parse_whole_number(form.version.data or "")
        questions.update_question(
            event, stored_question.id, form.draft(), version=-1 if version is None else version, by=current_user.id
        )
    except questions.QuestionChanged as refused:
        form.version.data = str(stored_question.version)
        return _render_refused(event, form, refused, stored_question)
    except (Conflict, Invalid) as refused:
        return _render_refused(event, form, refused, stored_question)
    flash(gettext("Saved."), "good")
    return _back_to_questions(event)


@registrations.post(f"{QUESTIONS_URL}/<int:question_id>/<any(up, down):way>")
@allow(Role.ORGANIZER, of=an_event)
def move_question(event: Event, question_id: int, way: str) -> ResponseReturnValue:
    try:
        questions.move_question(event, question_id, up=way == "up", by=current_user.id)
    except questions.QuestionHasDependents as refused:
        flash(error_text(refused), "wait")
    return _back_to_questions(event, question_id)


@registrations.post(f"{QUESTIONS_URL}/<int:question_id>/removal")
@allow(Role.ORGANIZER, of=an_event)
def remove_question(event: Event, question_id: int) -> ResponseReturnValue:
    try:
        deleted = questions.retire_question(event, question_id, by=current_user.id)
    except questions.QuestionHasDependents as refused:
        flash(error_text(refused), "wait")
    else:
        text = gettext("It is asked no longer. The answers given so far are kept.")
        flash(gettext("The question is deleted.") if deleted else text, "good")
    return _back_to_questions(event)


@registrations.post(f"{QUESTIONS_URL}/<int:question_id>/return")
@allow(Role.ORGANIZER, of=an_event)
def ask_again(event: Event, question_id: int) -> ResponseReturnValue:
    try:
        questions.restore_question(event, question_id, by=current_user.id)
    except questions.ConditionRetired as refused:
        flash(error_text(refused), "wait")
    else:
        flash(gettext("It is asked from now on."), "good")
    return _back_to_questions(event)


def _filled_form(stored_question: Question) -> QuestionForm:
    condition = (
        f"{stored_question.only_if_id}:{stored_question.only_if_values[0]}"
        if stored_question.only_if_id and stored_question.only_if_values
        else ""
    )
    names = [f"{part}_{language}" for part in ("label", "help") for language in LANGUAGES]
    names += ["kind", "subject", "required", "sensitive", "erase_after_days"]
    return QuestionForm(
        formdata=None,
        data={
            **{name: getattr(stored_question, name) for name in names},
            "version": str(stored_question.version),
            "option_lines": format_option_lines(option.label for option in stored_question.asked.options),
            "only_if": condition,
        },
    )


def _render_question(event: Event, form: QuestionForm, stored_question: Question | None = None) -> str:
    g.tab = "registrations.index"
    count = count_answers(event.id).get(stored_question.id, 0) if stored_question is not None else 0
    return render_template(
        "registrations/question.html",
        event=event,
        form=form,
        question=stored_question,
        count=count,
        named=plain(stored_question.label) if stored_question is not None else "",
    )


def _render_refused(
    event: Event, form: QuestionForm, refused: Conflict | Invalid, stored_question: Question | None = None
) -> ResponseReturnValue:
    form.form_errors.append(error_text(refused))
    return _render_question(event, form, stored_question), error_status(refused)


def _back_to_questions(event: Event, question_id: int | None = None) -> ResponseReturnValue:
    anchor = f"question-{question_id}" if question_id else None
    return redirect(url_for("registrations.questions_page", event=event, _anchor=anchor))


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@registrations.get("/events/<slug:event>/gate")
@allow(Role.ORGANIZER, of=an_event)
def gate(event: Event) -> ResponseReturnValue:
    """What the list holds and who took it so far; no answer is shown here."""
    g.tab = "registrations.index"
    return render_template(
        "registrations/gate.html",
        event=event,
        questions=list_sealed_questions(event.id),
        counts=count_sealed_answers(event.id),
        taken=list_gate_exports(event.id),
    )


@registrations.post("/events/<slug:event>/gate")
@allow(Role.ORGANIZER, of=an_event)
def take_gate_list(event: Event) -> ResponseReturnValue:
    """The list as a workbook, made for this answer and kept nowhere."""
    asked, rows = list_sealed_questions(event.id), list_gate_rows(event)
    head = [gettext("Company"), gettext("Company, Chinese"), gettext("Name"), gettext("Name in Chinese")]
    head += [gettext("Title"), *(plain(sealed_question.label) for sealed_question in asked)]
    unread = gettext("cannot be opened")
    cells = [
        [row.company, row.company_zh, row.name, row.name_zh, row.title]
        + [
            unread if row.answers.get(sealed_question.id, "") is None else row.answers.get(sealed_question.id)
            for sealed_question in asked
        ]
        for row in rows
    ]
    sheet = WorkbookSheet(
        name=gettext("Gate"), header=head, rows=cells, widths=(38, 28, 24, 16, 24, *(20 for _ in asked))
    )
    made = to_xlsx([sheet], made_at=now(), title=plain(event.name))
    log_gate_export(event, rows=rows, questions=asked, by=current_user.id)
    return send_file(BytesIO(made), mimetype=XLSX_TYPE, as_attachment=True, download_name=f"{event.slug}-gate.xlsx")
