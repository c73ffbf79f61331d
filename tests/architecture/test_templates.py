"""Templates keep to the house: no style attribute, one h1 that the layout sets, no idle import."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LAYOUT = "layouts/base.html"
ALONE = ("mails/", "errors/broken.html", "errors/away.html", "errors/full.html", "lists/_own_data.html")
"""A letter has its own rules; a broken server cannot count on a layout; what is saved is read without one."""
IMPORT = re.compile(r"\{%-?\s*from\s+\"[^\"]+\"\s+import\s+(.+?)\s*-?%\}")
ATTRIBUTES = {
    "style attribute": re.compile(r"\sstyle\s*="),
    "style element": re.compile(r"<style[\s>]"),
    "script without a file": re.compile(r"<script(?![^>]*\ssrc=)"),
    "handler in an attribute": re.compile(r"\son[a-z]+\s*=|\shx-on"),
    "script in an address": re.compile(r"javascript:"),
}


def name_of(template: Path) -> str:
    """Its path below templates/."""
    return template.relative_to(ROOT / "templates").as_posix()


def code_of(text: str) -> str:
    """The template without its comments."""
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


def idle_imports(text: str) -> list[str]:
    """Macros that are imported and neither called nor handed to ``once``."""
    code = code_of(text)
    rest = IMPORT.sub("", code)
    imported = [line.removesuffix(" with context") for line in map(str.strip, IMPORT.findall(code))]
    names = [part.split(" as ")[-1].strip() for line in imported for part in line.split(",")]
    return [name for name in names if not re.search(rf"\b{name}\s*\(|\bonce\({name}\)", rest)]


def faults(name: str, text: str) -> list[str]:
    """Names of the rules that this template breaks."""
    code = code_of(text)
    markup = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", code, flags=re.DOTALL)
    found = [rule for rule, pattern in ATTRIBUTES.items() if pattern.search(markup)]
    if "<h1" in code and name != LAYOUT and not name.startswith(ALONE) and not re.search(r"block\s+head\b", code):
        found.append("h1 beside the layout's")
    if (
        re.search(r"extends", code)
        and not re.search(r"block\s+(?:heading|head)\b", code)
        and not name.startswith("layouts/")
    ):
        found.append("no heading")
    return found + [f"imports {macro} for nothing" for macro in idle_imports(text)]


def undocumented(text: str) -> bool:
    """Whether a component lacks the comment that tells its parameters."""
    return not text.lstrip().startswith(("{#", "{%- #"))


def test_templates_keep_to_the_house() -> None:
    faults_by_template = {name_of(path): faults(name_of(path), path.read_text(encoding="utf-8")) for path in TEMPLATES}

    assert {name: broken for name, broken in faults_by_template.items() if broken} == {}
    assert len(faults_by_template) > 100


def test_components_tell_their_parameters_and_hold_their_macros() -> None:
    components = {
        path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "templates/components").glob("*.html")
    }

    assert [name for name, text in components.items() if undocumented(text)] == []
    assert [name for name, text in components.items() if not re.search(rf"macro {name}\(", text)] == []


def test_each_component_is_used_and_each_that_is_used_exists() -> None:
    components = {path.stem for path in (ROOT / "templates/components").glob("*.html")}

    used = {name for path in TEMPLATES for name in re.findall(r"\bui\.(\w+)", path.read_text(encoding="utf-8"))}

    assert used == components


def test_the_title_begins_with_the_heading() -> None:
    layout = (ROOT / "templates" / LAYOUT).read_text(encoding="utf-8")

    assert "<title>{% block title %}{{ self.heading()" in layout
    assert layout.count("<h1") == 1


LAZY_WITH_VALUES = re.compile(r"\b(?:_l|lazy_gettext)\(\s*\"[^\"]*%\(\w+\)s[^\"]*\",\s*(?!\w+=[A-Z_]+\b)\w+=")


def test_no_sentence_that_waits_holds_a_value_for_templates_take_it_as_html():
    found = [path.name for path in ROOT.glob("app/**/*.py") if LAZY_WITH_VALUES.search(path.read_text("utf-8"))]

    assert found == []
    assert LAZY_WITH_VALUES.search('_l("Places for %(side)s", side=name)')
