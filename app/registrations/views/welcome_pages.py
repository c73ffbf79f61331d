"""The three steps of the welcome: who you are, what your company does, consent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.facts import FactValue, MergedFacts, merge_facts, value_codes
from app.companies.fields import ONE_LINER_FIELDS
from app.companies.models import Company
from app.companies.names.parsing import is_chinese
from app.companies.sectors.picker import search_sectors
from app.core.errors import NotFound
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, plain
from app.core.web.pages import is_fragment_request, redirect_page
from app.events.models import Event
from app.registrations.consent_texts import CONSENT_TEXTS, LIST_CONSENT_TEXTS
from app.registrations.forms.profiles import ActivityStepForm, ConsentForm, IdentityStepForm
from app.registrations.models import Consent, Registration, Representative
from app.registrations.queries.answers import get_open_questions
from app.registrations.queries.company_rows import get_readiness
from app.registrations.queries.consents import excludes_person, get_agreed_text, get_consents, is_consent_given
from app.registrations.queries.hooks import watch_clashes
from app.registrations.queries.profiles import (
    find_own_person,
    get_company_text,
    get_profile_audiences,
    get_profile_values,
    get_profile_versions,
    list_further_sectors,
    propose_sectors,
)
from app.registrations.scopes import own_profile, own_registration
from app.registrations.services import consents, people, profiles, transitions
from app.registrations.states import RegistrationState, is_submitted
from app.registrations.views.blueprint import REGISTRATION_ROLES, REGISTRATION_URL, registrations
from app.registrations.views.profiles import flash_clashes
from app.registrations.views.unsaved_steps import delete_unsaved_step, get_unsaved_step, save_unsaved_step

PURPOSE_CHOICES = ", ".join(CONSENT_TEXTS)


@registrations.post(f"{REGISTRATION_URL}/consents")
@allow(Role.COMPANY, of=own_registration)
def give_consent(event: Event, registration: Registration) -> ResponseReturnValue:
    """Keep what the boxes say, for those purposes that are not allowed yet."""
    save_consent_answers(registration, ConsentForm())
    flash(gettext("Your choice is kept."), "good")
    return _redirect_to_profile(event, registration)


@registrations.post(f"{REGISTRATION_URL}/consents/<any({PURPOSE_CHOICES}):purpose>/withdrawal")
@allow(Role.COMPANY, of=own_registration)
def withdraw_consent(event: Event, registration: Registration, purpose: str) -> ResponseReturnValue:
    """From now on it is not allowed any more; what was handed over before stands in the log."""
    person = find_own_person(registration, current_user.id)
    consents.withdraw_consents(registration, purpose, people=[person.id] if person else [], by=current_user.id)
    flash(gettext("Taken back. New lists leave it out; what was handed over before cannot be called back."), "info")
    return _redirect_to_profile(event, registration)


def save_consent_answers(
    registration: Registration, form: ConsentForm, asked: Iterable[str] = tuple(CONSENT_TEXTS)
) -> None:
    """Write the answers of the person at the browser to what was ``asked`` into the ledger, in the words shown.

    What is allowed, but not by this person yet, is said anew where the box is ticked, and stays as it is where it is
    not; so does a no that was said before.
    """
    person = find_own_person(registration, current_user.id)
    earlier_consents = get_consents(registration, person)
    answers = {
        purpose: yes
        for purpose, yes in ((name, bool(form[name].data)) for name in asked)
        if earlier_consents[purpose] is None or (yes and not _is_fully_given(earlier_consents[purpose], person))
    }
    if answers:
        consents.save_consents(
            registration,
            answers,
            language=language(),
            by=current_user.id,
            people=[person.id] if person is not None else [],
        )


def _is_fully_given(consent: Consent | None, person: Representative | None) -> bool:
    """Whether it is given for all that it can be given for."""
    return is_consent_given(consent) and not excludes_person(consent, person)


def _redirect_to_profile(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registrations.profile", event=event, registration_id=registration.id, _anchor="consent"))


SWAPPED_STEPS = ("work",)
"""Steps whose form a script swaps while one works at it."""


def welcome_step_url(event: Event, registration: Registration, step: str) -> str:
    return url_for("registrations.welcome", event=event, registration_id=registration.id, step=step)


def get_next_page(event: Event, registration: Registration) -> str:
    """After consent: the partners, which a feature above shows; without it the profile."""
    endpoint = "matching.partners" if "matching.partners" in current_app.view_functions else "registrations.profile"
    return url_for(endpoint, event=event, registration_id=registration.id)


def get_resume_url(registration: Registration) -> str:
    """The first step that is still to do; who handed in and lacks nothing of it, or was turned down, goes home."""
    event, state = registration.event, registration.state
    handed_in = is_submitted(state)
    turned_down = state == RegistrationState.REJECTED
    whole = turned_down or (handed_in and get_readiness(registration).complete)
    if registration.confirmed_at is None and not whole:
        return welcome_step_url(event, registration, "work")
    if not handed_in:
        return welcome_step_url(event, registration, "consent")
    endpoint = "dashboard.firm" if "dashboard.firm" in current_app.view_functions else "registrations.profile"
    return url_for(endpoint, event=event, registration_id=registration.id)


def render_welcome_step(step: str, event: Event, registration: Registration, **context: Any) -> str:
    """The page of a step, without tabs: it asks one thing. For htmx the form alone where it swaps that."""
    g.bare = True
    form = "_" if step in SWAPPED_STEPS and is_fragment_request() else ""
    return render_template(
        f"registrations/{form}welcome_{step}.html",
        event=event,
        registration=registration,
        company=registration.company,
        acting_for=Role.COMPANY not in current_roles(),
        **context,
    )


MAX_SECTOR_MATCHES = 8
CHIP_KINDS = ("is_in", "offers", "seeks")


def _render_work_again(
    event: Event, registration: Registration, form: ActivityStepForm, **shown: Any
) -> ResponseReturnValue:
    """The page with what was sent, as ``page`` is told to show it: at an address to come back to where no script
    swaps a part of the page."""
    if is_fragment_request() or not save_unsaved_step(registration, form, shown):
        return _render_work(event, registration, form, **shown)
    return redirect(f"{welcome_step_url(event, registration, 'work')}?kept=1", 303)


def _render_work(
    event: Event,
    registration: Registration,
    form: ActivityStepForm | None = None,
    *,
    searched: bool = False,
    look: str = "",
    says_nothing: bool = False,
    merged: MergedFacts | None = None,
) -> str:
    """``look``: the line (offers, seeks) that changed, so that its sectors are to be looked at; ``says_nothing``: it
    was confirmed without a sector and without a line; ``merged``: a colleague saved meanwhile.
    """
    form = form or _initial_form(registration)
    audience = get_profile_audiences(event.id).get(registration.group_id or 0)
    words = get_company_text(_get_company(registration))
    matches = search_sectors(form.find.data or "", language(), most=MAX_SECTOR_MATCHES) if searched else ()
    return render_welcome_step(
        "work",
        event,
        registration,
        form=form,
        words=words,
        near={
            "is_in": list_further_sectors(words, form.is_in.data),
            "offers": list_further_sectors(form.asked_offers.data or "", form.offers.data),
            "seeks": list_further_sectors(form.asked.data or "", form.seeks.data),
        },
        firms=audience.companies if audience else 0,
        found=[match for match in matches if match.code not in form.is_in.data],
        searched=searched,
        has_all=bool(matches),
        from_sheet=_is_from_list(registration, form.offers_line.data or ""),
        look=look,
        says_nothing=says_nothing,
        merged=merged,
    )


def _propose_for_changed_lines(form: ActivityStepForm) -> str:
    """Propose anew for the lines that changed since they were asked; which changed: "", offers or seeks (or both)."""
    changed = ""
    if (form.offers_line.data or "") != (form.asked_offers.data or ""):
        _propose_for_offers(form)
        changed = "offers"
    if (form.seeks_line.data or "") != (form.asked.data or ""):
        _propose_for_seeks(form)
        changed = "seeks"
    return changed


def _propose_for_seeks(form: ActivityStepForm) -> None:
    form.asked.data = form.seeks_line.data or ""
    form.seeks.data = propose_sectors(form.asked.data)


def _propose_for_offers(form: ActivityStepForm) -> None:
    form.asked_offers.data = form.offers_line.data or ""
    form.offers.data = propose_sectors(form.asked_offers.data)


def _confirm_work(event: Event, registration: Registration, form: ActivityStepForm) -> ResponseReturnValue:
    """Save what the screen shows; 409 with both versions where a colleague saved meanwhile."""
    values: dict[str, FactValue] = {**{kind: form[kind].data for kind in CHIP_KINDS}, **_changed_lines(form)}
    confirmed = Role.COMPANY in current_roles()
    try:
        with watch_clashes(registration) as clashing:
            profiles.save_profile(
                registration.id, values, seen=form.opened.seen, by=current_user.id, confirmed=confirmed
            )
    except profiles.ProfileChanged:
        return _render_merged(event, registration, form, values), 409
    delete_unsaved_step()
    flash_clashes(event, clashing)
    return redirect_page(welcome_step_url(event, registration, "consent"))


def _initial_form(registration: Registration) -> ActivityStepForm:
    """What is stored; where nothing is, what the firm's own words propose, to be confirmed."""
    values, company = get_profile_values(registration), _get_company(registration)
    form = ActivityStepForm(formdata=None)
    form.offers_line.data, form.seeks_line.data = plain(company.offers), plain(company.seeks)
    form.asked_offers.data, form.asked.data = form.offers_line.data, form.seeks_line.data
    form.is_in.data = value_codes(values["is_in"]) or propose_sectors(get_company_text(company))
    form.offers.data = value_codes(values["offers"]) or propose_sectors(form.offers_line.data)
    form.seeks.data = value_codes(values["seeks"]) or propose_sectors(form.seeks_line.data)
    form.opened.opened_with(
        {name: values[name] for name in (*ONE_LINER_FIELDS, *CHIP_KINDS)}, get_profile_versions(registration)
    )
    return form


