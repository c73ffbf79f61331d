"""The boss's three minutes on a phone: you, your work, consent. The partners stand in the matching feature."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.web.guards import allow, current_roles
from app.core.web.pages import redirect_page
from app.events.models import Event
from app.registrations.consent_texts import LIST_TEXTS
from app.registrations.forms.welcome import ConsentForm, WorkForm, YouForm
from app.registrations.models import Registration
from app.registrations.queries.answers import open_of
from app.registrations.queries.consents import agreed_words, is_given, leaves_person_out, said_by
from app.registrations.queries.drafts import person_of
from app.registrations.queries.profile_values import seen_of, values_of
from app.registrations.scopes import own_firm, own_profile
from app.registrations.services import people, profiles, submission
from app.registrations.states import RegistrationState
from app.registrations.views import work
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations
from app.registrations.views.consents import keep_answers
from app.registrations.views.steps import next_page, render_step, step_url

PERSON_FIELDS = ("display_name", "name_zh", "title", "phone", "wechat", "email")


@registrations.get(f"{FIRM}/welcome/<any(you, work, consent):step>")
@allow(*FOR_A_FIRM, of=own_firm)
def welcome(event: Event, registration: Registration, step: str) -> ResponseReturnValue:
    if step == "work":
        return work.opened_page(event, registration)
    return _you_page(event, registration) if step == "you" else _consent_page(event, registration)


@registrations.post(f"{FIRM}/welcome/you")
@allow(*FOR_A_FIRM, of=own_profile)
def save_you(event: Event, registration: Registration) -> ResponseReturnValue:
    """Correct what the sheet has wrong about the firm's names and the person."""
    form = YouForm()
    if not form.validate():
        return _you_page(event, registration, form), 422
    person = person_of(registration, current_user.id)
    values = {name: form[f"person_{name}"].data or "" for name in PERSON_FIELDS}
    names = {"name": form.name.data, "name_zh": form.name_zh.data or ""}
    try:
        profiles.save(registration.id, names, seen=form.opened.seen, by=current_user.id)
    except profiles.ProfileChanged:
        return _you_page(event, registration, form, changed=True), 409
    if person is None:
        people.add_person(registration, values, by=current_user.id, user_id=_own_user_id())
    else:
        people.edit_person(registration, person.id, values, by=current_user.id)
    return redirect_page(step_url(event, registration, "work"))


@registrations.post(f"{FIRM}/welcome/work")
@allow(*FOR_A_FIRM, of=own_profile)
def save_work(event: Event, registration: Registration) -> ResponseReturnValue:
    """Sectors and lines: take one away, look for others, propose again, or confirm them all; who says nothing at all
    hears first what that costs."""
    form = WorkForm()
    if not form.validate():
        return work.page(event, registration, form), 422
    act = request.form.get("act", "")
    if act not in ("confirm", "without") or "remove" in request.form or "add" in request.form:
        work.change_chips(form, act)
        return work.again(event, registration, form, searched=act == "find")
    look = work.propose_for_changed(form)
    says_nothing = work.says_nothing(form)
    if look and not says_nothing:
        return work.again(event, registration, form, look=look)
    if says_nothing and act != "without":
        return work.again(event, registration, form, says_nothing=True)
    return work.confirm(event, registration, form)


@registrations.post(f"{FIRM}/welcome/consent")
@allow(Role.COMPANY, of=own_firm)
def save_consent(event: Event, registration: Registration) -> ResponseReturnValue:
    """What the boxes say, for those purposes that were asked; then the registration goes to the organizer, who may
    have more to ask first."""
    keep_answers(registration, ConsentForm(), LIST_TEXTS)
    if registration.state == RegistrationState.DRAFT and open_of(registration).open:
        return redirect_page(
            url_for("registrations.firm_questions", event=event, registration_id=registration.id, then="on")
        )
    submission.submit_if_ready(event, registration, by=current_user.id)
    return redirect_page(next_page(event, registration))


def _you_page(event: Event, registration: Registration, form: YouForm | None = None, *, changed: bool = False) -> str:
    person = person_of(registration, current_user.id)
    values = {name: values_of(registration)[name] for name in ("name", "name_zh")}
    if form is None:
        about = {f"person_{name}": getattr(person, name) or "" for name in PERSON_FIELDS} if person else {}
        form = YouForm(formdata=None, data={**values, **about})
    if changed or form.opened.data is None:
        form.opened.opened_with(values, seen_of(registration))
    return render_step("you", event, registration, form=form, stored=values if changed else {})


def _consent_page(event: Event, registration: Registration) -> str:
    person = person_of(registration, current_user.id)
    return render_step(
        "consent",
        event,
        registration,
        form=ConsentForm(formdata=None),
        texts=LIST_TEXTS.values(),
        said=said_by(registration, person),
        person=person,
        is_given=is_given,
        agreed_words=agreed_words,
        leaves_person_out=leaves_person_out,
        own=Role.COMPANY in current_roles(),
        next_url=next_page(event, registration),
    )


def _own_user_id() -> int | None:
    """The user where they are one of the firm's own, so that the person they add is they themselves."""
    return current_user.id if Role.COMPANY in current_roles() else None
