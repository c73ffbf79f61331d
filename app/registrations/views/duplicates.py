"""Firms of a register that may be one: look at both, join them, part them again, or say that they are two."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.login import an_organisation
from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.views import job_status
from app.core.web.errors import error_text
from app.core.web.guards import allow
from app.core.web.pages import is_fragment_request, reload_fragment
from app.registrations.queries.duplicate_candidates import (
    count_events_by_company,
    get_duplicate_search,
    list_distinct_companies,
    list_duplicate_pairs,
)
from app.registrations.queries.merging import list_latest_merges, plan_merge
from app.registrations.services import duplicate_search, merging
from app.registrations.views.blueprint import registrations
from app.registrations.views.wording import field_word
from app.registrations.wording import MATCH_REASON_TEXTS, code_text

REGISTER_ROLES = (Role.ADMINISTRATOR, Role.ORGANIZER)
DUPLICATES_URL = "/organisations/<int:organisation_id>/duplicates"
PAIR_URL = f"{DUPLICATES_URL}/<int:kept_id>/<int:gone_id>"
MAX_PAIRS = 100


@registrations.get(DUPLICATES_URL)
@allow(*REGISTER_ROLES, of=an_organisation)
def duplicates(organisation: Organisation) -> ResponseReturnValue:
    """What looks alike, what was merged lately, what was said to be two. Asked for while the register is compared, only
    how far that is."""
    search = get_duplicate_search(organisation.id)
    seen = job_status(search.run) if search.run is not None and search.is_open else None
    if is_fragment_request():
        if seen is None or not seen.running:
            return reload_fragment()
        return render_template("registrations/_twin_search.html", organisation=organisation, seen=seen)
    pairs = list_duplicate_pairs(organisation.id)
    shown = pairs[:MAX_PAIRS]
    companies = [company.id for pair in shown for company in (pair.first, pair.second)]
    return render_template(
        "registrations/duplicates.html",
        organisation=organisation,
        search=search,
        seen=seen,
        pairs=shown,
        count=len(pairs),
        events=count_events_by_company(companies),
        why=_describe_similarity,
        merges=list_latest_merges(organisation.id),
        distinct=list_distinct_companies(organisation.id),
    )


@registrations.post(f"{DUPLICATES_URL}/search")
@allow(*REGISTER_ROLES, of=an_organisation)
def search_duplicates(organisation: Organisation) -> ResponseReturnValue:
    """Now, not within a minute; or once more, after a search that failed or was stopped."""
    duplicate_search.request_search(organisation.id, by=current_user.id, again=True)
    return _back_to_duplicates(organisation)


@registrations.get(PAIR_URL)
@allow(*REGISTER_ROLES, of=an_organisation)
def look_at_both(organisation: Organisation, kept_id: int, gone_id: int) -> ResponseReturnValue:
    """What a merge would do, before anything is written."""
    plan = plan_merge(organisation.id, kept_id, gone_id)
    return render_template("registrations/merge.html", organisation=organisation, plan=plan)


@registrations.post(PAIR_URL)
@allow(*REGISTER_ROLES, of=an_organisation)
def merge(organisation: Organisation, kept_id: int, gone_id: int) -> ResponseReturnValue:
    try:
        made = merging.merge_companies(organisation.id, kept_id, gone_id, by=current_user.id)
    except merging.MergeRefused as refused:
        plan = plan_merge(organisation.id, kept_id, gone_id)
        page = render_template(
            "registrations/merge.html", organisation=organisation, plan=plan, refused=error_text(refused)
        )
        return page, 409
    surviving, duplicate = next(
        (company, other) for each, company, other in list_latest_merges(organisation.id) if each.id == made.id
    )
    flash(gettext("%(gone)s goes by %(kept)s from now on.", gone=duplicate.name, kept=surviving.name), "good")
    return _back_to_duplicates(organisation)


@registrations.post(f"{DUPLICATES_URL}/merges/<int:merge_id>/undo")
@allow(*REGISTER_ROLES, of=an_organisation)
def undo_merge(organisation: Organisation, merge_id: int) -> ResponseReturnValue:
    parted = merging.undo_merge(organisation.id, merge_id, by=current_user.id)
    name, other = company_label(parted.surviving), company_label(parted.restored)
    flash(gettext("%(one)s and %(other)s are two firms again.", one=name, other=other), "good")
    if parted.stays:
        fields = gettext(", ").join(field_word(field) for field in parted.stays)
        flash(gettext("Changed since the merge and left as it is: %(fields)s.", fields=fields), "wait")
    return _back_to_duplicates(organisation)


@registrations.post(f"{PAIR_URL}/distinct")
@allow(*REGISTER_ROLES, of=an_organisation)
def say_distinct(organisation: Organisation, kept_id: int, gone_id: int) -> ResponseReturnValue:
    merging.mark_distinct(organisation.id, kept_id, gone_id, by=current_user.id)
    flash(gettext("Noted: these are two firms. They are not proposed again."), "good")
    return _back_to_duplicates(organisation)


@registrations.post(f"{PAIR_URL}/distinct/removal")
@allow(*REGISTER_ROLES, of=an_organisation)
def take_back_distinct(organisation: Organisation, kept_id: int, gone_id: int) -> ResponseReturnValue:
    merging.unmark_distinct(organisation.id, kept_id, gone_id, by=current_user.id)
    flash(gettext("Taken back: these may be proposed as one again."), "good")
    return _back_to_duplicates(organisation)


def _describe_similarity(because: tuple[str, ...]) -> str:
    return str(gettext(", ").join(code_text(MATCH_REASON_TEXTS, code) for code in because))


def _back_to_duplicates(organisation: Organisation) -> ResponseReturnValue:
    return redirect(url_for("registrations.duplicates", organisation_id=organisation.id))
