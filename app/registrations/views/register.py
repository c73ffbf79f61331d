"""A stranger registers a firm, openly or with the event's code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from flask import redirect, render_template, request
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
from app.registrations.consent_texts import CONSENT_TEXTS, LIST_TEXTS, ConsentText
from app.registrations.forms.firm import RegisterForm, filled
from app.registrations.forms.questions import field_name, reply_from, with_questions
from app.registrations.queries.answers import about, asked_of
from app.registrations.queries.places import rules_of
from app.registrations.questions import Asked, Subject
from app.registrations.services import places, registering
from app.registrations.services.firms import NewFirm
from app.registrations.services.replies import Reply
from app.registrations.services.returning import come_again, may_return
from app.registrations.views.blueprint import registrations
from app.registrations.views.firms import DETAILS
from app.registrations.views.steps import step_url

FROM_ADDRESS = rate_limits.RateLimit("register", "60 per hour")
"""A hall may share one address, so it is wide; every try counts, right or wrong."""


@registrations.route("/events/<slug:event>/register", methods=["GET", "POST"])
@public
def register(event: str) -> ResponseReturnValue:
    """The form while registration is open; else that it is over, or by invitation.

    The answer tells what was typed and nothing that is known: it is the same for a firm that is there already.
    """
    found = event_at(event)
    if found.phase == "draft":
        raise NotFound
    if not registering.is_open(found):
        return render_template("registrations/register_closed.html", event=found), 200
    asked = asked_of(found.id)
    form = cast(RegisterForm, with_questions(RegisterForm, {None: asked})())
    form.group.offer(found)
    returning = may_return(found, current_user.id) if current_user.is_authenticated else []
    if not form.is_submitted():
        return _page(found, form, asked, returning), 200
    rate_limits.spend_attempts(FROM_ADDRESS, client_address())
    if (company_id := parse_whole_number(request.form.get("returning", ""))) is not None and returning:
        return _come_again(found, form, asked, returning, company_id)
    well_formed = form.validate()
    replies = _replies(form, asked)
    if not well_formed or any(field.errors for field in form):
        return _page(found, form, asked), 422
    require_email_allowed(typed_text(form.email))
    outlook = places.outlook(found, int(form.group.data))
    try:
        registering.register(
            found,
            NewFirm(**filled(form, *DETAILS), languages=form.languages.data or []),
            group_id=int(form.group.data),
            code=typed_text(form.code),
            said={purpose: bool(form[purpose].data) for purpose in _texts(found)},
            language=language(),
            replies=replies,
        )
    except (Conflict, Invalid) as refused:
        form.form_errors.append(error_text(refused))
        return _page(found, form, asked), 409 if isinstance(refused, Conflict) else 422
    with suppress(TooMany):  # others were as quick; this one is registered all the same
        count_email(typed_text(form.email))
    mailed = letters_leave() and not found.rehearsal
    return render_template(
        "registrations/registered.html",
        event=found,
        firm=typed_text(form.name),
        email=typed_text(form.email),
        mailed=mailed,
        outlook=outlook,
    )


def _texts(event: Event) -> dict[str, ConsentText]:
    """What is asked: whether the firm may be read in public, too, where the event has a directory."""
    return CONSENT_TEXTS if DirectoryVisibility(event.directory) is not DirectoryVisibility.NONE else LIST_TEXTS


def _replies(form: RegisterForm, asked: Sequence[Asked]) -> list[Reply]:
    """What was answered for the firm, then for its first person, whose questions may depend on the firm's."""
    firm = reply_from(form, about(asked, Subject.FIRM), person_id=None, before={}, kept=())
    person = reply_from(form, about(asked, Subject.PERSON), person_id=None, before=firm.read.said, kept=())
    return [firm, person]


def _come_again(
    event: Event, form: RegisterForm, asked: Sequence[Asked], returning: Sequence[Company], company_id: int
) -> ResponseReturnValue:
    """A firm of the reader's comes again, with what is known of it; it is looked through before it is handed in."""
    if not form.group.validate(form):
        return _page(event, form, asked, returning), 422
    try:
        made = come_again(
            event, company_id, group_id=int(form.group.data), code=typed_text(form.code), by=current_user.id
        )
    except (Conflict, Invalid) as refused:
        form.form_errors.append(error_text(refused))
        return _page(event, form, asked, returning), 409 if isinstance(refused, Conflict) else 422
    return redirect(step_url(event, made, "work"))


def _page(event: Event, form: RegisterForm, asked: Sequence[Asked], returning: Sequence[Company] = ()) -> str:
    return render_template(
        "registrations/register.html",
        event=event,
        form=form,
        texts=_texts(event),
        asked=asked,
        about_firm=about(asked, Subject.FIRM),
        about_person=about(asked, Subject.PERSON),
        field_name=field_name,
        returning=returning,
        by_rule=rules_of(event).lets_strangers_in,
    )