def _render_merged(
    event: Event, registration: Registration, form: ActivityStepForm, values: dict[str, FactValue]
) -> str:
    """Take over what only the colleague changed, keep what was typed, show what differs."""
    stored = get_profile_values(registration)
    merged = merge_facts(form.opened.values, values, stored)
    for kind in CHIP_KINDS:
        form[kind].data = value_codes(merged.values[kind])
    for name, field in (("offers", form.offers_line), ("seeks", form.seeks_line)):
        typed = next((value for key, value in merged.values.items() if key.startswith(f"{name}_")), None)
        field.data = plain(getattr(_get_company(registration), name)) if typed is None else str(typed or "")
    form.asked_offers.data, form.asked.data = form.offers_line.data or "", form.seeks_line.data or ""
    form.opened.opened_with(
        {name: stored[name] for name in (*ONE_LINER_FIELDS, *CHIP_KINDS)}, get_profile_versions(registration)
    )
    return _render_work(event, registration, form, merged=merged)


def _changed_lines(form: ActivityStepForm) -> dict[str, Any]:
    """A line that was changed goes into the language it is written in; one that was not stays where it is."""
    written: dict[str, Any] = {}
    opened = form.opened.values
    for name, field in (("offers", form.offers_line), ("seeks", form.seeks_line)):
        before = {
            language_code: str(opened.get(f"{name}_{language_code}") or "") for language_code in ("en", "zh", "fr")
        }
        text = field.data or ""
        if text not in before.values() or not text:
            written[f"{name}_{_detect_language(text, before)}"] = text
    return written


