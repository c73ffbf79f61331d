"""Two companies of a register that are one: merge them, undo that, or mark them as distinct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, select, update

from app.accounts.models import Organisation
from app.companies.facts import FactValue, joined_names
from app.companies.models import (
    Company,
    CompanyCertificate,
    CompanyDistinct,
    CompanyMerge,
    CompanyProduct,
    CompanyReference,
    CompanyUser,
)
from app.companies.names.search import search_key
from app.companies.queries import company_facts
from app.companies.services import save_company
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, NotFound
from app.registrations.models import (
    Preference,
    Registration,
    Representation,
    Representative,
    VisitMember,
)
from app.registrations.queries.merging import EventOverlap, MergePlan, list_merged_ids, list_moving_users, plan_merge
from app.registrations.services import transitions
from app.registrations.signals import person_leaves, profile_saved
from app.registrations.states import RegistrationState

ShowcaseModel = type[CompanyProduct] | type[CompanyReference]
SHOWCASE_MODELS: Final[dict[str, ShowcaseModel]] = {
    "products": CompanyProduct,
    "references": CompanyReference,
}
CERTIFICATE_DETAILS: Final = ("number", "issuer", "valid_until", "file_id", "warned_of")


def _move_showcase(company: Company, duplicate: Company) -> dict[str, Any]:
    """Products and references go behind the kept one's own; details of a certificate that it tells nothing of go with
    it. What was moved, by ids."""
    moved: dict[str, Any] = {name: _append_items(model, company, duplicate) for name, model in SHOWCASE_MODELS.items()}
    theirs = {certificate.standard: certificate for certificate in _list_certificates(duplicate)}
    pairs = [
        (certificate, theirs[certificate.standard])
        for certificate in _list_certificates(company)
        if certificate.standard in theirs and _has_no_details(certificate)
    ]
    for mine, other in pairs:
        _transfer_details(other, mine)
    db.session.flush()
    return {**moved, "certificates": [[mine.id, other.id] for mine, other in pairs]}


def _restore_showcase(surviving: Company, duplicate: Company, moved: dict[str, Any]) -> None:
    """Those that are still the kept one's."""
    for name, model in SHOWCASE_MODELS.items():
        mine = (model.id.in_(moved.get(name, [])), model.company_id == surviving.id)
        db.session.execute(update(model).where(*mine).values(company_id=duplicate.id))
    certificates = {
        certificate.id: certificate for company in (surviving, duplicate) for certificate in _list_certificates(company)
    }
    for mine, other in moved.get("certificates", []):
        if mine in certificates and other in certificates and _has_no_details(certificates[other]):
            _transfer_details(certificates[mine], certificates[other])
    db.session.flush()


def _append_items(model: ShowcaseModel, company: Company, duplicate: Company) -> list[int]:
    last = db.session.scalar(select(func.max(model.position)).where(model.company_id == company.id)) or 0
    theirs = select(model.id).where(model.company_id == duplicate.id).order_by(model.position, model.id)
    ids = list(db.session.scalars(theirs))
    for place, shown_id in enumerate(ids, last + 1):
        db.session.execute(update(model).where(model.id == shown_id).values(company_id=company.id, position=place))
    return ids


def _list_certificates(company: Company) -> list[CompanyCertificate]:
    of_it = (CompanyCertificate.company_id == company.id, CompanyCertificate.kind == "holds")
    return list(db.session.scalars(select(CompanyCertificate).where(*of_it).order_by(CompanyCertificate.id)))


def _has_no_details(company_certificate: CompanyCertificate) -> bool:
    return not any(getattr(company_certificate, name) for name in CERTIFICATE_DETAILS)


def _transfer_details(giving: CompanyCertificate, taking: CompanyCertificate) -> None:
    for name in CERTIFICATE_DETAILS:
        setattr(taking, name, getattr(giving, name))
        setattr(giving, name, None)
    taking.version, giving.version = taking.version + 1, giving.version + 1


