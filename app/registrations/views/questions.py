"""What the organizer asks firms and their people besides the profile."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import Conflict, Invalid, NotFound
from app.core.localized import LANGUAGES
from app.core.parsing import parse_whole_number
from app.core.web.errors import error_status, error_text
from app.core.web.guards import allow
from app.core.web.locale import plain
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.forms.questions import KINDS, QuestionForm, as_lines
from app.registrations.models import Question
from app.registrations.queries.answers import answer_counts, questions_of
from app.registrations.queries.unanswered import missing_counts
from app.registrations.questions import TELLING
from app.registrations.services import questions
from app.registrations.views.blueprint import registrations

AT = "/events/<slug:event>/questions"


@registrations.get(AT)
@allow(Role.ORGANIZER, of=an_event)
def questions_page(event: Event) -> ResponseReturnValue:
    """All questions in the order in which they are asked."""
    g.tab = "registrations.index"
    return render_template(
        "registrations/questions.html",
        event=event,
        questions=[one.asked for one in questions_of(event.id)],
        retired=[one.asked for one in questions_of(event.id, retired=True)],
        counts=answer_counts(event.id),
        missing_counts=missing_counts(event.id),
        days={one.id: one.erase_after_days for one in questions_of(event.id)},
        kinds=dict(KINDS),
    )


@registrations.route(f"{AT}/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def new_question(event: Event) -> ResponseReturnValue:
    form = QuestionForm()
    form.offer([one.asked for one in questions_of(event.id) if one.kind in TELLING])
    if not form.validate_on_submit():
        return _page(event, form), 422 if form.errors else 200
    try:
        questions.ask(event, form.draft(), by=current_user.id)
    except (Conflict, Invalid) as refused:
        return _refused(event, form, refused)
    flash(gettext("It is asked from now on."), "good")
    return _back(event)


@registrations.route(f"{AT}/<int:question_id>", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def question(event: Event, question_id: int) -> ResponseReturnValue:
    found = next((one for one in questions_of(event.id) if one.id == question_id), None)
    if found is None:
        raise NotFound
    form = QuestionForm() if request.method == "POST" else _shown(found)
    earlier = [one for one in questions_of(event.id) if one.position < found.position and one.kind in TELLING]
    form.offer([one.asked for one in earlier])
    if not form.validate_on_submit():
        return _page(event, form, found), 422 if form.errors else 200
    try:
        version = parse_whole_number(form.version.data or "")
        questions.change(event, found.id, form.draft(), version=-1 if version is None else version, by=current_user.id)
    except questions.QuestionChanged as refused:
        form.version.data = str(found.version)
        return _refused(event, form, refused, found)
    except (Conflict, Invalid) as refused:
        return _refused(event, form, refused, found)
    flash(gettext("Saved."), "good")
    return _back(event)


@registrations.post(f"{AT}/<int:question_id>/<any(up, down):way>")
@allow(Role.ORGANIZER, of=an_event)
def move_question(event: Event, question_id: int, way: str) -> ResponseReturnValue:
    try:
        questions.move(event, question_id, up=way == "up", by=current_user.id)
    except questions.QuestionNeeded as refused:
        flash(error_text(refused), "wait")
    return _back(event, question_id)


@registrations.post(f"{AT}/<int:question_id>/removal")
@allow(Role.ORGANIZER, of=an_event)
def remove_question(event: Event, question_id: int) -> ResponseReturnValue:
    try:
        gone = questions.stop_asking(event, question_id, by=current_user.id)
    except questions.QuestionNeeded as refused:
        flash(error_text(refused), "wait")
    else:
        kept = gettext("It is asked no longer. The answers given so far are kept.")
        flash(gettext("The question is deleted.") if gone else kept, "good")
    return _back(event)


@registrations.post(f"{AT}/<int:question_id>/return")
@allow(Role.ORGANIZER, of=an_event)
def ask_again(event: Event, question_id: int) -> ResponseReturnValue:
    try:
        questions.ask_again(event, question_id, by=current_user.id)
    except questions.QuestionRests as refused:
        flash(error_text(refused), "wait")
    else:
        flash(gettext("It is asked from now on."), "good")
    return _back(event)


def _shown(found: Question) -> QuestionForm:
    condition = f"{found.only_if_id}:{found.only_if_values[0]}" if found.only_if_id and found.only_if_values else ""
    names = [f"{part}_{one}" for part in ("label", "help") for one in LANGUAGES]
    names += ["kind", "subject", "required", "sensitive", "erase_after_days"]
    return QuestionForm(
        formdata=None,
        data={
            **{name: getattr(found, name) for name in names},
            "version": str(found.version),
            "option_lines": as_lines(one.label for one in found.asked.options),
            "only_if": condition,
        },
    )


def _page(event: Event, form: QuestionForm, found: Question | None = None) -> str:
    g.tab = "registrations.index"
    count = answer_counts(event.id).get(found.id, 0) if found is not None else 0
    return render_template(
        "registrations/question.html", event=event, form=form, question=found, count=count, named=_named(found)
    )


def _named(found: Question | None) -> str:
    return plain(found.label) if found is not None else ""


def _refused(
    event: Event, form: QuestionForm, refused: Conflict | Invalid, found: Question | None = None
) -> ResponseReturnValue:
    form.form_errors.append(error_text(refused))
    return _page(event, form, found), error_status(refused)


def _back(event: Event, question_id: int | None = None) -> ResponseReturnValue:
    anchor = f"question-{question_id}" if question_id else None
    return redirect(url_for("registrations.questions_page", event=event, _anchor=anchor))
