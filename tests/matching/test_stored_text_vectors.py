"""What firms' own texts mean is kept with the firm: each text is read once, whatever process asks."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.companies import text_vectors
from app.companies.erasure import erase_companies
from app.companies.models import Company, CompanyVectors
from app.core.db import db, transaction
from app.core.jobs.runs import prepare_consumer
from app.core.personal_data import PersonalTraces, personal_traces
from app.matching import services
from app.matching.models import Suggestion
from tests import factories

STORE = "Cold storage near the port. Founded in 1998 by three brothers, with a staff of three hundred in two provinces."


@pytest.fixture
def event(extra, app):
    event = factories.event()
    factories.firm(event, "Singapore", name="Bank", company_values={"seeks_zh": "港口附近的冷库"})
    factories.firm(event, "Chongqing", name="Store", company_values={"offers_en": STORE})
    factories.firm(event, "Chongqing", name="Silent")
    return event


@pytest.fixture
def read(monkeypatch):
    """The texts that were read, by a process that knows none."""
    found: list[str] = []
    really = text_vectors.encode_texts

    def vectors_of(texts):
        found.extend(texts)
        return really(texts)

    monkeypatch.setattr(text_vectors, "encode_texts", vectors_of)
    monkeypatch.setattr(text_vectors, "_vectors_by_text", {})
    return found


def kept():
    names = select(Company.name).join(CompanyVectors, CompanyVectors.company_id == Company.id)
    return set(db.session.scalars(names.order_by(Company.id)))


def lists():
    return db.session.scalars(select(Suggestion.places).order_by(Suggestion.registration_id)).all()


@pytest.mark.full
def test_another_process_reads_only_what_is_new_and_ranks_alike(event, read, monkeypatch):
    services.rank_event(event.id)
    before = lists()
    assert len(read) == 4  # both texts, and one of them in two passages
    read.clear()

    monkeypatch.setattr(text_vectors, "_vectors_by_text", {})
    services.rank_event(event.id)
    assert (read, lists()) == ([], before)

    with transaction() as session:
        session.query(Company).filter_by(name="Store").one().offers_en = "Steel"
    services.rank_event(event.id)
    assert (read, kept()) == (["Steel"], {"Bank", "Store"})

    with transaction() as session:
        session.query(Company).filter_by(name="Store").one().offers_en = None
    services.rank_event(event.id)
    assert kept() == {"Bank"}


def test_what_a_text_means_is_erased_with_it(event, read):
    services.rank_event(event.id)
    bank, store = (db.session.query(Company).filter_by(name=name).one() for name in ("Bank", "Store"))

    with transaction():
        erase_companies([bank.id], PersonalTraces(), organisations=[bank.organisation_id], by=None, why="itself")
    assert kept() == {"Store"}

    named = personal_traces(["three brothers"], [], [])
    with transaction():
        erase_companies([], named, organisations=[bank.organisation_id], by=None, why="itself")
    assert "three brothers" not in str(db.session.get_one(Company, store.id).offers_en)
    assert kept() == set()


def test_what_reads_is_loaded_before_anybody_waits_for_it_where_texts_are_kept(event, read):
    prepare_consumer("quick")
    assert read == []

    services.rank_event(event.id)
    read.clear()
    prepare_consumer("quick")

    assert read == [""]
