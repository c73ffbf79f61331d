"""Two companies of a register become one, part again, or are said to be two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.companies.models import (
    Company,
    CompanyCertificate,
    CompanyDistinct,
    CompanyMarket,
    CompanyMerge,
    CompanyProduct,
    CompanyUser,
)
from app.companies.queries import list_showcase
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.registrations.models import Preference, Registration, VisitBlock, VisitMember
from app.registrations.queries.existing_data import list_known_companies
from app.registrations.queries.merging import find_surviving_registration, plan_merge
from app.registrations.services import merging
from app.registrations.services.merging import MergedOnwards
from tests import factories


@pytest.fixture
def host(app):
    return factories.organisation("Office")


def fresh(model, row):
    return db.session.get(model, row.id, populate_existing=True)


@pytest.mark.full
def test_what_two_companies_say_and_where_they_take_part_becomes_one_and_two_again(host):
    user = factories.user()
    kept = factories.company(host, "Alpha Pte Ltd", sectors={"is_in": ["6419"]})
    said = {"name_zh": "阿尔法", "city": "Singapore", "sectors": {"is_in": ["6511"]}}
    gone = factories.company(host, "Alfa", users=[user], **said)
    day, fair = factories.event("day", run_by=host), factories.event("fair", run_by=host)
    factories.registration_of(kept, day)
    moving = factories.registration_of(gone, fair)

    made = merging.merge_companies(host.id, kept.id, gone.id, by=None)

    assert (kept.city, kept.name_zh, [one.code for one in kept.sectors]) == ("Singapore", "阿尔法", ["6419", "6511"])
    assert kept.other_names == ["Alfa"]
    assert fresh(Registration, moving).company_id == kept.id
    assert [one.company_id for one in db.session.query(CompanyUser)] == [kept.id]
    assert [one.id for one in list_known_companies(day)] == [kept.id]
    with pytest.raises(NotFound):
        plan_merge(host.id, kept.id, gone.id)

    merging.undo_merge(host.id, made.id, by=None)

    kept = fresh(Company, kept)
    assert (kept.city, kept.name_zh, [one.code for one in kept.sectors]) == (None, None, ["6419"])
    assert kept.other_names == []
    assert fresh(Registration, moving).company_id == gone.id
    assert [one.company_id for one in db.session.query(CompanyUser)] == [gone.id]
    assert {one.id for one in list_known_companies(day)} == {kept.id, gone.id}


def test_an_undo_leaves_what_somebody_changed_since(host):
    kept, gone = factories.company(host, "Alpha"), factories.company(host, "Alfa", city="Lyon", country="FR")
    made = merging.merge_companies(host.id, kept.id, gone.id, by=None)
    with transaction():
        fresh(Company, kept).city = "Paris"

    parted = merging.undo_merge(host.id, made.id, by=None)

    assert parted.stays == ("city",)
    assert (fresh(Company, kept).city, kept.country) == ("Paris", None)


def test_at_one_event_people_and_wishes_go_over_and_the_second_registration_ends(host):
    event = factories.event("day", run_by=host)
    stays, ends, other = (factories.firm(event, name=name) for name in ("Alpha", "Alfa", "Beta"))
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=ends.id, other_id=other.id, kind="never"))
    leaving, tour = ends.representatives[0].id, _tour_of(ends)

    made = merging.merge_companies(host.id, factories.company_id(stays), factories.company_id(ends), by=None)

    assert leaving in [one.id for one in fresh(Registration, stays).representatives]
    assert fresh(Registration, ends).state == "cancelled"
    assert find_surviving_registration(ends) == stays
    never = db.session.query(Preference).filter_by(registration_id=stays.id).one()
    assert (never.other_id, never.kind) == (other.id, "never")
    assert _chosen_for(tour) == {stays.id, ends.id}

    merging.undo_merge(host.id, made.id, by=None)

    assert leaving not in [one.id for one in fresh(Registration, stays).representatives]
    assert fresh(Registration, ends).state == "approved"
    assert db.session.query(Preference).filter_by(registration_id=stays.id).all() == []
    assert _chosen_for(tour) == {ends.id}


def _tour_of(firm):
    """Something that a delegation does with this firm alone."""
    start = factories.FIRST_SLOT
    with transaction() as session:
        tour = VisitBlock(
            delegation_id=factories.delegation(firm.event).id,
            label="Tour",
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            for_all=False,
        )
        session.add(tour)
        session.flush()
        session.add(VisitMember(visit_id=tour.id, registration_id=firm.id))
    return tour.id


def _chosen_for(tour):
    return set(db.session.scalars(select(VisitMember.registration_id).where(VisitMember.visit_id == tour)))


def test_a_company_that_goes_by_another_one_is_parted_last(host):
    one, two, three = (factories.company(host, name) for name in ("One", "Two", "Three"))
    first = merging.merge_companies(host.id, two.id, one.id, by=None)
    second = merging.merge_companies(host.id, three.id, two.id, by=None)

    with pytest.raises(MergedOnwards):
        merging.undo_merge(host.id, first.id, by=None)
    merging.undo_merge(host.id, second.id, by=None)
    merging.undo_merge(host.id, first.id, by=None)

    assert plan_merge(host.id, two.id, one.id).surviving.id == two.id


def test_the_database_lets_a_company_go_by_one_other_alone(host):
    one, two, three = (factories.company(host, name).id for name in ("One", "Two", "Three"))
    user = factories.user().id
    merging.merge_companies(host.id, one, two, by=None)

    for bad in ({"kept_id": three, "gone_id": two}, {"kept_id": one, "gone_id": one}, {"undone_by": user}):
        row = {"organisation_id": host.id, "kept_id": one, "gone_id": three, **bad}
        with pytest.raises(IntegrityError), transaction() as session:
            session.add(CompanyMerge(**row))


def test_companies_of_two_registers_are_never_one(host):
    mine, theirs = factories.company(host, "Alpha"), factories.company(factories.organisation(), "Alpha")

    for act in (merging.merge_companies, merging.mark_distinct):
        with pytest.raises(NotFound):
            act(host.id, mine.id, theirs.id, by=None)


def test_it_is_said_once_that_two_are_two(host):
    one, two = factories.company(host, "Alpha"), factories.company(host, "Alpha")

    merging.mark_distinct(host.id, two.id, one.id, by=None)
    merging.mark_distinct(host.id, one.id, two.id, by=None)
    assert [(said.low_id, said.high_id) for said in db.session.query(CompanyDistinct)] == [(one.id, two.id)]

    merging.unmark_distinct(host.id, one.id, two.id, by=None)
    assert db.session.query(CompanyDistinct).all() == []


def test_what_two_companies_show_becomes_one_and_two_again(host):
    kept = factories.company(host, "Alpha", holds=["aeo"])
    gone = factories.company(host, "Alfa", holds=["aeo", "gmp"], employees="10-49")
    with transaction() as session:
        session.add_all([CompanyProduct(company_id=one.id, name_en=one.name) for one in (kept, gone)])
        session.add(CompanyMarket(company_id=gone.id, country="FR"))
        session.execute(update(CompanyCertificate).where(CompanyCertificate.company_id == gone.id).values(number="N"))

    made = merging.merge_companies(host.id, kept.id, gone.id, by=None)
    assert shown(kept) == (["Alpha", "Alfa"], {"aeo": "N", "gmp": "N"}, ["FR"], "10-49")

    merging.undo_merge(host.id, made.id, by=None)
    assert shown(kept) == (["Alpha"], {"aeo": None}, [], None)
    assert shown(gone) == (["Alfa"], {"aeo": "N", "gmp": "N"}, ["FR"], "10-49")


def shown(company):
    company = fresh(Company, company)
    return (
        [one.name_en for one in list_showcase(CompanyProduct, company.id)],
        {one.standard: one.number for one in company.certificates},
        [one.country for one in company.markets],
        company.employees,
    )
