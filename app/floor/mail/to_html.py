"""The text of a letter as HTML: the same words in the same order, nothing fetched from anywhere.

What the text marks, the page shows: ``  Label: value`` is a fact, ``> `` quotes somebody, ``- `` is an item of a list,
``* `` a heading; an address of this house alone on its line is a button, ``Label: address`` one that says what it does.
Addresses of others stay words: nothing that somebody typed becomes a button, and a link that alone which the organizer
gave a table, where one joins a meeting online.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final

from app.floor.mail.spoken import LABEL

FOOT: Final = "\n-- \n"
_LABELLED = re.compile(r"  (.{1,40}?)(?:\u00a0?: |：)(.*)")
_ANYWHERE = re.compile(r"https://\S+")
INK, MUTED, RULE, ACCENT = "#17212b", "#5b6771", "#dde3e8", "#005d72"
FONTS = "-apple-system,'Segoe UI',Roboto,'Noto Sans','PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif"
DARK: Final = (
    ":root{color-scheme:light dark}"
    "@media(prefers-color-scheme:dark){"
    ".q,.q-sheet{background:#14191e!important}.q-sheet,.q-sheet h1,.q-sheet h2,.q-sheet td{color:#e6ebef!important}"
    ".q-mark{color:#7fd0e3!important}"
    ".q-muted,.q-muted a{color:#a3afb8!important}.q-rule{border-color:#36414a!important}"
    ".q-sheet a.q-go{background:#7fd0e3!important;color:#06222a!important}.q-sheet a{color:#7fd0e3!important}}"
)
PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width"><meta name="color-scheme" content="light dark"><title>{subject}</title>'
    "<style>{dark}</style></head>"
    '<body class="q" style="margin:0;background:#f2f5f7"><div class="q-sheet" style="max-width:560px;margin:0 auto;'
    'padding:28px 24px;background:#fff;color:{ink};font:16px/1.55 {fonts};overflow-wrap:anywhere">'
    '<p class="q-muted" style="margin:0 0 20px;font-size:14px;color:{muted}">'
    '<b class="q-mark" style="color:{accent}" lang="zh-Hans">桥</b> Qiao</p>'
    '<h1 style="margin:0 0 16px;font-size:21px;line-height:1.3">{subject}</h1>{main}'
    '<div class="q-muted q-rule" style="margin-top:28px;padding-top:12px;border-top:1px solid {rule};font-size:13px;'
    'color:{muted}">{foot}</div></div></body></html>'
)


def to_html(subject: str, body: str, *, language: str, base_url: str, button: str, joins: str = "") -> str:
    """``language``: as HTML names it; ``base_url``: the address of this house; ``button``: what one says; ``joins``:
    what the fact is called that says by which address one joins online."""
    main, _, foot = body.partition(FOOT)
    house = re.compile(rf"{re.escape(base_url)}(?:/[^\s<>]*)?")
    goes = re.compile(rf"\s*({LABEL})({house.pattern})\s*")
    parts = (
        part for block in re.split(r"\n\s*\n", main.strip("\n")) for part in _parts(block, house, goes, button, joins)
    )
    return PAGE.format(
        language=escape(language),
        subject=escape(subject),
        dark=DARK,
        ink=INK,
        muted=MUTED,
        accent=ACCENT,
        rule=RULE,
        fonts=FONTS,
        main="".join(parts),
        foot=_lines(foot.strip().split("\n"), house),
    )


def _parts(block: str, house: re.Pattern[str], goes: re.Pattern[str], button: str, joins: str) -> Iterator[str]:
    for kind, group in groupby(block.split("\n"), key=lambda line: _kind(line, goes)):
        lines = list(group)
        if kind == "fact":
            yield _facts(lines, house, joins)
        elif kind == "go":
            yield from (
                _button(found[2], found[1].rstrip(" \u00a0:：") or button)
                for line in lines
                if (found := goes.fullmatch(line))
            )
        elif kind == "> ":
            said = _lines([line[2:] for line in lines], house)
            style = f"margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid {RULE}"
            yield f'<blockquote class="q-rule" style="{style}">{said}</blockquote>'
        elif kind == "- ":
            items = "".join(f"<li>{_linked(line[2:], house)}</li>" for line in lines)
            yield f'<ul style="margin:0 0 16px;padding-left:20px">{items}</ul>'
        elif kind == "* ":
            style = f"margin:24px 0 8px;padding-top:16px;border-top:1px solid {RULE};font-size:17px"
            yield from (f'<h2 class="q-rule" style="{style}">{escape(line[2:])}</h2>' for line in lines)
        elif any(line.strip() for line in lines):
            yield f'<p style="margin:0 0 16px">{_lines(lines, house)}</p>'


def _kind(line: str, goes: re.Pattern[str]) -> str:
    if _LABELLED.fullmatch(line):
        return "fact"
    if line[:2] in ("> ", "- ", "* "):
        return line[:2]
    return "go" if goes.fullmatch(line) else ""


def _facts(lines: list[str], house: re.Pattern[str], joins: str) -> str:
    rows = []
    for line in lines:
        found = _LABELLED.fullmatch(line)
        if found is not None:
            whose = _ANYWHERE if joins and found[1] == joins else house
            label, value = escape(found[1]), _linked(found[2], whose)
            rows.append(
                f'<tr><td class="q-muted" style="padding:2px 16px 2px 0;color:{MUTED};vertical-align:top">'
                f'{label}</td><td style="padding:2px 0"><b>{value}</b></td></tr>'
            )
    return f'<table role="presentation" style="margin:0 0 16px;border-spacing:0">{"".join(rows)}</table>'


def _button(url: str, word: str) -> str:
    address = escape(url)
    return (
        f'<p style="margin:20px 0 16px"><a class="q-go" href="{address}" style="display:inline-block;padding:11px 20px;'
        f'border-radius:6px;background:{ACCENT};color:#fff;font-weight:600;text-decoration:none">{escape(word)}</a><br>'
        f'<a class="q-muted" href="{address}" style="font-size:13px;color:{MUTED}">{address}</a></p>'
    )


def _lines(lines: list[str], house: re.Pattern[str]) -> str:
    return "<br>".join(_linked(line, house) for line in lines)


def _linked(line: str, house: re.Pattern[str]) -> str:
    """The line's words, the addresses of this house as links."""
    said, at = [], 0
    for found in house.finditer(line):
        address = escape(found[0])
        said += [escape(line[at : found.start()]), f'<a href="{address}" style="color:{ACCENT}">{address}</a>']
        at = found.end()
    return "".join([*said, escape(line[at:])])