class MergeRefused(Conflict):
    """At an event both are registered and cannot become one."""

    code = "merge_barred"


class MergedOnwards(Conflict):
    """The kept company goes by another one since; that must be undone first."""

    code = "merged_onwards"


@dataclass(frozen=True, slots=True)
class UndoneMerge:
    """``stays``: fields of the kept company that somebody has changed since, and that were left alone."""

    surviving: Company
    restored: Company
    stays: tuple[str, ...]


def merge_companies(organisation_id: int, surviving_id: int, duplicate_id: int, *, by: int | None) -> CompanyMerge:
    """All of it or nothing. Raises NotFound, MergeBarred."""
    with transaction() as session:
        _lock_companies(organisation_id, surviving_id, duplicate_id)
        plan = plan_merge(organisation_id, surviving_id, duplicate_id)
        if plan.bars:
            raise MergeRefused
        moved = {
            **_merge_fields(plan, by),
            **_move_showcase(plan.surviving, plan.removed),
            "users": _move_users(plan),
            "registrations": _move_registrations(plan),
            "joined": [_merge_registrations(overlap, by) for overlap in plan.both if not overlap.is_over],
        }
        made = CompanyMerge(
            organisation_id=organisation_id, kept_id=surviving_id, gone_id=duplicate_id, moved=moved, merged_by=by
        )
        session.add(made)
        audit.log_action(
            "company.merged", plan.surviving, by=by, gone=duplicate_id, registrations=moved["registrations"]
        )
        _notify_profiles(plan.surviving)
    return made


def undo_merge(organisation_id: int, merge_id: int, *, by: int | None) -> UndoneMerge:
    """What was moved goes back; what somebody changed since stays as it is. Raises NotFound, MergedOnwards."""
    with transaction() as session:
        merge = session.scalar(
            select(CompanyMerge)
            .where(CompanyMerge.id == merge_id, CompanyMerge.organisation_id == organisation_id)
            .with_for_update()
        )
        if merge is None or merge.undone_at is not None:
            raise NotFound
        _lock_companies(organisation_id, merge.kept_id, merge.gone_id)
        if merge.kept_id in list_merged_ids(organisation_id):
            raise MergedOnwards
        surviving, duplicate = session.get_one(Company, merge.kept_id), session.get_one(Company, merge.gone_id)
        if surviving.erased_at is not None or duplicate.erased_at is not None:  # what an undo would need has gone
            raise NotFound
        _restore_showcase(surviving, duplicate, merge.moved)
        stays = _restore_fields(surviving, merge.moved, by)
        _move_back(CompanyUser, merge.moved["users"], surviving, duplicate)
        _move_back(Registration, merge.moved["registrations"], surviving, duplicate)
        for joined in merge.moved["joined"]:
            _split_registrations(joined, by)
        merge.undone_at, merge.undone_by = now(), by
        audit.log_action("company.parted", surviving, by=by, gone=duplicate.id, left=list(stays))
        session.expire_all()
        _notify_profiles(surviving, duplicate)
    return UndoneMerge(surviving, duplicate, stays)


def mark_distinct(organisation_id: int, company_id: int, other_id: int, *, by: int | None) -> None:
    """The two are never proposed as one again. Raises NotFound."""
    low, high = sorted((company_id, other_id))
    with transaction() as session:
        _lock_companies(organisation_id, low, high)
        existing = select(CompanyDistinct.id).where(CompanyDistinct.low_id == low, CompanyDistinct.high_id == high)
        if session.scalar(existing) is None:
            session.add(CompanyDistinct(low_id=low, high_id=high, said_by=by))
            audit.log_action("company.distinct", session.get_one(Company, low), by=by, other=high)


def unmark_distinct(organisation_id: int, company_id: int, other_id: int, *, by: int | None) -> None:
    """They may be proposed again. Raises NotFound."""
    low, high = sorted((company_id, other_id))
    with transaction() as session:
        _lock_companies(organisation_id, low, high)
        deletion = delete(CompanyDistinct).where(CompanyDistinct.low_id == low, CompanyDistinct.high_id == high)
        session.execute(deletion)
        audit.log_action("company.perhaps_same", session.get_one(Company, low), by=by, other=high)