def _detect_language(text: str, before: dict[str, str]) -> str:
    """Chinese is seen, a name or two in it do not make a line Chinese; otherwise the reader's language. An emptied
    line was the one that was shown."""
    reader = language()
    if not text:
        return next((language_code for language_code in (reader, "en", "zh", "fr") if before[language_code]), reader)
    if is_chinese(text):
        return "zh"
    return reader if reader != "zh" else "en"


def _is_from_list(registration: Registration, line: str) -> bool:
    """Whether a line stands as its chamber's sheet had it: nobody of the firm has typed or confirmed it."""
    stored = plain(_get_company(registration).offers)
    imported = registration.source == "import" and registration.confirmed_at is None
    return bool(line) and imported and line == stored


def _get_company(registration: Registration) -> Company:
    if registration.company is None:
        raise NotFound
    return registration.company


WELCOME_PERSON_FIELDS = ("display_name", "name_zh", "title", "phone", "wechat", "email")


@registrations.get(f"{REGISTRATION_URL}/welcome/<any(you, work, consent):step>")
@allow(*REGISTRATION_ROLES, of=own_registration)
def welcome(event: Event, registration: Registration, step: str) -> ResponseReturnValue:
    if step == "work":
        left = get_unsaved_step(registration) if "kept" in request.args else None
        if left is None:
            return _render_work(event, registration)
        form, shown = left
        return _render_work(event, registration, form, **shown)
    return _render_you(event, registration) if step == "you" else _render_consent(event, registration)


