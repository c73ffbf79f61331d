"""Texts of a sheet are kept in the language in which they are written; short ones in that of their sheet."""

from __future__ import annotations

import pytest

from app.importing.planner import plan_import
from app.sheets.text_language import DECISIVE_LEAD, measure_leaning
from tests.sheets.planned import made

FRENCH = ("Entreprise", "Contact", "Courriel", "Ce que vous proposez", "Recherche")
ENGLISH = ("Company", "Contact", "E-mail", "Offers", "Seeks")


@pytest.mark.parametrize(
    "text",
    [
        "Distributeurs en Chine",
        "importateurs de liège en Chine",
        "Conseil en stratégie d’entreprise",
        "bouchons de liège",
        "Nous cherchons des partenaires",
        "e-commerce, cosmétiques",
        "Vins et spiritueux de Bourgogne",
    ],
)
def test_french_is_known_by_its_words(text: str) -> None:
    assert measure_leaning(text) >= DECISIVE_LEAD


@pytest.mark.parametrize(
    "text",
    [
        "Distributors in China",
        "We offer river port services",
        "Wine and cork",
        "Partners in the EU",
        "Cold chain warehousing for food",
        "Importers of Moët and Hermès products",
        "Entrepreneurs and chauffeurs for the trade",
    ],
)
def test_english_is_known_by_its_words(text: str) -> None:
    assert measure_leaning(text) <= -DECISIVE_LEAD


def kept(header: tuple[str, ...], *texts: tuple[str, str], country: str = "SG") -> list[dict[str, str]]:
    rows = [(f"Firm{at} {chr(65 + at) * 3} Pte Ltd", f"Ann Lee{at}", None, *pair) for at, pair in enumerate(texts)]
    effects = plan_import([made(header, *rows)], (), country=country).effects
    return [
        {column: value for column, value in one.after.company.items() if column.startswith(("offers_", "seeks_"))}
        for one in effects
    ]


def test_a_sheet_in_french_is_kept_as_french_and_its_short_texts_too() -> None:
    assert kept(
        FRENCH, ("Bouchons de liège", "Distributeurs en Chine"), ("entrepôts", "Machines"), ("冷链", "Port")
    ) == [
        {"offers_fr": "Bouchons de liège", "seeks_fr": "Distributeurs en Chine"},
        {"offers_fr": "entrepôts", "seeks_fr": "Machines"},
        {"offers_zh": "冷链", "seeks_fr": "Port"},
    ]


def test_a_text_that_is_surely_in_another_language_than_its_sheet_is_kept_in_its_own() -> None:
    english = ("We offer cold storage for food", "Buyers of wine in Europe")

    assert kept(FRENCH, english) == [{"offers_en": english[0], "seeks_en": english[1]}]
    assert kept(ENGLISH, ("Cold storage", "importateurs de liège en Chine"), ("Café chain", "Partners in the EU")) == [
        {"offers_en": "Cold storage", "seeks_fr": "importateurs de liège en Chine"},
        {"offers_en": "Café chain", "seeks_en": "Partners in the EU"},
    ]


def test_french_below_english_headers_is_told_by_the_column_as_a_whole() -> None:
    told = kept(ENGLISH, ("Vins de Bourgogne", "Acheteurs de vin"), ("Machines", "Distributeurs pour nos produits"))

    assert [sorted(one) for one in told] == [["offers_fr", "seeks_fr"], ["offers_fr", "seeks_fr"]]


@pytest.mark.parametrize(("country", "column"), [("FR", "offers_fr"), ("SG", "offers_en")])
def test_where_nothing_tells_the_origin_of_the_delegation_does(country: str, column: str) -> None:
    assert list(kept(("Organisation", "Contact", "Mail", "Services", "Fax"), ("Machines", ""), country=country)[0]) == [
        column
    ]