def _lock_companies(organisation_id: int, *company_ids: int) -> None:
    """The register, as an import does, then both companies and their registrations in the order of their ids."""
    keeper = select(Organisation.id).where(Organisation.id == organisation_id)
    db.session.execute(keeper.with_for_update(key_share=True))
    mine = Company.organisation_id == organisation_id, Company.id.in_(company_ids)
    locked = db.session.scalars(
        select(Company).where(*mine).order_by(Company.id).with_for_update().execution_options(populate_existing=True)
    ).all()
    if len(locked) < 2:
        raise NotFound
    theirs = select(Registration).where(Registration.company_id.in_(company_ids)).order_by(Registration.id)
    db.session.scalars(theirs.with_for_update().execution_options(populate_existing=True)).all()


def _merge_fields(plan: MergePlan, by: int | None) -> dict[str, Any]:
    surviving, duplicate = plan.surviving, plan.removed
    before = {
        **company_facts(surviving),
        "stock_code": surviving.stock_code,
        "other_names": list(surviving.other_names or ()),
    }
    save_company(surviving, {line.field: line.after for line in plan.lines if not line.clash}, by=by)
    surviving.stock_code = surviving.stock_code or duplicate.stock_code
    _set_other_names(
        surviving, joined_names((surviving.name, surviving.name_zh), surviving.other_names or (), _all_names(duplicate))
    )
    after = {
        **company_facts(surviving),
        "stock_code": surviving.stock_code,
        "other_names": list(surviving.other_names or ()),
    }
    changed = [field for field in after if after[field] != before[field]]
    return {"before": {field: before[field] for field in changed}, "after": {field: after[field] for field in changed}}


def _all_names(company: Company) -> tuple[str | None, ...]:
    return company.name, company.name_zh, *(company.other_names or ())


def _set_other_names(company: Company, other_names: list[str]) -> None:
    company.other_names = other_names
    company.folded = search_key(company.name, company.name_zh, *other_names)
    db.session.flush()


def _move_users(plan: MergePlan) -> list[int]:
    moving = list_moving_users(plan.surviving, plan.removed)
    for user in moving:
        user.company_id = plan.surviving.id
    db.session.flush()
    return [user.id for user in moving]


def _move_registrations(plan: MergePlan) -> list[int]:
    for move in plan.moves:
        move.company_id = plan.surviving.id
        move.version += 1
    db.session.flush()
    return [move.id for move in plan.moves]


def _merge_registrations(both: EventOverlap, by: int | None) -> dict[str, Any]:
    """People and wishes go over to the registration that stays; the other one ends without a word to anybody."""
    before = both.ends.state
    people = _move_people(both)
    wishes, visits = _move_preferences(both), _move_visits(both)
    transitions.end_merged_registration(both.ends, by=by)
    moved = {"people": people, "wishes": wishes, "visits": visits}
    return {"stays": both.stays.id, "ends": both.ends.id, "before": before, **moved}


def _move_people(both: EventOverlap) -> list[int]:
    """Who stands for both from now on, but for those whom the other one names already by the same e-mail."""
    known = {representative.email for representative in both.stays.representatives if representative.email}
    there = {row.id for row in both.stays.representatives}
    new = [row for row in both.ends.representatives if row.id not in there and row.email not in known]
    made = [
        Representation(event_id=both.stays.event_id, representative_id=row.id, registration_id=both.stays.id)
        for row in new
    ]
    db.session.add_all(made)
    db.session.flush()
    db.session.expire(both.stays, ["representatives"])
    return [row.id for row in made]


