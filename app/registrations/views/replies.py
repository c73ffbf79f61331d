"""The organizer's questions as a firm, or who acts for it, answers them."""

from __future__ import annotations

from io import BytesIO

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import db
from app.core.errors import NotFound
from app.core.models import StoredFile
from app.core.web.errors import error_text
from app.core.web.forms import Form
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language
from app.events.models import Event
from app.registrations.forms.questions import field_name, fill, reply_from, with_questions
from app.registrations.models import Registration
from app.registrations.queries.answers import Replies, about, asked_of, is_there, opened_file, replies_of, value_of
from app.registrations.questions import Asked, Subject, Value
from app.registrations.scopes import own_firm
from app.registrations.services import replies, submission
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations
from app.registrations.views.steps import next_page

Sections = dict[int | None, list[Asked]]
"""The questions about the firm (None) and about each of its people, by id."""


@registrations.get(f"{FIRM}/questions")
@allow(*FOR_A_FIRM, of=own_firm)
def firm_questions(event: Event, registration: Registration) -> ResponseReturnValue:
    """All that is asked of the firm and of each of its people, with what was answered."""
    held, sections = replies_of(registration), sections_of(registration)
    form = with_questions(Form, sections)(formdata=None)
    for person, asked in sections.items():
        for one in asked:
            fill(form, one, person, value_of(held.of(person).get(one.id)))
    return _page(event, registration, form, sections, replies.print_of(registration))


@registrations.post(f"{FIRM}/questions")
@allow(*FOR_A_FIRM, of=own_firm)
def answer_questions(event: Event, registration: Registration) -> ResponseReturnValue:
    """Keep all answers, or none while one needs mending; a draft that waited for them is handed in."""
    held, sections = replies_of(registration), sections_of(registration)
    form = with_questions(Form, sections)()
    form.validate()
    read = read_sections(form, sections, held)
    seen = request.form.get("seen", "")
    if any(field.errors for field in form):
        return _page(event, registration, form, sections, seen), 422
    try:
        replies.keep(registration, read, language=language(), by=current_user.id, seen=seen)
    except replies.RepliesChanged as refused:
        form.form_errors.append(error_text(refused))
        return _page(event, registration, form, sections, replies.print_of(registration)), 409
    flash(gettext("Your answers are kept."), "good")
    if Role.COMPANY in current_roles() and request.args.get("then") == "on":
        submission.submit_if_ready(event, registration, by=current_user.id)
        return redirect(next_page(event, registration))
    own = Role.COMPANY in current_roles()
    page = "registrations.profile" if own else "registrations.registration"
    return redirect(url_for(page, event=event, registration_id=registration.id, _anchor="asked"))


@registrations.get(f"{FIRM}/answers/<int:answer_id>/file")
@allow(*FOR_A_FIRM, of=own_firm)
def answer_file(event: Event, registration: Registration, answer_id: int) -> ResponseReturnValue:  # noqa: ARG001
    """A file that was given as an answer; always saved, never shown."""
    held = replies_of(registration)
    everyone = [held.firm, *held.people.values()]
    answer = next((one for each in everyone for one in each.values() if one.id == answer_id), None)
    file = db.session.get(StoredFile, answer.file_id) if answer is not None and answer.file_id else None
    if answer is None or file is None or not file.content:
        raise NotFound
    sent = send_file(
        BytesIO(opened_file(answer, file.content)),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
    )
    sent.headers["X-Content-Type-Options"] = "nosniff"
    return sent


def sections_of(registration: Registration) -> Sections:
    asked = asked_of(registration.event_id)
    firm, person = about(asked, Subject.FIRM), about(asked, Subject.PERSON)
    return {None: firm, **{one.id: person for one in registration.representatives if person}}


def read_sections(form: Form, sections: Sections, held: Replies) -> list[replies.Reply]:
    """What was sent about the firm, then about each of its people, whose questions may depend on the firm's."""
    found: list[replies.Reply] = []
    firm: dict[int, Value] = {}
    for person, asked in sections.items():
        kept = {key for key, one in held.of(person).items() if is_there(one)}
        reply = reply_from(form, asked, person_id=person, before=firm, kept=kept)
        firm = dict(reply.read.said) if person is None else firm
        found.append(reply)
    return found


def _page(event: Event, registration: Registration, form: Form, sections: Sections, seen: str) -> str:
    own = Role.COMPANY in current_roles()
    for_others = "registrations.roster" if registration.delegation else "registrations.index"
    g.tab = "registrations.profile" if own else for_others
    g.bare = request.args.get("then") == "on"
    return render_template(
        "registrations/firm_questions.html",
        event=event,
        registration=registration,
        form=form,
        sections=sections,
        people={one.id: one for one in registration.representatives},
        held=replies_of(registration),
        field_name=field_name,
        seen=seen,
        own=own,
        acting_for=not own,
    )
