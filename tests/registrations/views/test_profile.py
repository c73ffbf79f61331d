"""The whole profile over HTTP: chips, tree, texts, certificates, two people at once; people, consents, logo, access."""

from __future__ import annotations

import re

import pytest

from app.core.db import transaction
from app.registrations.services import profiles
from tests.registrations.forms import fields
from tests.registrations.views.company_pages import at, codes, company_of

POLYGLOT = "<script>alert(1)</script>'\"{{7*7}}%(x)s\u202e重庆"


def test_all_is_saved_at_once(boss, firm):
    sent = fields(boss.get(at(firm)), act="save", about_en="A river port.", about_zh="内河港口", city="Chongqing")
    sent |= {"seeks": ["5012"], "holds": ["iso_9001", "aeo"], "needs": ["gdp"], "languages": ["zh", "en"]}
    sent |= {"needs_interpreter": "yes", "goal": "trade", "website": "cqgj.com.cn"}

    answer = boss.post(at(firm), data=sent)

    company = company_of(firm)
    assert answer.status_code == 302
    assert (company.about_en, company.about_zh, company.city) == ("A river port.", "内河港口", "Chongqing")
    assert (codes(firm, "is_in"), codes(firm, "offers"), codes(firm, "seeks")) == (["5224"], ["5210"], ["5012"])
    assert [(one.standard, one.kind) for one in company.certificates] == [
        ("aeo", "holds"),
        ("gdp", "needs"),
        ("iso_9001", "holds"),
    ]
    assert (firm.languages, firm.needs_interpreter, firm.goal) == (["en", "zh"], True, "trade")


def test_a_code_that_was_not_there_is_refused_and_what_was_typed_stays(boss, firm):
    sent = fields(boss.get(at(firm)), act="save", about_en="A river port.")

    answer = boss.post(at(firm), data={**sent, "seeks": ["0000"], "name": ""})

    assert answer.status_code == 422
    assert "A river port." in answer.text
    assert company_of(firm).about_en is None


@pytest.mark.parametrize("query", ["冷链", "cold chain", "chaîne du froid", "lenglian", "5210"])
def test_the_tree_is_searched_in_three_languages_pinyin_and_by_code(boss, firm, query):
    sent = fields(boss.get(at(firm)), act="find", find=query)

    page = boss.post(at(firm), data=sent)

    assert 'name="seeks" value="5210"' in page.text
    assert "sectors found" in page.text or "1 sector found" in page.text
    assert codes(firm, "seeks") == []


def test_typed_words_give_proposals_and_set_none(boss, firm):
    page = boss.post(at(firm), data=fields(boss.get(at(firm)), propose="seeks", seeks_en="lithium batteries for buses"))

    assert 'name="seeks" value="2720"' in page.text
    assert 'name="seeks" value="2720" checked' not in page.text


def test_branches_open_one_below_the_other_and_the_form_stays(boss, firm):
    section = boss.post(at(firm), data=fields(boss.get(at(firm)), open="H", about_en="typed"))
    group = boss.post(at(firm), data=fields(section, open="521"))

    assert 'name="open" value="52"' in section.text
    assert 'value="5210"' in group.text
    assert fields(group)["about_en"] == ["typed"]


def test_a_tick_in_the_tree_replaces_the_chip_of_the_same_sector(boss, firm):
    page = boss.post(at(firm), data=fields(boss.get(at(firm)), act="find", find="5210"))
    sent = fields(page, act="save")
    unticked = {name: value for name, value in sent.items() if name != "offers"}

    boss.post(at(firm), data=unticked)

    assert sent["offers"] == ["5210"]
    assert codes(firm, "offers") == []


def test_a_cross_takes_a_chip_away_without_saving(boss, firm):
    page = boss.post(at(firm), data=fields(boss.get(at(firm)), remove="is_in:5224"))

    assert "is_in" not in fields(page)
    assert codes(firm, "is_in") == ["5224"]


@pytest.mark.full
def test_the_second_of_two_is_told_and_nothing_is_lost(boss, firm):
    sent = fields(boss.get(at(firm)), act="save", city="Chongqing", about_en="Mine")
    profiles.save_profile(firm.id, {"about_en": "Theirs", "country": "CN", "seeks": ("5012",)}, seen=None, by=None)

    answer = boss.post(at(firm), data=sent)
    again = boss.post(at(firm), data=fields(answer, act="save"))

    assert answer.status_code == 409
    assert "A colleague saved this profile meanwhile" in answer.text
    assert "Theirs" in answer.text
    merged = fields(answer)
    assert (merged["about_en"], merged["city"], merged["country"], merged["seeks"]) == (
        ["Mine"],
        ["Chongqing"],
        ["CN"],
        ["5012"],
    )
    assert again.status_code == 302
    company = company_of(firm)
    assert (company.about_en, company.city, company.country, codes(firm, "seeks")) == (
        "Mine",
        "Chongqing",
        "CN",
        ["5012"],
    )


def test_a_form_that_lies_about_what_it_was_opened_with_is_told_too(boss, firm):
    sent = fields(boss.get(at(firm)), act="save", opened='{"values": 7, "seen": ["x"]}')

    assert boss.post(at(firm), data=sent).status_code == 409


@pytest.mark.parametrize("opened", ["[" * 1500, '{"values": ' * 1500, "nonsense", '"' + "x" * 300_000 + '"'])
def test_a_form_whose_beginnings_cannot_be_read_is_refused_in_a_sentence(boss, firm, opened):
    sent = fields(boss.get(at(firm)), act="save", city="Elsewhere", opened=opened)

    answer = boss.post(at(firm), data=sent)

    assert answer.status_code == 422
    assert "What was sent could not be understood. Nothing was changed." in answer.text
    assert company_of(firm).city != "Elsewhere"


