"""The tables of phrases are read strictly, and a language needs nothing but rows."""

from __future__ import annotations

import pytest

from app.sheets.fields import SheetField
from app.sheets.phrases import PhraseError, read_header_phrases

HEAD = "field,language,phrase\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("companyname,en,company\n", "line 2: unknown SheetField 'companyname'"),
        ("company,xx,company\n", "line 2: unknown language 'xx'"),
        ("company,en,company\ncompany,en,Company\n", "line 3: 'Company' stands there twice in 'en'"),
        ("company,en,firm\ntitle,de,Firm\n", "line 3: 'Firm' names two fields"),
        ("company,en,\n", "line 2: a cell is empty or too many"),
        ("company,en,firm,x\n", "line 2: a cell is empty or too many"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_place(tmp_path, rows, message):
    path = tmp_path / "headers.csv"
    path.write_text(HEAD + rows, encoding="utf-8")

    with pytest.raises(PhraseError, match=f"^headers.csv.*{message}$"):
        read_header_phrases(path)


def test_a_table_with_other_columns_is_refused(tmp_path):
    path = tmp_path / "headers.csv"
    path.write_text("field,phrase\ncompany,firm\n", encoding="utf-8")

    with pytest.raises(PhraseError, match="field, language and phrase are needed"):
        read_header_phrases(path)


def test_the_same_phrase_may_stand_in_several_languages(tmp_path):
    path = tmp_path / "headers.csv"
    path.write_text(HEAD + "phone,de,Telefon\nphone,ms,telefon\n", encoding="utf-8")

    assert read_header_phrases(path) == {"Telefon": SheetField.PHONE, "telefon": SheetField.PHONE}
