"""What stands in the cell of a name beside the name: an e-mail, a title, the same name in another script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from app.companies.names.parsing import compact, has_chinese
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import tidy
from app.registrations.contacts import emails
from app.registrations.honours import honours_apart
from app.registrations.name_with_title import name_and_title
from app.registrations.role_words import is_of_title, is_role, may_be_a_name
from app.registrations.salutations import family_and_given, titles_apart, without_salutation

LONGEST_CELL: Final = 300
"""Of one name with its address."""
_HAN: Final = r"[\u3400-\u9fff·]{2,5}"
_LETTER: Final = r"[^\W\d_\u3400-\u9fff]"
_LATIN: Final = rf"{_LETTER}(?:{_LETTER}|[.'’])*(?:[ -](?:{_LETTER}|[.'’])+)+"
_BOTH: Final = re.compile(
    rf"^(?:(?P<h>{_HAN})\s*[(（/]?\s*(?P<l>{_LATIN})|(?P<l2>{_LATIN})\s*[(（/]?\s*(?P<h2>{_HAN}))[)）]?$"
)
_COMMA_BOTH: Final = re.compile(
    rf"^(?P<l>(?:{_LETTER}|[.'’])[^\u3400-\u9fff()（）;；/&\d]*[,，][^\u3400-\u9fff()（）;；/&\d]*?)\s*[(（/]?\s*(?P<h>{_HAN})[)）]?$"
)
"""With an English name or honours behind a comma: CHAN Tai Man, Peter 陈大文."""
_BEFORE_ADDRESS: Final = re.compile(r"^\W*([^<>@,;；]{2,60}?(?:,[^<>@,;；]{2,30})?)\W*<[^<>\s]+@")


def without_address(text: str) -> str:
    """Tan Mei <tan@a.example.org> → Tan Mei."""
    found = emails(SheetCell(text)).addresses
    for one in found:
        text = re.sub(re.escape(one), " ", text, flags=re.IGNORECASE)
    return tidy(text).strip(' <>()[]"“”;,:：；，、/') if found else text


def name_before_address(cells: Sequence[SheetCell]) -> str:
    """Whose address it is, where the cell of an address says so; "" for none."""
    for cell in cells:
        found = _BEFORE_ADDRESS.match(tidy(cell.text)[:LONGEST_CELL])
        if found and may_be_a_name(found[1]):
            return found[1].strip(' "“”')
    return ""


def tell_apart(person: dict[str, Any]) -> None:
    """Move a title behind the name and a name in two scripts to where they belong, if nothing stands there."""
    _part_turns(person)
    _part_scripts(person)
    _greet(person)
    letters = _take_honours(person)
    name, title = name_and_title(str(person.get("representative", "")))
    if title and is_role(title) and may_be_a_name(name) and not is_of_title(name):
        _rename(person, name)
        _entitle(person, title)
        _greet(person)
    if letters:
        _entitle(person, letters, ", ")
    _part_scripts(person)
    name = str(person.get("representative", ""))
    family, given = family_and_given(name)
    if family and not (person.get("family_name") or person.get("given_name")):
        person["family_name"], person["given_name"] = family, given
    latin, chinese = titles_apart(str(person.get("title", "")))
    if latin and person.get("title_zh") in (None, "", chinese, person["title"]):
        person["title"], person["title_zh"] = latin, chinese


def _entitle(person: dict[str, Any], title: str, between: str = "; ") -> None:
    """What stands behind the name goes with the title that a column has: CEO; Head of delegation."""
    title, said = title.strip(" ,，、;；"), str(person.get("title", ""))
    if compact(title) not in compact(said):
        person["title"] = f"{said}{between}{title}" if said else title


def _take_honours(person: dict[str, Any]) -> str:
    """The degrees and honours that stood behind the name, which stays without them."""
    name, letters = honours_apart(str(person.get("representative", "")))
    if letters:
        person["representative"] = name
    return letters


_TURNS: Final = re.compile(rf"^({_HAN})\s+({_LATIN})\s+([\u3400-\u9fff]+)\s+([^\u3400-\u9fff]+)$")


def _part_turns(person: dict[str, Any]) -> None:
    """Name and title, each in both scripts: 杨丽华 Yong Lai Wah 总裁 President."""
    found = _TURNS.match(str(person.get("representative", "")))
    if found and is_role(found[3]) and not is_role(found[1]):
        person["representative"], person["representative_zh"] = found[2], found[1]
        _entitle(person, f"{found[4]} {found[3]}")


def _part_scripts(person: dict[str, Any]) -> None:
    """A name in two scripts, each perhaps with its salutation: Ms Ho 何女士."""
    name = str(person.get("representative", ""))
    found = _BOTH.match(name) or _COMMA_BOTH.match(name)
    if found:
        said = found.groupdict()
        latin, chinese = said["l"] or said["l2"], said["h"] or said["h2"]
        if person.get("representative_zh") in (None, "", chinese, name) and not is_role(chinese) and not is_role(latin):
            person["representative"], person["representative_zh"] = latin, chinese


def _rename(person: dict[str, Any], name: str) -> None:
    person["representative"] = name
    if has_chinese(name) and compact(name) in compact(str(person.get("representative_zh", ""))):
        person["representative_zh"] = name


def _greet(person: dict[str, Any]) -> None:
    """Move a salutation from the names to its own place; with a family name alone it is said there too, and the name
    stays as one speaks of somebody: Ms Tan."""
    for field in ("representative", "representative_zh"):
        said, name = without_salutation(str(person.get(field, "")))
        if said and said in str(person.get("given_name", "")):
            continue  # where names stand in parts, El Hadji is one of them
        if said and (len(name.split()) > 1 or has_chinese(name)):
            person.setdefault("salutation", said)
            person[field] = name
        elif said and not (person.get("family_name") or person.get("given_name")):
            person.setdefault("salutation", said)
            person["family_name"] = name