def test_a_form_with_versions_that_no_column_holds_is_told_of_a_colleague(boss, firm):
    sent = fields(boss.get(at(firm)), act="save", opened=f'{{"seen": [{10**40}, {-(10**40)}]}}')

    assert boss.post(at(firm), data=sent).status_code == 409


def test_columns_that_are_no_fields_of_the_form_are_left_alone(boss, firm):
    before = (company_of(firm).organisation_id, company_of(firm).logo_id, firm.state, firm.event_id)
    extra = {"organisation_id": "99", "logo_id": "1", "state": "cancelled", "event_id": "7", "folded": "x", "id": "9"}

    boss.post(at(firm), data=fields(boss.get(at(firm)), act="save", city="X") | extra)

    assert (company_of(firm).organisation_id, company_of(firm).logo_id, firm.state, firm.event_id) == before


def test_any_text_is_kept_and_shown_as_text(boss, firm, client):
    boss.post(
        at(firm), data=fields(boss.get(at(firm)), act="save", about_en=POLYGLOT, name=POLYGLOT, offers_en=POLYGLOT)
    )

    for page in (boss.get(at(firm)), boss.get(f"/events/{firm.event.slug}/companies/{firm.id}")):
        assert "<script>alert(1)" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text
        assert "{{7*7}}" in page.text


@pytest.mark.parametrize("website", ["javascript:alert(1)", "data:text/html,x", "ftp://x.org", "no dots"])
def test_a_website_is_an_address_of_the_web(boss, firm, website):
    answer = boss.post(at(firm), data=fields(boss.get(at(firm)), act="save", website=website))

    assert answer.status_code == 422
    assert company_of(firm).website is None


def test_holding_none_is_said_and_completes_the_meter(boss, firm):
    before = boss.get(at(firm)).text

    boss.post(at(firm), data=fields(boss.get(at(firm)), act="save", holds_none="y"))

    assert "Say which certificates you hold" in before
    assert "Say which certificates you hold" not in boss.get(at(firm)).text
    assert company_of(firm).holds_none


# people


# consents


# logo


def test_no_id_stands_twice_on_the_page(boss, firm):
    ids = re.findall(r'\sid="([^"]+)"', boss.get(at(firm)).text)

    assert sorted(set(ids)) == sorted(ids)


# access


def keep(firm, **values):
    """As an import leaves them."""
    with transaction():
        for name, value in values.items():
            setattr(company_of(firm), name, value)


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Singapore"), ("fr", "Singapour"), ("zh", "新加坡"), ("en", "SG"), ("en", "sg")]
)
def test_a_country_is_chosen_by_its_code_and_understood_by_its_name(boss, firm, language, name):
    page = boss.get(f"{at(firm)}?lang={language}")
    assert f'value="SG">{ {"fr": "Singapour", "zh": "新加坡"}.get(language, "Singapore") }<' in page.text

    boss.post(at(firm), data=fields(page, act="save", country=name))

    assert company_of(firm).country == "SG"


@pytest.mark.parametrize("country", ["XX", "EU", "Nowhere", "S\u202eG2"])
def test_what_is_no_country_is_refused(boss, firm, country):
    before = company_of(firm).country

    answer = boss.post(at(firm), data=fields(boss.get(at(firm)), act="save", country=country))

    assert answer.status_code == 422
    assert "Choose one of the list." in answer.text
    assert company_of(firm).country == before


@pytest.mark.parametrize(
    ("field", "wrong", "right", "kept"),
    [
        ("uen", "!!", "1968 00306e", "196800306E"),
        ("uscc", "123", "91440300 708461136t", "91440300708461136T"),
        ("uen", "196800306A", "", None),
    ],
)
def test_a_number_whose_check_sign_does_not_fit_is_refused(boss, firm, field, wrong, right, kept):
    refused = boss.post(at(firm), data=fields(boss.get(at(firm)), act="save", **{field: wrong}))
    saved = boss.post(at(firm), data=fields(boss.get(at(firm)), act="save", **{field: right}))

    assert (refused.status_code, saved.status_code) == (422, 302)
    assert "fit" in refused.text
    assert getattr(company_of(firm), field) == kept


def test_what_an_import_left_stays_until_it_is_changed_and_is_noted(boss, firm):
    keep(firm, country="Straits Settlements", uen="123", uscc="456")

    page = boss.get(at(firm))
    saved = boss.post(at(firm), data=fields(page, act="save", city="Ipoh"))

    company = company_of(firm)
    assert page.text.count("As it was imported") == 2
    assert saved.status_code == 302
    assert (company.country, company.uen, company.uscc, company.city) == ("Straits Settlements", "123", "456", "Ipoh")


def test_languages_that_an_import_read_stay_when_something_else_is_saved(boss, firm):
    with transaction():
        firm.languages = ["en", "mn", "nan", "pt"]

    page = boss.get(at(firm))
    answer = boss.post(at(firm), data=fields(page, act="save", city="Macau"))

    assert "Portuguese" in page.text
    assert answer.status_code == 302
    assert (company_of(firm).city, firm.languages) == ("Macau", ["en", "mn", "nan", "pt"])


def test_a_language_that_is_not_usual_is_chosen_from_the_list(boss, firm):
    sent = fields(boss.get(at(firm)), act="save")

    boss.post(at(firm), data={**sent, "languages": ["en", "mn", ""]})
    chosen = firm.languages
    refused = boss.post(at(firm), data={**fields(boss.get(at(firm)), act="save"), "languages": ["en", "xx"]})

    assert chosen == ["en", "mn"]
    assert (refused.status_code, firm.languages) == (422, ["en", "mn"])
