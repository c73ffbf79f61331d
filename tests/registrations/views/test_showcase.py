"""What a firm shows of its work: products, references, certificates with their papers; size and markets."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PIL import Image
from sqlalchemy import func, select, update

from app.companies.facts import RESTORE_WITHIN
from app.companies.models import CompanyProduct, CompanyReference
from app.companies.queries import list_showcase
from app.core.db import db, now, transaction
from app.core.jobs.housekeeping import CHORES
from app.core.models import Outbox, StoredFile
from app.matching.queries.ranking_input import get_ranking_input
from app.meetings import services as meetings
from app.registrations.queries.access import list_company_users
from app.registrations.services.profiles import notify_certificate_expiry
from tests import factories
from tests.registrations.forms import fields
from tests.registrations.views.company_pages import at, company_of
from tests.support.pages import text_of


def png(size=(40, 20)):
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, "PNG")
    return made.getvalue()


def products(firm):
    return [one.name_en for one in list_showcase(CompanyProduct, firm.company_id)]


def files():
    return db.session.scalar(select(func.count(StoredFile.id)))


def add(boss, firm, name):
    return boss.post(at(firm, "products/new"), data=fields(boss.get(at(firm, "products/new")), name_en=name))


@pytest.fixture
def partner(firm):
    return factories.firm(firm.event, "Chongqing", name="Partner", users=[factories.user()])


@pytest.mark.parametrize(("said", "order"), [("en", "en zh fr"), ("zh", "zh en fr"), ("fr", "fr en zh")])
def test_what_is_said_in_each_language_is_asked_in_the_readers_first(boss, firm, said, order):
    asked = fields(boss.get(at(firm, "products/new"), query_string={"lang": said}))
    profile = fields(boss.get(at(firm, "profile")), "profile")
    unnamed = boss.post(at(firm, "products/new"), data=asked)

    assert [name[-2:] for name in asked if name.startswith("name_")] == order.split()
    assert [name[-2:] for name in profile if name.startswith("about_")] == order.split()
    assert f'id="name_{said}-error"' in unnamed.text


@pytest.mark.full
def test_a_product_is_added_with_its_picture_changed_and_removed(boss, client, firm, partner):
    sent = fields(boss.get(at(firm, "products/new")), name_en="Cell", line_zh="电芯", isic="5224", hs="8507.60")
    added = boss.post(at(firm, "products/new"), data={**sent, "picture": (io.BytesIO(png()), "a.png")})

    (kept,) = list_showcase(CompanyProduct, firm.company_id)
    seen = client.as_user(list_company_users(partner)[0])
    page = seen.get(at(firm, "").rstrip("/"))
    drawn = seen.get(at(firm, f"products/{kept.id}/picture"))
    assert added.location.endswith("profile#products")
    assert (kept.isic, kept.hs) == ("5224", "850760")
    assert "电芯 (in Chinese only)" in text_of(page, "#products")
    assert (drawn.mimetype, drawn.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")

    boss = client.as_user(list_company_users(firm)[0])
    boss.post(at(firm, f"products/{kept.id}"), data=fields(boss.get(at(firm, f"products/{kept.id}")), name_en="Pack"))
    assert (products(firm), files()) == (["Pack"], 1)
    boss.post(at(firm, f"products/{kept.id}/removal"), data={"version": kept.version})
    assert (products(firm), files()) == ([], 1)
    assert "“Pack” is removed. Undo" in text_of(boss.get(at(firm)), "#products")
    boss.post(at(firm, f"products/{kept.id}/removal/undo"))
    assert (products(firm), files()) == (["Pack"], 1)


def test_what_was_removed_before_goes_for_good_with_the_next(boss, firm):
    for name in ("One", "Two"):
        add(boss, firm, name)
    one, two = list_showcase(CompanyProduct, firm.company_id)
    first, second = one.id, two.id
    warned = boss.get(at(firm, f"products/{first}")).text

    for gone in (one, two):
        boss.post(at(firm, f"products/{gone.id}/removal"), data={"version": gone.version})
    answers = [boss.post(at(firm, f"products/{number}/removal/undo")).status_code for number in (first, second)]

    assert "unless you remove another one meanwhile" in warned
    assert (answers, products(firm)) == ([404, 302], ["Two"])


def test_what_nobody_brought_back_in_time_goes_with_its_picture(boss, firm):
    boss.post(at(firm, "products/new"), data={"name_en": "Pack", "picture": (io.BytesIO(png()), "pack.png")})
    (pack,) = list_showcase(CompanyProduct, firm.company_id)
    number, before = pack.id, files()
    boss.post(at(firm, f"products/{number}/removal"), data={"version": pack.version})

    counts = []
    for passed in (RESTORE_WITHIN / 2, RESTORE_WITHIN):
        with transaction() as session:
            session.execute(update(CompanyProduct).values(removed_at=now() - passed))
        CHORES["forget-removed-work"].act()
        counts.append((db.session.scalar(select(func.count(CompanyProduct.id))), files()))

    assert (before, counts) == (1, [(1, 1), (0, 0)])
    assert boss.post(at(firm, f"products/{number}/removal/undo")).status_code == 404


def test_products_stand_in_the_order_that_the_firm_gives_them(boss, firm):
    for name in ("One", "Two", "Three"):
        add(boss, firm, name)
    last = list_showcase(CompanyProduct, firm.company_id)[-1]

    for to in ("up", "up", "up"):
        boss.post(at(firm, f"products/{last.id}/place"), data={"to": to})
    assert products(firm) == ["Three", "One", "Two"]
    boss.post(at(firm, f"products/{last.id}/place"), data={"to": "down"})
    assert products(firm) == ["One", "Three", "Two"]


def test_who_saves_second_is_told_and_loses_nothing(boss, firm):
    add(boss, firm, "Cell")
    (kept,) = list_showcase(CompanyProduct, firm.company_id)
    first = fields(boss.get(at(firm, f"products/{kept.id}")), line_en="Mine", name_zh="")
    second = fields(boss.get(at(firm, f"products/{kept.id}")), line_en="Theirs", name_zh="电芯")
    boss.post(at(firm, f"products/{kept.id}"), data=second)

    late = boss.post(at(firm, f"products/{kept.id}"), data=first)
    again = boss.post(at(firm, f"products/{kept.id}"), data=fields(late))

    db.session.expire_all()
    assert late.status_code == 409
    assert "Theirs" in text_of(late, ".q-notice")
    assert again.status_code == 302
    assert (kept.line_en, kept.name_zh) == ("Mine", "电芯")
    gone = boss.post(at(firm, f"products/{kept.id}/removal"), data={"version": 1})
    assert (gone.status_code, products(firm)) == (409, ["Cell"])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name_en": ""}, "Name the product in one language at least."),
        ({"hs": "85x"}, "An HS code has"),
        ({"isic": "9999"}, "Choose one of your sectors."),
        ({"picture": b"<svg>"}, "This is no picture that can be read."),
    ],
)
def test_a_product_that_is_not_right_says_what_to_do(boss, firm, typed, told):
    sent = fields(boss.get(at(firm, "products/new")), name_en="Cell")
    if "picture" in typed:  # a file is read once
        typed = {"picture": (io.BytesIO(typed["picture"]), "a.png")}

    answer = boss.post(at(firm, "products/new"), data={**sent, **typed})

    assert answer.status_code == 422
    assert told in text_of(answer, "main")
    assert (products(firm), files()) == ([], 0)


def test_a_reference_is_added_and_read_by_partners(boss, client, firm, partner):
    sent = fields(boss.get(at(firm, "references/new")), customer="PSA", country="SG", year="2024", line="岸桥")
    boss.post(at(firm, "references/new"), data=sent)
    wrong = boss.post(at(firm, "references/new"), data={**sent, "year": "2999"})

    page = client.as_user(list_company_users(partner)[0]).get(at(firm, "").rstrip("/"))
    assert wrong.status_code == 422
    assert "PSA Singapore · 2024 岸桥" in text_of(page, "#references")
    assert 'lang="zh-Hans">岸桥' in page.text
    assert [one.year for one in list_showcase(CompanyReference, firm.company_id)] == [2024]


def certificate(boss, firm, **typed):
    sent = fields(boss.get(at(firm, "certificates/new")), standard="aeo", **typed)
    return boss.post(at(firm, "certificates/new"), data=sent)


def held(firm):
    db.session.expire_all()
    return next(one for one in company_of(firm).certificates if one.kind == "holds")


@pytest.mark.full
def test_a_certificate_has_a_paper_for_those_whom_the_firm_has_agreed_to_meet(boss, client, firm, partner):
    paper = (io.BytesIO(b"%PDF-1.7 paper"), "../evil name.pdf")
    certificate(boss, firm, number="CN-1", issuer="GACC", valid_until="2099-01-31", paper=paper)
    path = at(firm, f"certificates/{held(firm).id}/paper")

    own, seen = boss.get(path), client.as_user(list_company_users(partner)[0])
    before, page = seen.get(path), seen.get(at(firm, "").rstrip("/"))
    meeting = meetings.request_meeting(firm.event_id, firm.id, partner.id, by=None)
    meetings.accept(meeting, partner.id, by=None)
    after = seen.get(path)

    assert (own.data, own.mimetype) == (b"%PDF-1.7 paper", "application/pdf")
    assert own.headers["Content-Disposition"] == "attachment; filename=aeo.pdf"
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    assert "No. CN-1 · GACC · valid until" in text_of(page, "main")
    assert (before.status_code, "/paper" in page.text, after.status_code) == (404, False, 200)
    assert certificate(client.as_user(list_company_users(firm)[0]), firm).status_code == 409


def test_who_saves_a_certificate_second_takes_over_what_only_the_first_changed(boss, firm):
    certificate(boss, firm, number="CN-1")
    page = at(firm, f"certificates/{held(firm).id}")
    first, second = (
        fields(boss.get(page), number="CN-2"),
        fields(boss.get(page), issuer="GACC", valid_until="2099-01-31"),
    )
    boss.post(page, data=second)

    late = boss.post(page, data=first)
    again = boss.post(page, data=fields(late))

    assert (late.status_code, again.status_code) == (409, 302)
    kept = held(firm)
    assert (kept.number, kept.issuer, str(kept.valid_until)) == ("CN-2", "GACC", "2099-01-31")


def test_no_other_file_is_kept_with_a_certificate(boss, firm):
    answer = certificate(boss, firm, paper=(io.BytesIO(b"<html>"), "a.pdf"))

    assert answer.status_code == 422
    assert "This is no PDF, PNG or JPEG." in text_of(answer, "main")
    assert files() == 0
    assert company_of(firm).certificates == []


@pytest.mark.full
def test_a_certificate_that_ends_is_told_once_and_counts_no_more_at_the_event(boss, firm):
    today = now().date()
    soon = today + dt.timedelta(days=30)
    assert soon < firm.event.days[-1].day
    certificate(boss, firm, valid_until=(today + dt.timedelta(days=9000)).isoformat())
    assert [one.profile.holds for one in get_ranking_input(firm.event_id).companies] == [{"aeo"}]

    form = fields(boss.get(at(firm, f"certificates/{held(firm).id}")), valid_until=soon.isoformat())
    boss.post(at(firm, f"certificates/{held(firm).id}"), data=form)
    letters = [notify_certificate_expiry(today), notify_certificate_expiry(today)]

    assert letters == [1, 0]
    assert [one.kind for one in db.session.scalars(select(Outbox))] == ["certificate.expires"]
    assert [one.profile.holds for one in get_ranking_input(firm.event_id).companies] == [frozenset()]
    assert "before the event" in text_of(boss.get(at(firm)), "#papers")
    assert "Renew a certificate" in text_of(boss.get(at(firm, "home")), "main")


@pytest.mark.full
def test_size_and_markets_are_saved_with_the_profile_and_filter_the_directory(boss, firm, partner):
    form = fields(boss.get(at(firm)), act="market", market="马来西亚", founded="1999", employees="10-49")
    chosen = fields(boss.post(at(firm), data=form))
    wrong = boss.post(at(firm), data={**chosen, "act": "market", "market": "Atlantis"})
    saved = boss.post(at(firm), data={**chosen, "act": "save", "market": "fr", "turnover": "1-10", "currency": "SGD"})

    company = company_of(firm)
    assert saved.status_code == 302
    assert "No country is called so." in text_of(wrong, "#size")
    assert (company.founded, company.employees, company.turnover) == (1999, "10-49", "1-10")
    assert [one.country for one in company.markets] == ["FR", "MY"]
    for query, found in (("market=MY", True), ("market=DE", False), ("size=10-49", True), ("size=1-9", False)):
        page = boss.get(f"/events/{firm.event.slug}/companies?{query}")
        assert ("Chongqing Port" in text_of(page, "main")) is found
    shown = text_of(boss.get(at(firm, "").rstrip("/")), "main")
    assert "Founded in 1999 Employees 10–49" in shown
    assert "1–10 million SGD Exports to France, Malaysia" in shown


def test_a_turnover_needs_its_currency_and_a_year_that_is_past(boss, firm):
    form = fields(boss.get(at(firm)), act="save", turnover="1-10", founded="2999")

    answer = boss.post(at(firm), data=form)

    assert answer.status_code == 422
    assert "Choose the currency of the turnover." in text_of(answer, "#size")
    assert company_of(firm).turnover is None


def test_nothing_is_shown_more_once_the_event_is_over(boss, firm):
    form = fields(boss.get(at(firm, "products/new")), name_en="Late")
    with transaction():
        firm.event.phase = "closed"

    assert boss.post(at(firm, "products/new"), data=form).status_code == 409
    assert products(firm) == []
