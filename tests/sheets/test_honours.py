"""Degrees and honours go with the title, what engineers are called is a salutation, and a person's country goes."""

from __future__ import annotations

import pytest

from tests.sheets.planned import imported, made


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("Tan Wei, PhD", ("", "Tan Wei", "PhD")),
        ("Dr. Tan Wei Ph.D., MBA", ("Dr.", "Tan Wei", "Ph.D., MBA")),
        ("Tan Wei (MBA)", ("", "Tan Wei", "MBA")),
        ("CEO Tan Wei, PhD", ("", "Tan Wei", "CEO, PhD")),
        ("Chan Tai Man, GBS, JP", ("", "Chan Tai Man", "GBS, JP")),
        ("Ir. Dr. Tan Wei", ("Ir. Dr.", "Tan Wei", "")),
        ("Er. Lim Bo Seng (SG)", ("Er.", "Lim Bo Seng", "")),
        ("Maître Awa Diop", ("Maître", "Awa Diop", "")),
        ("Sato Ken (JP)", ("", "Sato Ken", "")),
        ("佐藤健（日本）", ("", "佐藤健", "")),
        ("🇯🇵 Sato Ken [Japan]", ("", "Sato Ken", "")),
        ("Lim Bo (MD)", ("", "Lim Bo", "MD")),
        ("JP Tan", ("", "JP Tan", "")),
        ("Ir Rahman", ("", "Ir Rahman", "")),
        ("Ma Jun", ("", "Ma Jun", "")),
    ],
)
def test_what_stands_around_a_name_goes_where_it_belongs(cell: str, told: tuple[str, str, str]) -> None:
    (found,) = imported(made(("Company", "Contact person"), ("Acorn", cell)))

    assert (found.get("salutation", ""), found["representative"], found.get("title", "")) == told
