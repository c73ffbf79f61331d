"""Names as chambers of Hong Kong, Japan, Malaysia and elsewhere write them into one cell."""

from __future__ import annotations

import pytest

from app.sheets.person_cells import separate_name_parts
from tests.sheets.planned import imported, made

FIELDS = ("representative", "representative_zh", "salutation", "family_name", "given_name")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Mr. CHAN Tai Man, Peter 陳大文先生",
            ("CHAN Tai Man, Peter", "陳大文", "Mr.", "CHAN", "Tai Man Peter"),
        ),
        (
            "Ms WONG Siu-ling, Mandy 黃小玲女士",
            ("WONG Siu-ling, Mandy", "黃小玲", "Ms", "WONG", "Siu-ling Mandy"),
        ),
        (
            "Dr. the Hon. LAU Ming Wai, GBS, JP 劉明偉博士",
            ("LAU Ming Wai", "劉明偉", "Dr. the Hon.", "LAU", "Ming Wai"),
        ),
        ("LAU Ming Wai, JP", ("LAU Ming Wai", None, None, "LAU", "Ming Wai")),
        ("Tan, Sarah (Ms)", ("Tan, Sarah", None, "Ms", "Tan", "Sarah")),
        ("van der Berg, Jan-Peter", ("van der Berg, Jan-Peter", None, None, "van der Berg", "Jan-Peter")),
        ("拿督 陈志成", ("陈志成", None, "拿督", None, None)),
        ("丹斯里林伟才", ("林伟才", None, "丹斯里", None, None)),
        ("Honor Blackman", ("Honor Blackman", None, None, None, None)),
    ],
)
def test_a_name_is_told_apart_from_what_stands_around_it(text: str, told: tuple[str | None, ...]) -> None:
    person = {"representative": text}

    separate_name_parts(person)

    assert tuple(person.get(field) for field in FIELDS) == told


@pytest.mark.parametrize(
    ("text", "title", "told"),
    [
        ("王大偉 董事長", "", ("王大偉", "董事長")),
        ("Tan Kok Wai (Head of delegation)", "CEO", ("Tan Kok Wai", "CEO; Head of delegation")),
        ("Tan Kok Wai (CEO)", "CEO", ("Tan Kok Wai", "CEO")),
        ("Tan Kok Wai (Ah Wai)", "CEO", ("Tan Kok Wai (Ah Wai)", "CEO")),
    ],
)
def test_a_title_behind_a_name_goes_where_titles_stand(text: str, title: str, told: tuple[str, str]) -> None:
    person = {"representative": text, **({"title": title} if title else {})}

    separate_name_parts(person)

    assert (person["representative"], person["title"]) == told


@pytest.mark.parametrize("name", ["田中 太郎", "佐藤 花子", "三船 敏郎"])
@pytest.mark.parametrize("numbers", [(None, None), ("090-1234-5678", "03-1234-5678")])
def test_a_japanese_name_with_a_mobile_and_a_landline_is_one_persons(
    name: str, numbers: tuple[str | None, str | None]
) -> None:
    header = ("Firm", "Country", "Person", "Mobile", "Tel")

    (read,) = imported(made(header, ("Delta KK", "Japan", name, *numbers)))

    assert read["representative"] == name