@registrations.post(f"{REGISTRATION_URL}/welcome/you")
@allow(*REGISTRATION_ROLES, of=own_profile)
def save_you(event: Event, registration: Registration) -> ResponseReturnValue:
    """Correct what the sheet has wrong about the firm's names and the person."""
    form = IdentityStepForm()
    if not form.validate():
        return _render_you(event, registration, form), 422
    person = find_own_person(registration, current_user.id)
    values = {name: form[f"person_{name}"].data or "" for name in WELCOME_PERSON_FIELDS}
    names = {"name": form.name.data, "name_zh": form.name_zh.data or ""}
    try:
        profiles.save_profile(registration.id, names, seen=form.opened.seen, by=current_user.id)
    except profiles.ProfileChanged:
        return _render_you(event, registration, form, changed=True), 409
    if person is None:
        people.add_person(
            registration,
            values,
            by=current_user.id,
            user_id=current_user.id if Role.COMPANY in current_roles() else None,
        )
    else:
        people.update_person(registration, person.id, values, by=current_user.id)
    return redirect_page(welcome_step_url(event, registration, "work"))


@registrations.post(f"{REGISTRATION_URL}/welcome/work")
@allow(*REGISTRATION_ROLES, of=own_profile)
def save_work(event: Event, registration: Registration) -> ResponseReturnValue:
    """Sectors and lines: take one away, look for others, propose again, or confirm them all; who says nothing at all
    hears first what that costs."""
    form = ActivityStepForm()
    if not form.validate():
        return _render_work(event, registration, form), 422
    act = typed_text(form.act)
    if act not in ("confirm", "without") or form.remove.raw_data or form.add.raw_data:
        kind, _, code = typed_text(form.remove).partition(":")
        if kind in CHIP_KINDS:
            form[kind].data = tuple(chip for chip in form[kind].data if chip != code)
        kind, _, code = typed_text(form.add).partition(":")
        if kind in CHIP_KINDS and code in form.is_in.known:
            form[kind].data = tuple(sorted({*form[kind].data, code}))
        if act == "propose":
            _propose_for_seeks(form)
        if act == "propose_offers":
            _propose_for_offers(form)
        return _render_work_again(event, registration, form, searched=act == "find")
    look = _propose_for_changed_lines(form)
    says_nothing = not any(form[name].data for name in (*CHIP_KINDS, "offers_line", "seeks_line"))
    if look and not says_nothing:
        return _render_work_again(event, registration, form, look=look)
    if says_nothing and act != "without":
        return _render_work_again(event, registration, form, says_nothing=True)
    return _confirm_work(event, registration, form)


@registrations.post(f"{REGISTRATION_URL}/welcome/consent")
@allow(Role.COMPANY, of=own_registration)
def save_consent(event: Event, registration: Registration) -> ResponseReturnValue:
    """What the boxes say, for those purposes that were asked; then the registration goes to the organizer, who may
    have more to ask first."""
    save_consent_answers(registration, ConsentForm(), LIST_CONSENT_TEXTS)
    if registration.state == RegistrationState.DRAFT and get_open_questions(registration).open:
        return redirect_page(
            url_for("registrations.firm_questions", event=event, registration_id=registration.id, then="on")
        )
    transitions.submit_if_ready(event, registration, by=current_user.id)
    return redirect_page(get_next_page(event, registration))


def _render_you(
    event: Event, registration: Registration, form: IdentityStepForm | None = None, *, changed: bool = False
) -> str:
    person = find_own_person(registration, current_user.id)
    values = {name: get_profile_values(registration)[name] for name in ("name", "name_zh")}
    if form is None:
        about = {f"person_{name}": getattr(person, name) or "" for name in WELCOME_PERSON_FIELDS} if person else {}
        form = IdentityStepForm(formdata=None, data={**values, **about})
    if changed or form.opened.data is None:
        form.opened.opened_with(values, get_profile_versions(registration))
    return render_welcome_step("you", event, registration, form=form, stored=values if changed else {})


def _render_consent(event: Event, registration: Registration) -> str:
    person = find_own_person(registration, current_user.id)
    return render_welcome_step(
        "consent",
        event,
        registration,
        form=ConsentForm(formdata=None),
        texts=LIST_CONSENT_TEXTS.values(),
        said=get_consents(registration, person),
        person=person,
        is_given=is_consent_given,
        agreed_words=get_agreed_text,
        leaves_person_out=excludes_person,
        own=Role.COMPANY in current_roles(),
        next_url=get_next_page(event, registration),
    )
