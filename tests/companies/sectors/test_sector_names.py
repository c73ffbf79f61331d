"""What lists call a sector in a word is proposed, to be confirmed; in a description the same words say little."""

from __future__ import annotations

import pytest

from app.companies.sectors.proposals import MAX_LIST_LENGTH, sectors_to_confirm
from app.companies.sectors.tree import sector_tree
from app.core.localized import LANGUAGES

NAMES = (
    "Software|Aviation|IT|I.T.|ICT|Tech|Engineering|Consulting|AI|Pharma|Food & Beverage|F&B|Retail|Shipping|Maritime|"
    "Green energy|Energy|Manufacturing|Investment|Media|Hospitality|Space|Environment|Water|Mining|Entertainment|"
    "软件|航空|物流|贸易|科技|咨询|投资|环保|建筑|制造|工程|能源|文化|安防|"
    "Logiciels|Informatique|Conseil|Aviation civile|Énergie|IA|Luxe|Environnement|Commerce|Hôtellerie|BTP"
)


@pytest.mark.parametrize("name", NAMES.split("|"))
def test_a_common_name_of_a_sector_is_proposed(name: str) -> None:
    assert sectors_to_confirm(name)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Software", ("62", "5829")),
        ("Aviation", ("51", "5223", "3030")),
        ("软件", ("62", "5829")),
        ("IT / Fintech", ("62", "6619")),
        ("航空、物流", ("51", "52")),
        ("Others", ()),
        ("其他", ()),
    ],
)
def test_each_name_of_a_short_list_finds_its_own(text: str, codes: tuple[str, ...]) -> None:
    assert sectors_to_confirm(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        *(
            ("Transport and storage", ("H",)),
            ("Transportation & Storage", ("H",)),
            ("Transports et entreposage", ("H",)),
        ),
        *(
            ("Transportation & Storage", ("H",)),
            ("交通运输、仓储和邮政业", ("H",)),
            ("Transport and storage, construction", ("H", "F")),
        ),
        *(
            ("Construction", ("F",)),
            ("Manufacturing", ("C",)),
            ("制造业", ("C",)),
            ("Wholesale and retail trade", ("G",)),
        ),
        *(("Agriculture, forestry and fishing", ("A",)), ("Information and communication", ("J", "K"))),
        *(("Education", ("85",)), ("Real estate activities", ("68",))),
    ],
)
def test_the_name_of_a_section_means_the_section_and_of_one_with_a_single_division_that(
    text: str, codes: tuple[str, ...]
) -> None:
    assert sectors_to_confirm(text) == codes


@pytest.mark.parametrize("section", sector_tree().sections)
def test_every_label_of_a_section_names_it(section: str) -> None:
    label = sector_tree()[section].label
    found = {code for language in LANGUAGES for code in sectors_to_confirm(label.exactly(language))}

    assert {sector_tree().path(code)[0] for code in found} == {section}
    assert len(found) == 1


def test_a_description_that_has_such_a_word_among_others_is_read_as_before() -> None:
    long = "We are a firm of Singapore that meets partners for many things, and technology"

    assert len(long) > MAX_LIST_LENGTH
    assert "62" not in sectors_to_confirm(long)
