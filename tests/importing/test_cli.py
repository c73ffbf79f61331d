"""``flask registrations import`` on the chamber's real sheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.core.db import db, in_transaction, transaction
from app.events.models import Event
from app.importing.plan import ImportPlan
from app.importing.planner import plan_rows
from app.importing.queries import imports
from app.registrations.models import Consent, Delegation, ImportBatch, Registration
from tests import factories
from tests.sheets.workbooks import DATA, FILE, SHEET, firms_of_truth, is_firm, truth, xlsx


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event("matching-day", phase="registration")


@pytest.fixture
def delegation(event: Event) -> Delegation:
    made = factories.delegation(event)
    with transaction():
        made.origin, made.name_zh = "Singapore", "新加坡代表团"
    return made


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["registrations", "import", *map(str, arguments)])


def rows_of(path: Path) -> dict[tuple[str, int], dict[str, Any]]:
    return {(row["sheet"], row["row"]): row for row in json.loads(path.read_text("utf-8"))["rows"]}


def registered() -> int:
    return len(db.session.scalars(select(Registration)).all())


def made(folder: Path, *rows: tuple[Any, ...]) -> Path:
    path = folder / "firms.xlsx"
    path.write_bytes(xlsx(*rows))
    return path


TWO = (("Company", "E-mail"), ("Alpha Pte Ltd", "a@a.example.org"), ("Beta Pte Ltd", "b@b.example.org"))


@pytest.mark.full
def test_a_dry_run_gives_the_verdicts_of_the_truth_and_writes_nothing(
    app: Flask, delegation: Delegation, tmp_path: Path
) -> None:
    out = tmp_path / "verdicts.json"

    result = run(app, "matching-day", DATA / FILE, "--dry-run", "--json", out)

    found = rows_of(out)
    said = {(t["sheet"], int(t["row"])): is_firm(t["kind"]) for t in truth()}
    assert result.exit_code == 0, result.output
    assert {at: found[at]["verdict"] != "left_out" for at in said} == said
    identity = firms_of_truth()
    keys = {number: found[SHEET, number]["key"] for number in identity}
    assert {(a, b) for a in keys for b in keys if keys[a] == keys[b]} == {
        (a, b) for a in identity for b in identity if identity[a] == identity[b]
    }
    assert (registered(), db.session.scalars(select(ImportBatch)).all()) == (0, [])


def test_rows_that_need_a_look_stop_the_import_by_name(app: Flask, delegation: Delegation, tmp_path: Path) -> None:
    out = tmp_path / "verdicts.json"

    result = run(app, "matching-day", DATA / FILE, "--json", out)

    assert result.exit_code == 1
    assert "6 rows need a look; nothing was imported" in result.output
    assert "Delegation list, row 42: Sanli Environmental Limited (code_became_number)" in result.output
    assert [at[1] for at, row in rows_of(out).items() if row["verdict"] == "look"] == [13, 20, 30, 37, 42, 46]
    assert (registered(), db.session.scalars(select(ImportBatch)).all()) == (0, [])


def test_a_clean_sheet_is_imported_and_again_changes_nothing(
    app: Flask, delegation: Delegation, tmp_path: Path
) -> None:
    sheet, out = made(tmp_path, *TWO), tmp_path / "verdicts.json"

    first = run(app, "matching-day", sheet, "--delegation", "新加坡代表团")
    again = run(app, "matching-day", sheet, "--json", out)

    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert "2 rows of 2 firms imported: 2 new firms, 0 rows the same" in first.output
    assert "0 rows left out" in first.output
    assert "0 new firms, 2 rows the same as a firm you have, or twice in the sheet" in again.output
    assert [row["verdict"] for row in rows_of(out).values()] == ["left_out", "same", "same"]
    assert registered() == 2


def test_a_sheet_is_planned_before_anybody_has_to_wait_for_the_write_lock(
    app: Flask, delegation: Delegation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[bool] = []

    def planned(*told: Any, **more: Any) -> ImportPlan:
        waiting.append(in_transaction())
        return plan_rows(*told, **more)

    monkeypatch.setattr(imports, "plan_rows", planned)

    assert run(app, "matching-day", made(tmp_path, *TWO)).exit_code == 0
    assert (registered(), waiting) == (2, [False])


def test_with_several_delegations_one_must_be_named(app: Flask, event: Event, tmp_path: Path) -> None:
    factories.delegation(event, name="One")
    factories.delegation(event, name="Two")
    sheet = made(tmp_path, *TWO)

    assert run(app, "matching-day", sheet).exit_code == 2
    assert "Delegations: “One”, “Two”" in run(app, "matching-day", sheet).output
    assert run(app, "matching-day", sheet, "--delegation", "Three").exit_code == 2
    assert run(app, "matching-day", sheet, "--delegation", "Two").exit_code == 0
    assert run(app, "matching-day", sheet, "--dry-run").exit_code == 0


def test_an_unknown_event_or_a_file_that_is_no_sheet_ends_with_one_clear_sentence(
    app: Flask, delegation: Delegation, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7")

    unknown, refused = run(app, "other", DATA / FILE), run(app, "matching-day", letter)

    assert unknown.exit_code == 2
    assert "There is no event “other”. Events here: matching-day." in unknown.output
    assert refused.exit_code == 1
    assert "[sheet_kind]" in refused.output


def test_a_sheet_without_firms_is_refused_with_the_sentence_of_the_page(
    app: Flask, delegation: Delegation, tmp_path: Path
) -> None:
    empty = made(tmp_path, ("Company", "E-mail"))

    for options in ((), ("--dry-run",)):
        refused = run(app, "matching-day", empty, *options)
        assert (refused.exit_code, registered()) == (1, 0)
        assert "No row of the sheet is a firm that can be imported." in refused.output


def test_a_dry_run_tells_what_the_import_would_be_refused_for(
    app: Flask, delegation: Delegation, tmp_path: Path
) -> None:
    with transaction():
        delegation.quota = 1

    told = [run(app, "matching-day", made(tmp_path, *TWO), *options) for options in ((), ("--dry-run",))]

    assert [(one.exit_code, "[import_quota]" in one.output) for one in told] == [(1, True), (1, True)]
    assert told[0].output == told[1].output


@pytest.mark.parametrize("out", ["missing/verdicts.json", "."])
def test_a_place_where_nothing_can_be_written_is_told_before_anything_is_imported(
    app: Flask, delegation: Delegation, tmp_path: Path, out: str
) -> None:
    refused = run(app, "matching-day", made(tmp_path, *TWO), "--json", tmp_path / out)

    assert (refused.exit_code, registered(), type(refused.exception)) == (2, 0, SystemExit)
    assert str(tmp_path / out) in refused.output


def test_a_folder_in_place_of_the_sheet_is_refused_in_one_sentence(
    app: Flask, delegation: Delegation, tmp_path: Path
) -> None:
    refused = run(app, "matching-day", tmp_path)

    assert (refused.exit_code, type(refused.exception)) == (2, SystemExit)


def test_a_sheet_that_cannot_be_read_is_refused_in_one_sentence(
    app: Flask, delegation: Delegation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    sheet = tmp_path / "firms.xlsx"
    sheet.touch()

    refused = run(app, "matching-day", sheet)

    assert (refused.exit_code, type(refused.exception)) == (2, SystemExit)
    assert "cannot be read (Permission denied). Nothing was imported." in refused.output


def test_a_dry_run_leaves_no_empty_file_and_says_that_looks_come_first(
    app: Flask, delegation: Delegation, tmp_path: Path
) -> None:
    sheet = made(tmp_path, *TWO, (None, "c@c.example.org"))

    told = run(app, "matching-day", sheet, "--dry-run")

    assert "can be imported once every row is settled" in told.output
    assert "would be imported" not in told.output


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
@pytest.mark.parametrize("rows", [TWO, (*TWO, (None, "c@c.example.org"))])
def test_verdicts_that_cannot_be_written_are_told_in_one_sentence_and_nothing_is_imported(
    app: Flask, delegation: Delegation, tmp_path: Path, rows: tuple[Any, ...], options: tuple[str, ...]
) -> None:
    refused = run(app, "matching-day", made(tmp_path, *rows), "--json", "/dev/full", *options)

    assert (refused.exit_code, type(refused.exception), registered()) == (1, SystemExit, 0)
    assert "“/dev/full” could not be written (No space left on device). Nothing was imported." in refused.output
    assert "imported:" not in refused.output
    assert db.session.scalars(select(ImportBatch)).all() == []


def test_one_sheet_is_read_where_it_is_named_and_a_wrong_name_is_told_the_right_ones(
    app: Flask, delegation: Delegation, tmp_path: Path
) -> None:
    out = tmp_path / "verdicts.json"

    right = run(app, "matching-day", DATA / FILE, "--sheet", "Withdrawn", "--dry-run", "--json", out)
    wrong = run(app, "matching-day", DATA / FILE, "--sheet", "Delegates", "--dry-run")

    assert (right.exit_code, wrong.exit_code) == (0, 2)
    assert {
        at: row["verdict"] for at, row in rows_of(out).items() if row["company"] and row["verdict"] != "left_out"
    } == {
        ("Withdrawn", 2): "new",
        ("Withdrawn", 3): "new",
    }
    assert "There is no sheet “Delegates” in the file. Sheets: “Delegation list”, “Withdrawn”, “lists”." in wrong.output


def test_several_files_are_imported_as_one(app: Flask, delegation: Delegation, tmp_path: Path) -> None:
    more = tmp_path / "more.csv"
    more.write_bytes("单位名称;邮箱\n重庆港股份有限公司;c@c.example.org\n".encode("gb18030"))

    result = run(app, "matching-day", made(tmp_path, *TWO), more)

    assert result.exit_code == 0, result.output
    assert "3 rows of 3 firms imported: 3 new firms" in result.output
    assert registered() == 3


def test_a_file_of_a_hundred_megabytes_is_refused_unread(app: Flask, delegation: Delegation, tmp_path: Path) -> None:
    large = tmp_path / "firms.xlsx"
    with large.open("wb") as file:
        file.truncate(100_000_000)

    refused = run(app, "matching-day", large)

    assert refused.exit_code == 1
    assert "larger than a sheet may be: 10 MB" in refused.output
    assert "[sheet_too_big]" in refused.output


def test_columns_that_are_left_out_are_named(app: Flask, delegation: Delegation, tmp_path: Path) -> None:
    file = made(tmp_path, ("Company", "Fax", "Shoe size", "Hotel"), ("Alpha Pte Ltd", "6500 0000", "42", None))

    result = run(app, "matching-day", file, "--dry-run")

    assert "that are left out: Fax, Shoe size.\n" in result.output


UNCLEAR = (("Company", "E-mail", "PDPA consent"), ("Alpha Pte Ltd", "a@a.example.org", "Yes"))


def consents() -> list[tuple[str, bool]]:
    return [(one.purpose, one.given) for one in db.session.scalars(select(Consent).order_by(Consent.id))]


def test_a_consent_whose_purpose_nobody_has_said_stops_the_import_and_tells_the_option(
    app: Flask, delegation: Delegation, tmp_path: Path
) -> None:
    refused = run(app, "matching-day", made(tmp_path, *UNCLEAR))
    tried = run(app, "matching-day", made(tmp_path, *UNCLEAR), "--dry-run")

    assert (refused.exit_code, tried.exit_code, registered()) == (1, 0, 0)
    for result in (refused, tried):
        assert (
            "“PDPA consent” (1 answer). Say it with --consent-means “COLUMN=PURPOSE” (attendee-list," in result.output
        )


@pytest.mark.parametrize(("purpose", "counted"), [("attendee-list", [("attendee_list", True)]), ("nothing", [])])
def test_a_consent_counts_as_the_command_line_says(
    app: Flask, delegation: Delegation, tmp_path: Path, purpose: str, counted: list[tuple[str, bool]]
) -> None:
    result = run(app, "matching-day", made(tmp_path, *UNCLEAR), "--consent-means", f"PDPA consent={purpose}")

    assert (result.exit_code, registered(), consents()) == (0, 1, counted), result.output


def test_a_purpose_that_there_is_not_is_told_those_that_there_are(
    app: Flask, delegation: Delegation, tmp_path: Path
) -> None:
    result = run(app, "matching-day", made(tmp_path, *UNCLEAR), "--consent-means", "PDPA consent=yes")

    assert (result.exit_code, registered()) == (2, 0)
    assert "purposes: attendee-list, contacts, cross-border, public-directory, nothing." in result.output
