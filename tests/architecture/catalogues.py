"""What the sources say in words, what the catalogues know of it, and what is wrong with them."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from tests.architecture.house import ROOT

LANGUAGES = ("fr", "zh_Hans")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_pgettext": ((1, "c"), 2),
}
STRAIGHT = re.compile(r"\w'\w")
MAY_BREAK = re.compile(r" [:;?!»]|« ")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

Key = tuple[str, str | None]
"""The English text (the singular, where there is a plural) and its context."""


def texts(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (str(message.id),)


def translations(message: Message) -> tuple[str, ...]:
    given = message.string
    return tuple(given) if isinstance(given, tuple | list) else (str(given or ""),)


def key(message: Message) -> Key:
    return texts(message)[0], message.context


def catalogue(language: str) -> Catalog:
    with (ROOT / f"app/translations/{language}/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def said() -> frozenset[Key]:
    """All that the sources say, as ``make words`` would find it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        mappings = tomllib.load(file)["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {mapping["pattern"]: {"silent": "false"} for mapping in mappings}
    found = extract_from_dir(ROOT, methods, options, KEYWORDS)
    return frozenset((text[0] if isinstance(text, tuple) else text, context) for _, _, text, _, context in found)


SAYING = {"gettext": 0, "ngettext": 0, "_": 0, "pgettext": 1, "npgettext": 1}
SAYING |= {"_l": 0, "lazy_gettext": 0, "lazy_pgettext": 1}
"""Which argument of each is the text."""


def unheard() -> Iterator[str]:
    """Texts in code that ``make words`` does not find, as those within the braces of an f-string."""
    heard = {text for text, _context in said()}
    for path in sorted(ROOT.glob("app/**/*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAYING:
                told = call.args[SAYING[call.func.id] :][:1]
                yield from (
                    f"{path.name}: {one.value}"
                    for one in told
                    if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value not in heard
                )


def faults(language: str) -> Iterator[str]:
    """Each fault in one line: missing, left over, untranslated, unsure, other placeholders, may break,
    straight apostrophe."""
    known = catalogue(language)
    messages = [message for message in known if message.id]
    keys, spoken = {key(message) for message in messages}, said()
    yield from (f"missing: {text}" for text, _ in sorted(spoken - keys, key=str))
    yield from (f"left over: {text}" for text, _ in sorted(keys - spoken, key=str))
    for message in messages:
        yield from (f"{kind}: {texts(message)[0]}" for kind in faults_of(message, plurals=known.num_plurals))


def faults_of(message: Message, *, plurals: int) -> Iterator[str]:
    given = translations(message)
    if message.fuzzy:
        yield "unsure"
    if not all(text.strip() for text in given) or (isinstance(message.id, tuple) and len(given) != plurals):
        yield "untranslated"
        return
    # the apostrophe is ’ on every page, in English too
    if any(STRAIGHT.search(text) for text in (*texts(message), *given)):
        yield "straight apostrophe"
    wanted = set(PLACEHOLDER.findall(" ".join(texts(message))))
    for text in given:
        used = set(PLACEHOLDER.findall(text))
        # "one table" may spell out its number
        if not wanted - {"num"} <= used <= wanted:
            yield "other placeholders"
        # French puts a no-break space (U+00A0) there, or a line may begin with the sign
        if MAY_BREAK.search(text):
            yield "may break"
