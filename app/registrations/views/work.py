"""What a firm does: sectors as chips and two lines, on one screen."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.facts import ONE_LINER_FIELDS, FactValue, MergedFacts, merge_facts, value_codes
from app.companies.models import Company
from app.companies.names.parsing import is_chinese
from app.companies.sectors.picker import search_sectors
from app.core.errors import NotFound
from app.core.web.guards import current_roles
from app.core.web.locale import language, plain
from app.core.web.pages import is_fragment_request, redirect_page
from app.events.models import Event
from app.registrations.forms.welcome import WorkForm
from app.registrations.models import Registration
from app.registrations.queries.clashes import newly_clashing
from app.registrations.queries.drafts import near, proposed, words_of
from app.registrations.queries.profile_values import seen_of, values_of
from app.registrations.queries.profiles import audiences_of
from app.registrations.services import profiles
from app.registrations.views import kept_work
from app.registrations.views.clashing import say_clashes
from app.registrations.views.steps import render_step, step_url

FOUND = 8
CHIPS = ("is_in", "offers", "seeks")


def opened_page(event: Event, registration: Registration) -> str:
    """The page as it is first seen, or as ``again`` left it."""
    left = kept_work.kept(registration) if "kept" in request.args else None
    if left is None:
        return page(event, registration)
    form, shown = left
    return page(event, registration, form, **shown)


def again(event: Event, registration: Registration, form: WorkForm, **shown: Any) -> ResponseReturnValue:
    """The page with what was sent, as ``page`` is told to show it: at an address to come back to where no script
    swaps a part of the page."""
    if is_fragment_request() or not kept_work.keep(registration, form, shown):
        return page(event, registration, form, **shown)
    return redirect(f"{step_url(event, registration, 'work')}?kept=1", 303)


def page(
    event: Event,
    registration: Registration,
    form: WorkForm | None = None,
    *,
    searched: bool = False,
    look: str = "",
    says_nothing: bool = False,
    merged: MergedFacts | None = None,
) -> str:
    """``look``: the line (offers, seeks) that changed, so that its sectors are to be looked at; ``says_nothing``: it
    was confirmed without a sector and without a line; ``merged``: a colleague saved meanwhile.
    """
    form = form or _opened(registration)
    audience = audiences_of(event.id).get(registration.group_id or 0)
    words = words_of(_company(registration))
    matches = search_sectors(form.find.data or "", language(), most=FOUND) if searched else ()
    return render_step(
        "work",
        event,
        registration,
        form=form,
        words=words,
        near={
            "is_in": near(words, form.is_in.data),
            "offers": near(form.asked_offers.data or "", form.offers.data),
            "seeks": near(form.asked.data or "", form.seeks.data),
        },
        firms=audience.firms if audience else 0,
        found=[match for match in matches if match.code not in form.is_in.data],
        searched=searched,
        has_all=bool(matches),
        from_sheet=_is_of_sheet(registration, form.offers_line.data or ""),
        look=look,
        says_nothing=says_nothing,
        merged=merged,
    )


def change_chips(form: WorkForm, act: str) -> None:
    """Take a chip away, add one that was found or is near, or propose anew for a line."""
    kind, _, code = request.form.get("remove", "").partition(":")
    if kind in CHIPS:
        form[kind].data = tuple(one for one in form[kind].data if one != code)
    kind, _, code = request.form.get("add", "").partition(":")
    if kind in CHIPS and code in form.is_in.known:
        form[kind].data = tuple(sorted({*form[kind].data, code}))
    if act == "propose":
        propose_for_seeks(form)
    if act == "propose_offers":
        propose_for_offers(form)


def propose_for_changed(form: WorkForm) -> str:
    """Propose anew for the lines that changed since they were asked; which changed: "", offers or seeks (or both)."""
    changed = ""
    if (form.offers_line.data or "") != (form.asked_offers.data or ""):
        propose_for_offers(form)
        changed = "offers"
    if (form.seeks_line.data or "") != (form.asked.data or ""):
        propose_for_seeks(form)
        changed = "seeks"
    return changed


def says_nothing(form: WorkForm) -> bool:
    """Whether there is no sector and no line to find partners by."""
    return not any(form[name].data for name in (*CHIPS, "offers_line", "seeks_line"))


def propose_for_seeks(form: WorkForm) -> None:
    form.asked.data = form.seeks_line.data or ""
    form.seeks.data = proposed(form.asked.data)


def propose_for_offers(form: WorkForm) -> None:
    form.asked_offers.data = form.offers_line.data or ""
    form.offers.data = proposed(form.asked_offers.data)


def confirm(event: Event, registration: Registration, form: WorkForm) -> ResponseReturnValue:
    """Save what the screen shows; 409 with both versions where a colleague saved meanwhile."""
    values: dict[str, FactValue] = {**{kind: form[kind].data for kind in CHIPS}, **_lines(form)}
    confirmed = Role.COMPANY in current_roles()
    try:
        with newly_clashing(registration) as clashing:
            profiles.save(registration.id, values, seen=form.opened.seen, by=current_user.id, confirmed=confirmed)
    except profiles.ProfileChanged:
        return _merged(event, registration, form, values), 409
    kept_work.forget()
    say_clashes(event, clashing)
    return redirect_page(step_url(event, registration, "consent"))


def _opened(registration: Registration) -> WorkForm:
    """What is stored; where nothing is, what the firm's own words propose, to be confirmed."""
    values, company = values_of(registration), _company(registration)
    form = WorkForm(formdata=None)
    form.offers_line.data, form.seeks_line.data = plain(company.offers), plain(company.seeks)
    form.asked_offers.data, form.asked.data = form.offers_line.data, form.seeks_line.data
    form.is_in.data = value_codes(values["is_in"]) or proposed(words_of(company))
    form.offers.data = value_codes(values["offers"]) or proposed(form.offers_line.data)
    form.seeks.data = value_codes(values["seeks"]) or proposed(form.seeks_line.data)
    form.opened.opened_with({name: values[name] for name in (*ONE_LINER_FIELDS, *CHIPS)}, seen_of(registration))
    return form


