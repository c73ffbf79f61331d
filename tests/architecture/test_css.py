"""Style sheets refer to tokens: no raw colour, no size of text, nothing that can't be overridden."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "static/css").rglob("*.css"))
FREE = {"tokens.css"}
NAMES = "black|white|red|green|blue|gr[ae]y|orange|yellow|purple|pink|brown|silver|navy|teal|maroon|olive|lime|aqua"
RULES = {
    "raw colour": re.compile(
        rf"#[0-9a-f]{{3,8}}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color)\(|(?<=[\s:])(?:{NAMES})(?=[\s;])"
    ),
    "size of text": re.compile(r"font-size:\s*[\d.]*[1-9][\d.]*(?:px|pt|rem|em)"),
    "font": re.compile(r"font-family:(?!\s*(?:var\(|inherit))"),
    "!important": re.compile(r"!\s*important"),
    "address of another host": re.compile(r"url\(\s*[\"']?(?:https?:)?//"),
}
ID_SELECTOR = re.compile(r"#[A-Za-z][\w-]*[^;{}]*\{")


def faults(css: str) -> list[str]:
    """Names of the rules that this sheet breaks."""
    text = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    broken = [name for name, pattern in RULES.items() if pattern.search(text)]
    return broken + ["id selector"] * bool(ID_SELECTOR.search(text))


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.name not in FREE], ids=lambda sheet: sheet.name)
def test_a_sheet_refers_to_tokens_only(sheet: Path) -> None:
    assert faults(sheet.read_text(encoding="utf-8")) == []


def test_every_sheet_stands_in_the_bundle() -> None:
    bundle = (ROOT / "static/css/qiao.css").read_text(encoding="utf-8")
    imported = set(re.findall(r'@import "\./([\w/.]+)"', bundle))

    assert imported == {str(sheet.relative_to(ROOT / "static/css")) for sheet in SHEETS if sheet.name != "qiao.css"}


def test_every_token_that_is_referred_to_exists() -> None:
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)

    assert set(re.findall(r"var\((--q-[\w-]+)", text)) - set(re.findall(r"(--q-[\w-]+):", text)) == set()
