"""Who heads a firm is no second person that comes, unless somebody says so."""

from __future__ import annotations

import pytest

from app.importing.fixes import ImportChoices
from app.importing.planner import plan_import
from app.sheets.executive_columns import is_about_executive, is_executive_header
from app.sheets.fields import ColumnCertainty
from tests.sheets.planned import made

FIRM = "Alpha Pte Ltd"
LEADER, COMES = ("Mr Tan Wei Ming", "md@alpha.example.org"), ("Ms Lim Su Hui", "lim@alpha.example.org")


def people(header: tuple[str, ...], *cells: str, choices: ImportChoices | None = None) -> list[tuple[str, ...]]:
    (effect,) = plan_import([made(header, (FIRM, *cells))], [], choices).effects
    return [tuple(one.values.get(name, "") for name in ("display_name", "email")) for one in effect.after.people]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (("公司名稱", "負責人", "聯絡人", "電郵"), (LEADER[0], *COMES)),
        (("公司名称", "联系人", "邮箱", "企业负责人"), (*COMES, LEADER[0])),
        (("公司名称", "负责人", "职务", "邮箱", "参会代表", "邮箱"), (LEADER[0], "总经理", LEADER[1], *COMES)),
        (("Company", "CEO", "CEO Email", "Contact person", "Email"), (*LEADER, *COMES)),
        (("Company", "Contact person", "Email", "Name of CEO"), (*COMES, LEADER[0])),
        (("Company", "Contact person", "Owner", "Email"), (COMES[0], LEADER[0], COMES[1])),
        (("Company", "Managing Director's name", "Contact person", "Email"), (LEADER[0], *COMES)),
        (("Entreprise", "Nom du dirigeant", "Participant", "Courriel"), (LEADER[0], *COMES)),
    ],
)
def test_who_heads_the_firm_is_left_out_beside_who_comes(header: tuple[str, ...], cells: tuple[str, ...]) -> None:
    assert people(header, *cells) == [("Lim Su Hui", "lim@alpha.example.org")]


def test_it_is_a_choice_of_the_preview_and_who_is_chosen_comes_too() -> None:
    header = ("Company", "CEO", "CEO Email", "Contact person", "Email")
    (found,) = plan_import([made(header, (FIRM, *LEADER, *COMES))], []).sheets

    assert [one.certainty for one in found.tables[0].columns[1:3]] == [ColumnCertainty.LOOK, ColumnCertainty.LOOK]
    assert people(header, *LEADER, *COMES, choices=ImportChoices({"ceo": "representative"})) == [
        ("Tan Wei Ming", "md@alpha.example.org"), ("Lim Su Hui", "lim@alpha.example.org")
    ]  # fmt: skip


def test_where_a_row_names_nobody_else_or_the_other_is_the_second_it_is_who_comes() -> None:
    header = ("公司名稱", "負責人", "聯絡人", "電郵")
    rows = (("甲有限公司", *("林志明", "陳大文", COMES[1])), ("乙有限公司", "林志明", None, LEADER[1]))
    told = [effect.after.people[0].values["display_name"] for effect in plan_import([made(header, *rows)], []).effects]

    assert told == ["陳大文", "林志明"]
    assert people(("Company", "Director", "Email", "Second delegate", "Email"), *LEADER, *COMES) == [
        ("Tan Wei Ming", "md@alpha.example.org"), ("Lim Su Hui", "lim@alpha.example.org")
    ]  # fmt: skip


def test_names_below_director_if_attending_are_people_and_no_answers() -> None:
    header = ("Company", "CEO (if attending)", "Contact person", "Email")

    assert people(header, LEADER[0], *COMES) == [("Tan Wei Ming", ""), ("Lim Su Hui", "lim@alpha.example.org")]


@pytest.mark.parametrize("header", ["CEO", "Name of CEO", "负责人", "Nom du dirigeant"])
def test_who_is_named_alone_is_the_contact(header: str) -> None:
    assert people(("Company", header, "Email"), "Tan Wei Ming", "md@alpha.example.org") == [
        ("Tan Wei Ming", "md@alpha.example.org")
    ]


@pytest.mark.parametrize(
    "header", ["Person in charge", "业务负责人", "Account manager", "Head of delegation", "团长", "Director of sales"]
)
def test_others_who_lead_something_are_who_comes(header: str) -> None:
    assert not is_executive_header(header)
    assert not is_about_executive(header)