def _move_preferences(both: EventOverlap) -> list[int]:
    """What one kept to itself about others, and others about it: above all whom it never wants to meet."""
    ends, stays = both.ends.id, both.stays.id
    chosen = select(Preference).where(
        (Preference.registration_id == ends) | (Preference.other_id == ends),
    )
    made = []
    for preference in db.session.scalars(chosen.order_by(Preference.id)).all():
        mine, other = (stays if id_ == ends else id_ for id_ in (preference.registration_id, preference.other_id))
        same = select(Preference.id).where(
            Preference.registration_id == mine, Preference.other_id == other, Preference.kind == preference.kind
        )
        if mine != other and db.session.scalar(same) is None:
            made.append(
                Preference(
                    event_id=preference.event_id,
                    registration_id=mine,
                    other_id=other,
                    kind=preference.kind,
                    because=preference.because,
                    sealed=preference.sealed,
                )
            )
            db.session.add(made[-1])
            db.session.flush()
    return [preference.id for preference in made]


def _move_visits(both: EventOverlap) -> list[int]:
    """For what of its delegation's programme one was chosen by name, and what one has signed up for."""
    of_both = select(VisitMember.visit_id).where(VisitMember.registration_id == both.stays.id)
    chosen = select(VisitMember).where(
        VisitMember.registration_id == both.ends.id, VisitMember.visit_id.not_in(of_both)
    )
    made = [
        VisitMember(visit_id=member.visit_id, registration_id=both.stays.id, people=member.people)
        for member in db.session.scalars(chosen)
    ]
    db.session.add_all(made)
    db.session.flush()
    return [member.id for member in made]


def _restore_fields(company: Company, moved: dict[str, Any], by: int | None) -> tuple[str, ...]:
    stands: dict[str, Any] = {
        **company_facts(company),
        "stock_code": company.stock_code,
        "other_names": company.other_names or [],
    }
    untouched = [field for field, after in moved["after"].items() if _as_json(stands[field]) == _as_json(after)]
    save_company(
        company,
        {
            field: _as_fact_value(moved["before"][field])
            for field in untouched
            if field not in ("stock_code", "other_names")
        },
        by=by,
    )
    if "stock_code" in untouched:
        company.stock_code = moved["before"]["stock_code"]
    if "other_names" in untouched:
        _set_other_names(company, moved["before"]["other_names"])
    return tuple(sorted(set(moved["after"]) - set(untouched)))


def _as_json(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _as_fact_value(value: Any) -> FactValue:
    return tuple(value) if isinstance(value, list) else value


def _move_back(
    model: type[CompanyUser] | type[Registration], ids: Sequence[int], company: Company, duplicate: Company
) -> None:
    """Those that are still the kept company's."""
    back = update(model).where(model.id.in_(ids), model.company_id == company.id).values(company_id=duplicate.id)
    db.session.execute(back.execution_options(synchronize_session=False))


def _split_registrations(joined: dict[str, Any], by: int | None) -> None:
    """People go back, but for those who sit at a meeting of the registration that stayed."""
    stays = db.session.get_one(Registration, joined["stays"])
    for representation in db.session.scalars(
        select(Representation).where(Representation.id.in_(joined["people"]))
    ).all():
        person = db.session.get_one(Representative, representation.representative_id)
        try:
            person_leaves.send(person, registration=stays)
        except Conflict:
            continue
        db.session.delete(representation)
    db.session.execute(delete(Preference).where(Preference.id.in_(joined["wishes"])))
    db.session.execute(delete(VisitMember).where(VisitMember.id.in_(joined.get("visits", []))))
    db.session.flush()
    db.session.expire(stays, ["representatives"])
    ends = db.session.get_one(Registration, joined["ends"])
    if ends.state == RegistrationState.CANCELLED:
        transitions.restore_unmerged_registration(ends, RegistrationState(joined["before"]), by=by)


def _notify_profiles(*companies: Company) -> None:
    """Lists and suggestions are made anew for every event of these."""
    ids = [company.id for company in companies]
    for registration in db.session.scalars(
        select(Registration).where(Registration.company_id.in_(ids)).order_by(Registration.id)
    ):
        profile_saved.send(registration)