def _merged(event: Event, registration: Registration, form: WorkForm, values: dict[str, FactValue]) -> str:
    """Take over what only the colleague changed, keep what was typed, show what differs."""
    stored = values_of(registration)
    merged = merge_facts(form.opened.values, values, stored)
    for kind in CHIPS:
        form[kind].data = value_codes(merged.values[kind])
    for name, field in (("offers", form.offers_line), ("seeks", form.seeks_line)):
        typed = next((value for key, value in merged.values.items() if key.startswith(f"{name}_")), None)
        field.data = plain(getattr(_company(registration), name)) if typed is None else str(typed or "")
    form.asked_offers.data, form.asked.data = form.offers_line.data or "", form.seeks_line.data or ""
    form.opened.opened_with({name: stored[name] for name in (*ONE_LINER_FIELDS, *CHIPS)}, seen_of(registration))
    return page(event, registration, form, merged=merged)


def _lines(form: WorkForm) -> dict[str, Any]:
    """A line that was changed goes into the language it is written in; one that was not stays where it is."""
    written: dict[str, Any] = {}
    opened = form.opened.values
    for name, field in (("offers", form.offers_line), ("seeks", form.seeks_line)):
        before = {one: str(opened.get(f"{name}_{one}") or "") for one in ("en", "zh", "fr")}
        text = field.data or ""
        if text not in before.values() or not text:
            written[f"{name}_{_language_of(text, before)}"] = text
    return written


def _language_of(text: str, before: dict[str, str]) -> str:
    """Chinese is seen, a name or two in it do not make a line Chinese; otherwise the reader's language. An emptied
    line was the one that was shown."""
    reader = language()
    if not text:
        return next((one for one in (reader, "en", "zh", "fr") if before[one]), reader)
    if is_chinese(text):
        return "zh"
    return reader if reader != "zh" else "en"


def _is_of_sheet(registration: Registration, line: str) -> bool:
    """Whether a line stands as its chamber's sheet had it: nobody of the firm has typed or confirmed it."""
    stored = plain(_company(registration).offers)
    imported = registration.source == "import" and registration.confirmed_at is None
    return bool(line) and imported and line == stored


def _company(registration: Registration) -> Company:
    if registration.company is None:
        raise NotFound
    return registration.company
