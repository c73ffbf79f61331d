"""A company registers itself, openly or with the event’s code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.views.attempts import count_email, require_email_allowed
from app.companies.models import Company
from app.core.errors import Conflict, Invalid, NotFound, TooMany
from app.core.mail.delivery import letters_leave
from app.core.parsing import parse_whole_number
from app.core.web import rate_limits
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import public
from app.core.web.locale import language
from app.core.web.security import client_address
from app.events.models import Event
from app.events.rules import DirectoryVisibility
from app.events.scopes import event_at
from app.registrations.consent_texts import CONSENT_TEXTS, LIST_CONSENT_TEXTS, ConsentText
from app.registrations.forms.questions import add_question_fields, get_field_name, parse_submission
from app.registrations.forms.registrations import RegisterForm, get_form_values
from app.registrations.queries.answers import filter_by_subject, list_question_definitions
from app.registrations.queries.capacity import get_approval_rules
from app.registrations.questions import QuestionDefinition, QuestionSubject
from app.registrations.services import capacity, registering
from app.registrations.services.answers import AnswerSubmission
from app.registrations.services.registering import NewCompany, list_returning_companies, register_again
from app.registrations.views.blueprint import registrations
from app.registrations.views.registration import COMPANY_FIELDS
from app.registrations.views.welcome_pages import welcome_step_url

REGISTRATIONS_BY_ADDRESS = rate_limits.RateLimit("register", "60 per hour")
"""A hall may share one address, so it is wide; every try counts, right or wrong."""


@registrations.route("/events/<slug:event>/register", methods=["GET", "POST"])
@public
def register(event: str) -> ResponseReturnValue:
    """The form while registration is open; else that it is over, or by invitation.

    The answer tells what was typed and nothing that is known: it is the same for a company that is there already.
    """
    current_event = event_at(event)
    if current_event.phase == "draft":
        raise NotFound
    if not registering.is_self_registration_open(current_event):
        return render_template("registrations/register_closed.html", event=current_event), 200
    asked = list_question_definitions(current_event.id)
    form = cast(RegisterForm, add_question_fields(RegisterForm, {None: asked})())
    form.group.offer(current_event)
    returning = list_returning_companies(current_event, current_user.id) if current_user.is_authenticated else []
    if not form.is_submitted():
        return _render_form(current_event, form, asked, returning), 200
    rate_limits.spend_attempts(REGISTRATIONS_BY_ADDRESS, client_address())
    if (company_id := parse_whole_number(typed_text(form.returning))) is not None and returning:
        return _register_again(current_event, form, asked, returning, company_id)
    well_formed = form.validate()
    replies = _parse_answers(form, asked)
    if not well_formed or any(field.errors for field in form):
        return _render_form(current_event, form, asked), 422
    require_email_allowed(typed_text(form.email))
    outlook = capacity.preview_rule(current_event, int(form.group.data))
    try:
        registering.register_company(
            current_event,
            NewCompany(**get_form_values(form, *COMPANY_FIELDS), languages=form.languages.data or []),
            group_id=int(form.group.data),
            code=typed_text(form.code),
            given_by_purpose={purpose: bool(form[purpose].data) for purpose in _list_consent_texts(current_event)},
            language=language(),
            replies=replies,
        )
    except (Conflict, Invalid) as refused:
        form.form_errors.append(error_text(refused))
        return _render_form(current_event, form, asked), 409 if isinstance(refused, Conflict) else 422
    with suppress(TooMany):  # others were as quick; this one is registered all the same
        count_email(typed_text(form.email))
    mailed = letters_leave() and not current_event.rehearsal
    return render_template(
        "registrations/registered.html",
        event=current_event,
        firm=typed_text(form.name),
        email=typed_text(form.email),
        mailed=mailed,
        outlook=outlook,
    )


def _list_consent_texts(event: Event) -> dict[str, ConsentText]:
    """What is asked: whether the firm may be read in public, too, where the event has a directory."""
    return CONSENT_TEXTS if DirectoryVisibility(event.directory) is not DirectoryVisibility.NONE else LIST_CONSENT_TEXTS


def _parse_answers(form: RegisterForm, asked: Sequence[QuestionDefinition]) -> list[AnswerSubmission]:
    """What was answered for the firm, then for its first person, whose questions may depend on the firm's."""
    company = parse_submission(
        form, filter_by_subject(asked, QuestionSubject.COMPANY), person_id=None, before={}, numbers=()
    )
    person = parse_submission(
        form, filter_by_subject(asked, QuestionSubject.PERSON), person_id=None, before=company.read.answers, numbers=()
    )
    return [company, person]


def _register_again(
    event: Event, form: RegisterForm, asked: Sequence[QuestionDefinition], returning: Sequence[Company], company_id: int
) -> ResponseReturnValue:
    """A firm of the reader's comes again, with what is known of it; it is looked through before it is handed in."""
    if not form.group.validate(form):
        return _render_form(event, form, asked, returning), 422
    try:
        made = register_again(
            event, company_id, group_id=int(form.group.data), code=typed_text(form.code), by=current_user.id
        )
    except (Conflict, Invalid) as refused:
        form.form_errors.append(error_text(refused))
        return _render_form(event, form, asked, returning), 409 if isinstance(refused, Conflict) else 422
    return redirect(welcome_step_url(event, made, "work"))


def _render_form(
    event: Event, form: RegisterForm, asked: Sequence[QuestionDefinition], returning: Sequence[Company] = ()
) -> str:
    return render_template(
        "registrations/register.html",
        event=event,
        form=form,
        texts=_list_consent_texts(event),
        asked=asked,
        about_firm=filter_by_subject(asked, QuestionSubject.COMPANY),
        about_person=filter_by_subject(asked, QuestionSubject.PERSON),
        field_name=get_field_name,
        returning=returning,
        by_rule=get_approval_rules(event).lets_strangers_in,
    )
