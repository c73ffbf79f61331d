"""The organizer’s questions as a company answers them, and what it answered, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any, cast

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from wtforms import StringField

from app.accounts.permissions import Role
from app.companies.fields import SHEET_FIELDS
from app.companies.wording import company_field_label, company_label
from app.core.db import db
from app.core.errors import NotFound
from app.core.models import StoredFile
from app.core.web.errors import error_text
from app.core.web.forms import Form, typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, plain, short_day
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.registrations.forms.questions import add_question_fields, fill_answer, get_field_name, parse_submission
from app.registrations.models import Answer, Registration
from app.registrations.queries.answers import (
    RegistrationAnswers,
    filter_by_subject,
    get_answer_value,
    get_answers,
    has_content,
    list_question_definitions,
    list_questions,
    unseal_answer_file,
)
from app.registrations.questions import AnswerValue, QuestionDefinition, QuestionKind, QuestionSubject
from app.registrations.scopes import own_registration
from app.registrations.services import answers, transitions
from app.registrations.services.answers import REMARK_FIELDS
from app.registrations.views.blueprint import REGISTRATION_ROLES, REGISTRATION_URL, registrations
from app.registrations.views.welcome_pages import get_next_page

ANSWER_LABELS: Mapping[str, Any] = {
    "more_phones": _l("Further phones"),
    "more_emails": _l("Further e-mails"),
    "more_titles": _l("Further job titles"),
    "category": _l("Category in the sheet"),
    "group": _l("Side in the sheet"),
    "registered_at": _l("Registered, says the sheet"),
    "certificates_held": _l("Certificates held, as written"),
    "certificates_needed": _l("Certificates needed, as written"),
    "languages": _l("Languages, as written"),
    "other_names": _l("Other names in the sheet"),
    "stock_code": _l("Stock code in the sheet"),
    "uen": _l("UEN in the sheet"),
    "uscc": _l("Unified social credit code in the sheet"),
    "website": _l("Website in the sheet"),
    "country": _l("Country in the sheet"),
    "city": _l("City in the sheet"),
    "sectors": _l("Sectors in the sheet"),
    "about": _l("About the firm in the sheet"),
    "offers": _l("Offers in the sheet"),
    "products": _l("Products in the sheet"),
    "founded": _l("Founded, says the sheet"),
    "employees": _l("Employees in the sheet"),
    "exports": _l("Export markets, as written"),
    "seeks": _l("Seeks in the sheet"),
    **{column: company_field_label(name) for column, name in SHEET_FIELDS.items()},
}


ADDRESS_ANSWERS = ("more_phones", "more_emails")
"""The desks and shared mailboxes of a firm, and second numbers of its people."""


def list_other_answers(registration: Registration) -> list[tuple[str, str]]:
    """Labels and texts of all that is kept and not edited here; what has no label stands under its own name."""
    other_answers = {name: value for name, value in registration.answers.items() if name not in REMARK_FIELDS}
    return [
        (str(ANSWER_LABELS.get(name, name.replace("_", " "))), _format_value(value))
        for name, value in other_answers.items()
    ]


def list_question_answers(registration: Registration) -> list[tuple[str, str, int | None]]:
    """Label, text and, for a file, the answer's id, of all that was answered to the organizer's questions. A sealed
    answer is told as kept, a person's with the person's name."""
    asked = [question.asked for question in list_questions(registration.event_id)]
    if not asked:
        return []
    stored_answers = get_answers(registration)
    people: list[tuple[int | None, str]] = [
        (representative.id, company_label(representative)) for representative in registration.representatives
    ]
    result = []
    for person, name in [(None, ""), *people]:
        answers = stored_answers.of(person)
        for definition in asked:
            answer = answers.get(definition.id)
            if answer is not None and has_content(answer):
                label = plain(definition.label) + (f" ({name})" if name else "")
                result.append((label, format_answer(definition, answer), answer.id if answer.file_id else None))
    return result


def format_answer(question: QuestionDefinition, answer: Answer) -> str:
    """An answer in words, in the reader's language."""
    value = get_answer_value(answer)
    if answer.sealed is not None:
        return str(gettext("kept sealed"))
    if answer.file_id is not None:
        return str(gettext("File of %(day)s", day=short_day(answer.answered_at)))
    if question.options and not isinstance(value, bool):
        keys = (value,) if isinstance(value, str) else value or ()
        return _format_value([plain(question.option(key)) for key in keys])
    if question.kind == QuestionKind.DATE and isinstance(value, str):
        return short_day(date.fromisoformat(value))
    return _format_value(value)


def list_further_addresses(registration: Registration) -> list[tuple[str, list[str]]]:
    """Labels, each with how the firm is reached besides its people; for those who answer for it alone."""
    given_answers = registration.answers
    return [
        (str(ANSWER_LABELS[name]), list(given_answers[name])) for name in ADDRESS_ANSWERS if given_answers.get(name)
    ]


