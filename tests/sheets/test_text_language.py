"""Texts of a sheet are kept in the language in which they are written; short ones in that of their sheet."""

from __future__ import annotations

import pytest

from app.importing.planner import plan_import
from app.sheets.text_language import DECISIVE_LEAD, measure_leaning
from tests.sheets.planned import made


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


@pytest.mark.parametrize(("country", "column"), [("FR", "offers_fr"), ("SG", "offers_en")])
def test_where_nothing_tells_the_origin_of_the_delegation_does(country: str, column: str) -> None:
    assert list(kept(("Organisation", "Contact", "Mail", "Services", "Fax"), ("Machines", ""), country=country)[0]) == [
        column
    ]
