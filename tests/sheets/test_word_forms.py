"""Forms of Word that one firm filled in: tables, boxes, lines."""

from __future__ import annotations

from app.core.spreadsheets import read_workbook
from tests.core.spreadsheet_files import docx, docx_line, docx_table
from tests.sheets.planned import imported


def test_a_word_form_with_a_table_and_boxes() -> None:
    form = docx(
        docx_line("Fiche d’inscription")
        + docx_table(
            ("Nom de l’entreprise :", "Verrerie du Nord"),
            ("Nom et prénom du représentant :", "Zoé Martin"),
            ("Courriel :", "zoe@verre.example.org"),
            ("Besoin d’un interprète ?", "☒ Oui   ☐ Non"),
            ("Langues parlées :", "☑ Français ☑ Anglais ☐ Chinois"),
            ("Téléphone :", "Click or tap here to enter text."),
        )
    )

    [sheet] = read_workbook(form, "fiche.docx")

    assert imported(sheet) == [
        {
            "company": "Verrerie du Nord",
            "representative": "Zoé Martin",
            "email": "zoe@verre.example.org",
            "needs_interpreter": True,
            "languages": "Français; Anglais",
        }
    ]


def test_a_word_form_of_lines_with_the_answer_below_each() -> None:
    lines = (
        "Registration",
        "Company name",
        "Alpha Pte Ltd",
        "Contact person",
        "Ms Tan",
        "Email",
        "tan@alpha.example.org",
    )

    [sheet] = read_workbook(docx("".join(map(docx_line, lines))), "form.docx")

    assert [(read["company"], read["representative"], read["email"]) for read in imported(sheet)] == [
        ("Alpha Pte Ltd", "Ms Tan", "tan@alpha.example.org")
    ]
