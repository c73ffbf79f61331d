"""Compiled templates are kept for the next process, and never used for another source or in another language."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from app.floor.web import compiled
from app.floor.web.compiled import kept_in


def said(folder: Path, source: str, locale: str = "fr") -> str:
    """As a new process would say it."""
    environment = Environment(loader=DictLoader({"page": source}), bytecode_cache=kept_in(folder, locale))
    return environment.get_template("page").render()


def forbid_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("compiled once more")

    monkeypatch.setattr(Environment, "compile", refuse)


def test_the_next_process_reads_what_the_first_one_compiled(tmp_path, monkeypatch):
    first = said(tmp_path, "{{ 6 * 7 }}")

    forbid_compiling(monkeypatch)

    assert (first, said(tmp_path, "{{ 6 * 7 }}")) == ("42", "42")


def test_another_source_is_compiled_anew(tmp_path):
    assert (said(tmp_path, "old"), said(tmp_path, "new")) == ("old", "new")


def test_another_language_is_compiled_for_itself(tmp_path, monkeypatch):
    said(tmp_path, "{{ 6 * 7 }}", "fr")

    forbid_compiling(monkeypatch)

    with pytest.raises(AssertionError, match="compiled once more"):
        said(tmp_path, "{{ 6 * 7 }}", "en")


def test_a_new_version_compiles_anew(tmp_path, monkeypatch):
    said(tmp_path, "{{ 6 * 7 }}")

    monkeypatch.setattr(compiled, "_made_with", lambda: "another version")
    forbid_compiling(monkeypatch)

    with pytest.raises(AssertionError, match="compiled once more"):
        said(tmp_path, "{{ 6 * 7 }}")


def test_nobody_else_may_write_what_is_run(tmp_path):
    said(tmp_path, "{{ 6 * 7 }}")

    assert (tmp_path / "compiled").stat().st_mode & 0o777 == 0o700


def test_a_page_is_shown_where_nothing_can_be_kept(tmp_path):
    assert said(tmp_path / "absent" / "folder", "{{ 6 * 7 }}") == "42"


def test_a_damaged_file_is_made_anew(tmp_path):
    said(tmp_path, "{{ 6 * 7 }}")
    for kept in (tmp_path / "compiled").iterdir():
        kept.write_bytes(kept.read_bytes()[:-9])

    assert said(tmp_path, "{{ 6 * 7 }}") == "42"