def _format_value(value: Any) -> str:
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, list | tuple):
        return ("、" if language() == "zh" else ", ").join(map(str, value))
    return str(value)


class AnswersForm(Form):
    """``seen``: how the answers stood on the page."""

    seen = StringField()


QuestionSections = dict[int | None, list[QuestionDefinition]]
"""The questions about the firm (None) and about each of its people, by id."""


@registrations.get(f"{REGISTRATION_URL}/questions")
@allow(*REGISTRATION_ROLES, of=own_registration)
def firm_questions(event: Event, registration: Registration) -> ResponseReturnValue:
    """All that is asked of the firm and of each of its people, with what was answered."""
    stored_answers, sections = get_answers(registration), get_sections(registration)
    form = add_question_fields(Form, sections)(formdata=None)
    for person, asked in sections.items():
        for question in asked:
            fill_answer(form, question, person, get_answer_value(stored_answers.of(person).get(question.id)))
    return _render_questions(event, registration, form, sections, answers.get_answers_fingerprint(registration))


@registrations.post(f"{REGISTRATION_URL}/questions")
@allow(*REGISTRATION_ROLES, of=own_registration)
def answer_questions(event: Event, registration: Registration) -> ResponseReturnValue:
    """Keep all answers, or none while one needs mending; a draft that waited for them is handed in."""
    stored_answers, sections = get_answers(registration), get_sections(registration)
    form = cast(AnswersForm, add_question_fields(AnswersForm, sections)())
    form.validate()
    read = parse_sections(form, sections, stored_answers)
    seen = typed_text(form.seen)
    if any(field.errors for field in form):
        return _render_questions(event, registration, form, sections, seen), 422
    try:
        answers.save_answers(registration, read, language=language(), by=current_user.id, seen=seen)
    except answers.QuestionAnswersChanged as refused:
        form.form_errors.append(error_text(refused))
        return _render_questions(
            event, registration, form, sections, answers.get_answers_fingerprint(registration)
        ), 409
    flash(gettext("Your answers are kept."), "good")
    if Role.COMPANY in current_roles() and request.args.get("then") == "on":
        transitions.submit_if_ready(event, registration, by=current_user.id)
        return redirect(get_next_page(event, registration))
    own = Role.COMPANY in current_roles()
    page = "registrations.profile" if own else "registrations.registration"
    return redirect(url_for(page, event=event, registration_id=registration.id, _anchor="asked"))


@registrations.get(f"{REGISTRATION_URL}/answers/<int:answer_id>/file")
@allow(*REGISTRATION_ROLES, of=own_registration)
def answer_file(event: Event, registration: Registration, answer_id: int) -> ResponseReturnValue:  # noqa: ARG001
    """A file that was given as an answer; always saved, never shown."""
    stored_answers = get_answers(registration)
    everyone = [stored_answers.company, *stored_answers.people.values()]
    answer = next((candidate for each in everyone for candidate in each.values() if candidate.id == answer_id), None)
    file = db.session.get(StoredFile, answer.file_id) if answer is not None and answer.file_id else None
    if answer is None or file is None or not file.content:
        raise NotFound
    sent = send_file(
        BytesIO(unseal_answer_file(answer, file.content)),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
    )
    sent.headers["X-Content-Type-Options"] = "nosniff"
    return sent


def get_sections(registration: Registration) -> QuestionSections:
    asked = list_question_definitions(registration.event_id)
    company, person = (
        filter_by_subject(asked, QuestionSubject.COMPANY),
        filter_by_subject(asked, QuestionSubject.PERSON),
    )
    return {None: company, **{representative.id: person for representative in registration.representatives if person}}


def parse_sections(
    form: Form, sections: QuestionSections, registration_answers: RegistrationAnswers
) -> list[answers.AnswerSubmission]:
    """What was sent about the firm, then about each of its people, whose questions may depend on the firm's."""
    answer_submissions: list[answers.AnswerSubmission] = []
    company: dict[int, AnswerValue] = {}
    for person, asked in sections.items():
        items = {key for key, answer in registration_answers.of(person).items() if has_content(answer)}
        reply = parse_submission(form, asked, person_id=person, before=company, numbers=items)
        company = dict(reply.read.answers) if person is None else company
        answer_submissions.append(reply)
    return answer_submissions


def _render_questions(
    event: Event, registration: Registration, form: Form, sections: QuestionSections, seen: str
) -> str:
    own = Role.COMPANY in current_roles()
    for_others = "delegations.roster" if registration.delegation else "registrations.index"
    g.tab = "registrations.profile" if own else for_others
    g.bare = request.args.get("then") == "on"
    return render_template(
        "registrations/company_questions.html",
        event=event,
        registration=registration,
        form=form,
        sections=sections,
        people={representative.id: representative for representative in registration.representatives},
        held=get_answers(registration),
        field_name=get_field_name,
        seen=seen,
        own=own,
        acting_for=not own,
    )
