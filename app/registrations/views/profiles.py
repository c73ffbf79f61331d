"""The whole profile of a company on one page: its fields, its sectors picked from the tree without saving, and its
logo."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user
from markupsafe import Markup, escape

from app.accounts.permissions import Role
from app.companies import services as companies
from app.companies.certificates import list_certificates
from app.companies.facts import (
    RESTORE_WITHIN,
    MergedFacts,
    is_uen,
    is_uscc,
    merge_facts,
    value_codes,
)
from app.companies.fields import COMPANY_FIELDS, MARKET_FIELDS, SECTOR_FIELDS
from app.companies.locale_names import list_countries
from app.companies.models import CompanyProduct, CompanyReference
from app.companies.queries import get_logo, list_showcase_and_removed
from app.companies.sectors import picker
from app.companies.sectors.meanings import sectors_to_choose
from app.companies.sectors.picker import SectorMatch, search_sectors
from app.companies.sectors.tree import sector_label_in, sector_tree
from app.companies.uploads import MAX_LOGO_BYTES, PictureUnusable, render_logo
from app.core.db import now, transaction
from app.core.errors import NotFound
from app.core.web.errors import error_text, upload_limits
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, moment, plain
from app.core.web.pages import redirect_page, render_page
from app.events.models import Event
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.forms.profiles import ConsentForm, LogoForm, ProfileButtonForm, ProfileForm
from app.registrations.models import Registration
from app.registrations.queries.access import list_company_users, list_join_requests
from app.registrations.queries.answers import get_open_questions
from app.registrations.queries.company_rows import get_readiness
from app.registrations.queries.consents import (
    excludes_person,
    get_agreed_text,
    get_consents,
    get_unlisted_people,
    is_consent_given,
)
from app.registrations.queries.hooks import CompanyClashes, watch_clashes
from app.registrations.queries.profiles import (
    REGISTRATION_FIELDS,
    find_own_person,
    get_profile_values,
    get_profile_versions,
)
from app.registrations.scopes import (
    a_registration,
    may_answer_join_requests,
    may_edit_record,
    may_revoke_access,
    own_profile,
    own_registration,
)
from app.registrations.services import profiles
from app.registrations.services.profiles import require_profile_open
from app.registrations.states import RegistrationAct, RegistrationActor, RegistrationState, allowed_acts
from app.registrations.views.blueprint import REGISTRATION_ROLES, REGISTRATION_URL, registrations

MAX_NAMED_MEETINGS = 3
"""So many meetings are named; the lists mark all."""


def flash_clashes(event: Event, company_clasheses: Sequence[CompanyClashes]) -> None:
    """The meetings that clash from now on, and what to do: those of this event by name; those of other events are
    counted for the company itself, as others may not know that it goes there."""
    for company_clashese in company_clasheses:
        number, elsewhere = len(company_clashese.meetings), company_clashese.registration.event_id != event.id
        if elsewhere and Role.COMPANY not in current_roles():
            continue
        if elsewhere:
            text = ngettext(
                "At %(event)s %(num)d booked meeting now clashes with the programme of the delegation too.",
                "At %(event)s %(num)d booked meetings now clash with the programme of the delegation too.",
                number,
                event=plain(company_clashese.registration.event.name),
            )
        else:
            text = ngettext(
                "%(num)d booked meeting now clashes with the programme of the delegation: %(meetings)s. It stays "
                "booked: move it or cancel it in the agenda, or leave it as it is.",
                "%(num)d booked meetings now clash with the programme of the delegation: %(meetings)s. They stay "
                "booked: move them or cancel them in the agenda, or leave them as they are.",
                number,
                meetings=_list_meeting_names(company_clashese),
            )
        flash(text, "wait")


def _list_meeting_names(company_clashes: CompanyClashes) -> str:
    texts = [
        f"{moment(meeting.starts_at)} {meeting.companies[0]} – {meeting.companies[1]}"
        for meeting in company_clashes.meetings[:MAX_NAMED_MEETINGS]
    ]
    return str(gettext("; ")).join([*texts, *(["…"] if len(company_clashes.meetings) > MAX_NAMED_MEETINGS else [])])


CERTIFICATES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PressedButton:
    """What a button other than "save" asked for: ``act`` is remove, open, find or propose; ``value`` its subject."""

    act: str
    value: str


@dataclass(frozen=True, slots=True)
class SectorTreeLine:
    """A line of the tree as ``components/tree.html`` reads it."""

    code: str
    label: Markup
    open: bool
    opens: bool
    picks: tuple[str, ...]
    alt: Markup
    children: list[SectorTreeLine]
    path: str = ""
    count: int | None = None
    url: str = ""


def get_pressed_button() -> PressedButton | None:
    """What the button that was pressed asks for; None for "save"."""
    form = ProfileButtonForm()
    for act in ("remove", "open", "propose"):
        if value := form[act].data:
            return PressedButton(act, value)
    pressed = form.act.data
    return None if pressed == "save" else PressedButton("market" if pressed == "market" else "find", "")


def apply_button(form: ProfileForm, picked: PressedButton) -> None:
    """Take away the chip whose cross was pressed, or take the country that was typed."""
    if picked.act == "market":
        form.add_market()
    kind, _, code = picked.value.partition(":")
    if picked.act == "remove" and kind in (*SECTOR_FIELDS, *MARKET_FIELDS):
        form[kind].data = tuple(value_code for value_code in value_codes(form[kind].data) if value_code != code)


def get_picker_context(form: ProfileForm, picked: PressedButton | None) -> dict[str, Any]:
    """What the template needs of the tree and of the list of certificates."""
    words, matches = _find_matches(form, picked)
    opened = picked.value if picked is not None and picked.act == "open" else ""
    nodes = picker.match_nodes(matches) if words else picker.open_nodes(opened)
    codes_by_kind = {kind: value_codes(form[kind].data) for kind in SECTOR_FIELDS}
    leaves = picker.leaf_codes(nodes)
    sectors = (*codes_by_kind["is_in"], *codes_by_kind["offers"])
    division = sector_tree().division(sectors[0]) if sectors and sectors[0] in sector_tree() else None
    standards = list_certificates(division)
    few = standards[:CERTIFICATES_SHOWN]
    ticked = {*value_codes(form.holds.data), *value_codes(form.needs.data)}
    return {
        "nodes": [_tree_line(node, codes_by_kind, words) for node in nodes],
        "leaves": leaves,
        "searched": words,
        "opened": opened,
        "found_count": len(matches),
        "standards": few,
        "more_standards": [standard for standard in standards if standard not in few],
        "more_ticked": any(standard.code in ticked for standard in standards if standard not in few),
    }


def _find_matches(form: ProfileForm, picked: PressedButton | None) -> tuple[str, tuple[SectorMatch, ...]]:
    """The words that were searched or proposed from, and what they found."""
    if picked is not None and picked.act == "propose" and picked.value in ("offers", "seeks"):
        lines = (form[f"{picked.value}_{language_code}"].data for language_code in (language(), "en", "zh", "fr"))
        words = next((text for text in lines if text), "")
        return words, tuple(SectorMatch(code) for code in sectors_to_choose(words))
    words = form.find.data or ""
    searching = picked is None or picked.act not in ("open", "market")
    return (words, search_sectors(words, language())) if words and searching else ("", ())


def _tree_line(node: picker.PickerNode, codes_by_kind: dict[str, tuple[str, ...]], words: str) -> SectorTreeLine:
    label = _mark_matches(sector_label_in(node.code, language()), words)
    if node.whole and node.is_leaf and sector_tree().children(node.code):
        label = Markup(gettext("%(what)s, as a whole")) % {"what": label}  # noqa: S704 our own words
    return SectorTreeLine(
        code=node.code,
        label=label,
        open=node.open,
        opens=node.opens,
        picks=tuple(kind for kind, codes in codes_by_kind.items() if node.code in codes),
        alt=Markup(", ").join(_mark_matches(text, words) for text in node.words),
        children=[_tree_line(child, codes_by_kind, words) for child in node.children],
        path=" › ".join(sector_label_in(code, language()) for code in node.above[:2]),
    )


def _mark_matches(text: str, words: str) -> Markup:
    """The text with the words of the search marked."""
    wanted = [re.escape(word) for word in words.split() if len(word) > 1 or not word.isascii()]
    if not wanted:
        return escape(text)
    parts = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return Markup("").join(Markup("<mark>{}</mark>").format(part) if at % 2 else part for at, part in enumerate(parts))


PROFILE_FIELDS = (*COMPANY_FIELDS, *REGISTRATION_FIELDS)


@registrations.get(f"{REGISTRATION_URL}/profile")
@allow(*REGISTRATION_ROLES, of=own_registration)
def profile(event: Event, registration: Registration) -> ResponseReturnValue:
    form = ProfileForm(formdata=None)
    form.show(_stored_values(registration), get_profile_versions(registration))
    return render_profile(event, registration, form)


@registrations.post(f"{REGISTRATION_URL}/profile")
@allow(*REGISTRATION_ROLES, of=own_profile)
def save_profile(event: Event, registration: Registration) -> ResponseReturnValue:
    """Save all, or change the chips and the tree without saving anything yet."""
    form = ProfileForm()
    picked = get_pressed_button()
    if picked is not None:
        apply_button(form, picked)
        return render_profile(event, registration, form, picked=picked)
    form.kept = _stored_values(registration)
    if not form.validate():
        return render_profile(event, registration, form), 422
    try:
        with watch_clashes(registration) as clashing:
            changed = profiles.save_profile(
                registration.id,
                form.values(),
                seen=form.opened.seen,
                by=current_user.id,
                confirmed=Role.COMPANY in current_roles(),
            )
    except profiles.ProfileChanged:
        return _render_merged(event, registration, form), 409
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "good" if changed else "info")
    flash_clashes(event, clashing)
    return redirect_page(url_for("registrations.profile", event=event, registration_id=registration.id))


def render_profile(
    event: Event,
    registration: Registration,
    form: ProfileForm,
    *,
    picked: PressedButton | None = None,
    merged: MergedFacts | None = None,
    logo: LogoForm | None = None,
) -> str:
    person = find_own_person(registration, current_user.id)
    in_charge, since = may_edit_record(registration), now() - RESTORE_WITHIN
    products, removed_products = list_showcase_and_removed(CompanyProduct, registration.company_id, since)
    references, removed_references = list_showcase_and_removed(CompanyReference, registration.company_id, since)
    return render_page(
        "registrations/profile.html",
        "registrations/_profile_form.html",
        event=event,
        registration=registration,
        company=registration.company,
        form=form,
        logo=logo or LogoForm(formdata=None),
        merged=merged,
        countries=list_countries(language()),
        held=[certificate for certificate in registration.company.certificates if certificate.kind == "holds"]
        if registration.company
        else [],
        products=products,
        references=references,
        removed_products=removed_products,
        removed_references=removed_references,
        is_uen=is_uen,
        is_uscc=is_uscc,
        readiness=get_readiness(registration),
        said=get_consents(registration, person),
        texts=CONSENT_TEXTS.values(),
        consent_form=ConsentForm(formdata=None),
        is_given=is_consent_given,
        agreed_words=get_agreed_text,
        leaves_person_out=excludes_person,
        person=person,
        unlisted=get_unlisted_people([representative.id for representative in registration.representatives]),
        users=list_company_users(registration),
        askers=list_join_requests(registration),
        may_answer=may_answer_join_requests(registration),
        may_let_out=may_revoke_access(registration),
        own=Role.COMPANY in current_roles(),
        acting_for=Role.COMPANY not in current_roles(),
        may_write=profiles.is_profile_open(event) and in_charge,
        in_charge=in_charge,
        may_erase=Role.COMPANY in current_roles(),
        may_leave=RegistrationAct.CANCEL
        in allowed_acts(RegistrationState(registration.state), RegistrationActor.COMPANY),
        open_questions=get_open_questions(registration),
        told_questions=(),
        **get_picker_context(form, picked),
    )


def _stored_values(registration: Registration) -> dict[str, Any]:
    values = get_profile_values(registration)
    return {name: values[name] for name in PROFILE_FIELDS}


def _render_merged(event: Event, registration: Registration, form: ProfileForm) -> str:
    """Take over what only the colleague changed, keep what was typed, show what differs; nothing is written."""
    stored = _stored_values(registration)
    merged = merge_facts(form.opened.values, form.values(), stored)
    form.show(merged.values)
    form.opened.opened_with(stored, get_profile_versions(registration))
    return render_profile(event, registration, form, merged=merged)


upload_limits["registrations.keep_logo"] = MAX_LOGO_BYTES // 1024**2


@registrations.get(f"{REGISTRATION_URL}/logo")
@allow(*REGISTRATION_ROLES, Role.DESK, of=a_registration)
def logo(event: Event, registration: Registration) -> ResponseReturnValue:  # noqa: ARG001 the scope's event
    stored_logo = get_logo(registration.company) if registration.company else None
    if stored_logo is None:
        raise NotFound
    return send_file(BytesIO(stored_logo.content), mimetype="image/png", etag=False)


@registrations.post(f"{REGISTRATION_URL}/logo")
@allow(*REGISTRATION_ROLES, of=own_profile)
def keep_logo(event: Event, registration: Registration) -> ResponseReturnValue:
    form = LogoForm()
    if not form.validate() or registration.company_id is None:
        return _render_with_logo(event, registration, form), 422
    try:
        with closing(form.logo.data) as sent:
            drawn = render_logo(sent.read(MAX_LOGO_BYTES + 1))  # before the transaction: it may take a second
    except PictureUnusable as refused:
        form.logo.errors = [error_text(refused)]
        return _render_with_logo(event, registration, form), 422
    with transaction():
        require_profile_open(registration)
        company = companies.lock_company(registration.company_id)
        companies.save_logo(company, drawn, by=current_user.id, event_id=event.id)
    flash(gettext("The logo is kept."), "good")
    return _back_to_picture(event, registration)


@registrations.post(f"{REGISTRATION_URL}/logo/removal")
@allow(*REGISTRATION_ROLES, of=own_profile)
def remove_logo(event: Event, registration: Registration) -> ResponseReturnValue:
    if registration.company_id is not None:
        with transaction():
            require_profile_open(registration)
            companies.remove_logo(
                companies.lock_company(registration.company_id), by=current_user.id, event_id=event.id
            )
    flash(gettext("The logo is removed."), "good")
    return _back_to_picture(event, registration)


def _render_with_logo(event: Event, registration: Registration, form: LogoForm) -> str:
    whole = ProfileForm(formdata=None)
    whole.show(get_profile_values(registration), get_profile_versions(registration))
    return render_profile(event, registration, whole, logo=form)


def _back_to_picture(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registrations.profile", event=event, registration_id=registration.id, _anchor="picture"))
