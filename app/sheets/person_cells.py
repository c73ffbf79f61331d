"""Cells that hold several things of a person, taken apart: a name with an email, a phone number, a title, degrees or
the same name in another script; a company with a title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from itertools import chain
from typing import Any, Final

from app.companies.locale_names import find_country
from app.companies.names.parsing import compact, has_chinese
from app.companies.names.words import word_set
from app.companies.typed_text import split_lines, tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.cells import get_cell_text
from app.sheets.contacts import EMAIL_PATTERN, parse_emails
from app.sheets.fields import FULL_NAME_FIELDS, SheetColumn, SheetField
from app.sheets.headers import is_company_and_title, list_joint_fields
from app.sheets.job_titles import (
    ACADEMIC_DEGREES,
    is_job_title,
    is_part_of_job_title,
    may_be_person_name,
    split_company_and_glued_title,
    split_into_pieces,
    split_name_and_title,
    split_trailing_title,
)
from app.sheets.listed_people import parse_listed_people
from app.sheets.salutations import split_family_and_given_name, split_salutation, split_title_by_script

_PIECE_SEPARATORS: Final = re.compile(r"\s*[,，;；|:：、\n]\s*|\s*[/／]\s*|\s+[-–—]\s+|\s*[–—]\s*|\s{2,}")
_TITLE_AT_COMPANY: Final = re.compile(
    r"^(?P<post>.{2,60}?)\s+(?:of|at|with|de|du|chez)\s+(?P<firm>\S.+)$", re.IGNORECASE
)
_MAX_CHINESE_TITLE_LENGTH: Final = 20
"""Of one in Chinese without a sign before it."""
_COMPANY_ENDING: Final = re.compile("公司")
_ORGANISATION_ENDING: Final = re.compile(
    "集团|商会|总会|协会|联合会|委员会|促进会|研究院|大学|学院|医院|银行|分行|中心|管委会|事务所|办事处|合作社|基金会"
)


def split_company_and_title(text: str) -> tuple[str, str]:
    """The text and "" where no post can be told from the firm; "" and the text where it names a post alone."""
    whole = "\n".join(split_lines(text))
    parts = [piece for piece in _PIECE_SEPARATORS.split(whole) if piece]
    if has_chinese(whole) and len(parts) == 1:
        parts = whole.split()
    if len(parts) == 1:
        return _split_joined_title(parts[0])
    return _split_pieces(whole, parts)


def _split_pieces(whole: str, texts: Sequence[str]) -> tuple[str, str]:
    """Roles at one of the ends; between them stands what else belongs to the firm's name."""
    behind = next((at for at in range(1, len(texts)) if all(map(is_job_title, texts[at:]))), 0)
    before = next((at for at in range(len(texts) - 1, 0, -1) if all(map(is_job_title, texts[:at]))), 0)
    if behind and not is_job_title(texts[0]):
        return _text_of_pieces(whole, texts[:behind]), ", ".join(texts[behind:])
    if before:
        return _text_of_pieces(whole, texts[before:]), ", ".join(texts[:before])
    company, post = _split_joined_title(whole)
    return (company, post) if post else (whole, "")


def _text_of_pieces(whole: str, texts: Sequence[str]) -> str:
    """As it stands, from the first piece to the last."""
    start = whole.index(texts[0])
    return whole[start : whole.rindex(texts[-1]) + len(texts[-1])]


def _split_joined_title(text: str) -> tuple[str, str]:
    if not has_chinese(text):
        company, post = split_trailing_title(text)
        if post:
            return company, post
        at = _TITLE_AT_COMPANY.match(text)
        return (at["firm"], at["post"]) if at and is_job_title(at["post"]) else _title_alone(text)
    for ends in (_COMPANY_ENDING, _ORGANISATION_ENDING):
        for match in reversed(list(ends.finditer(text))):
            post = text[match.end() :].strip()
            if len(post) <= _MAX_CHINESE_TITLE_LENGTH and is_job_title(post):
                return text[: match.end()].strip(), post
    company, post = split_company_and_glued_title(text)
    return (company, post) if post else _title_alone(text)


def _title_alone(text: str) -> tuple[str, str]:
    return (
        ("", text)
        if is_job_title(text) and len(text.split()) <= 4 and len(text) <= _MAX_CHINESE_TITLE_LENGTH
        else (text, "")
    )


_SPELT_DEGREES: Final = (r"ph\.\s?d\.?", r"m\.b\.a\.?", r"m\.?sc\.?", "esq")
_DEGREE_PATTERN: Final = "|".join(sorted((*ACADEMIC_DEGREES, *_SPELT_DEGREES), key=len, reverse=True))
_HONOUR_PATTERN: Final = (
    rf"G?BM|GBS|SBS|BBS|JP|MH|GBE|KBE|CBE|OBE|MBE|PJG|PBM|BBM|PPA|AMN|PE|P\.?Eng|(?i:{_DEGREE_PATTERN})"
)
_TRAILING_HONOURS: Final = re.compile(
    rf"(?:(?<!\s)\s*[,，]\s*(?:{_HONOUR_PATTERN})\.?)+$|(?<=[^\W\d_])(?:\s+(?i:{_DEGREE_PATTERN})\b\.?)+$"
    rf"|(?<!\s)\s*[(（](?i:{_DEGREE_PATTERN})[)）]$"
)
_BRACKETED_TAG: Final = re.compile(r"(?<!\s)\s*[(（\[【]([^()（）\[\]【】]{2,40})[)）\]】]")
"""Both begin at the first of several spaces alone, or a cell of many thousand would be looked through from each."""
_FLAG_SIGNS: Final = re.compile("[\U0001f1e6-\U0001f1ff]+\\s*")
_COUNTRY_TAGS: Final = {
    word.upper()
    for word in word_set(
        """
        jp cn hk sg my id th vn kr tw mo ph in au nz us uk gb fr de ch nl be es pt ca ae sa sn ci kh la bn lk np pk ru
        kz uz ke ng za tz prc roc usa uae jpn chn sgp hkg mys idn tha vnm kor twn phl ind aus nzl gbr fra deu
        """
    )
}
"""As such tags have them; MD, IT, HR and the like rather say what somebody is."""


def split_honours(name: str) -> tuple[str, str]:
    """(name, letters) of Chan Tai Man, GBS, JP or Tan Wei PhD; the name and "" where none stand behind it."""
    match = _TRAILING_HONOURS.search(name)
    if match is None or len(compact(name[: match.start()])) < 2:
        return name, ""
    return name[: match.start()].rstrip(" ,，"), match[0].strip(" ,，()（）")


def strip_country(names: str) -> str:
    """Sato Ken (JP) → Sato Ken; of several names, each."""
    bare = _FLAG_SIGNS.sub(
        "", _BRACKETED_TAG.sub(lambda match: "" if _is_country_tag(match[1].strip()) else match[0], names)
    )
    return bare if compact(bare) else names


def _is_country_tag(text: str) -> bool:
    """A code as such tags have it, or a country's name."""
    if text in _COUNTRY_TAGS:
        return True
    named = len(text) > 3 or not text.isascii()
    return named and find_country(text) != "" and not is_job_title(text)


MAX_NAME_CELL_LENGTH: Final = 300
"""Of one name with its address."""
_CHINESE_NAME_PATTERN: Final = r"[\u3400-\u9fff·]{2,5}"
_LATIN_CHARACTER_PATTERN: Final = r"[^\W\d_\u3400-\u9fff]"
_LATIN_NAME_PATTERN: Final = (
    rf"{_LATIN_CHARACTER_PATTERN}(?:{_LATIN_CHARACTER_PATTERN}|[.'’])*(?:[ -](?:{_LATIN_CHARACTER_PATTERN}|[.'’])+)+"
)
_NAME_IN_TWO_SCRIPTS: Final = re.compile(
    rf"^(?:(?P<h>{_CHINESE_NAME_PATTERN})\s*[(（/]?\s*(?P<l>{_LATIN_NAME_PATTERN})|(?P<l2>{_LATIN_NAME_PATTERN})\s*[(（/]?\s*(?P<h2>{_CHINESE_NAME_PATTERN}))[)）]?$"
)
_NAME_WITH_COMMA_IN_TWO_SCRIPTS: Final = re.compile(
    rf"^(?P<l>(?:{_LATIN_CHARACTER_PATTERN}|[.'’])[^\u3400-\u9fff()（）;；/&\d]*[,，][^\u3400-\u9fff()（）;；/&\d]*?)\s*[(（/]?\s*(?P<h>{_CHINESE_NAME_PATTERN})[)）]?$"
)
"""With an English name or honours behind a comma: CHAN Tai Man, Peter 陈大文."""
_NAME_BEFORE_EMAIL: Final = re.compile(r"^\W*([^<>@,;；]{2,60}?(?:,[^<>@,;；]{2,30})?)\W*<[^<>\s]+@")


def remove_email_behind_name(text: str) -> str:
    """Tan Mei <tan@a.example.org> → Tan Mei."""
    addresses = parse_emails(SheetCell(text)).addresses
    for address in addresses:
        text = re.sub(re.escape(address), " ", text, flags=re.IGNORECASE)
    return tidy_text(text).strip(' <>()[]"“”;,:：；，、/') if addresses else text


def find_name_before_email(cells: Sequence[SheetCell]) -> str:
    """Whose address it is, where the cell of an address says so; "" for none."""
    for cell in cells:
        match = _NAME_BEFORE_EMAIL.match(tidy_text(cell.text)[:MAX_NAME_CELL_LENGTH])
        if match and may_be_person_name(match[1]):
            return match[1].strip(' "“”')
    return ""


def separate_name_parts(person: dict[str, Any]) -> None:
    """Move a title behind the name and a name in two scripts to where they belong, if nothing stands there."""
    _separate_names_and_titles_by_script(person)
    _separate_names_by_script(person)
    _move_salutation(person)
    honours = _move_honours(person)
    name, title = split_name_and_title(str(person.get("representative", "")))
    if title and is_job_title(title) and may_be_person_name(name) and not is_part_of_job_title(name):
        _set_name(person, name)
        _append_title(person, title)
        _move_salutation(person)
    if honours:
        _append_title(person, honours, ", ")
    _separate_names_by_script(person)
    name = str(person.get("representative", ""))
    family, given = split_family_and_given_name(name)
    if family and not (person.get("family_name") or person.get("given_name")):
        person["family_name"], person["given_name"] = family, given
    latin, chinese = split_title_by_script(str(person.get("title", "")))
    if latin and person.get("title_zh") in (None, "", chinese, person["title"]):
        person["title"], person["title_zh"] = latin, chinese


def _append_title(person: dict[str, Any], title: str, between: str = "; ") -> None:
    """What stands behind the name goes with the title that a column has: CEO; Head of delegation."""
    title, existing = title.strip(" ,，、;；"), str(person.get("title", ""))
    if compact(title) not in compact(existing):
        person["title"] = f"{existing}{between}{title}" if existing else title


def _move_honours(person: dict[str, Any]) -> str:
    """The degrees and honours that stood behind the name, which stays without them."""
    name, honours = split_honours(str(person.get("representative", "")))
    if honours:
        person["representative"] = name
    return honours


_NAME_AND_TITLE_IN_TWO_SCRIPTS: Final = re.compile(
    rf"^({_CHINESE_NAME_PATTERN})\s+({_LATIN_NAME_PATTERN})\s+([\u3400-\u9fff]+)\s+([^\u3400-\u9fff]+)$"
)


def _separate_names_and_titles_by_script(person: dict[str, Any]) -> None:
    """Name and title, each in both scripts: 杨丽华 Yong Lai Wah 总裁 President."""
    match = _NAME_AND_TITLE_IN_TWO_SCRIPTS.match(str(person.get("representative", "")))
    if match and is_job_title(match[3]) and not is_job_title(match[1]):
        person["representative"], person["representative_zh"] = match[2], match[1]
        _append_title(person, f"{match[4]} {match[3]}")


def _separate_names_by_script(person: dict[str, Any]) -> None:
    """A name in two scripts, each perhaps with its salutation: Ms Ho 何女士."""
    name = str(person.get("representative", ""))
    match = _NAME_IN_TWO_SCRIPTS.match(name) or _NAME_WITH_COMMA_IN_TWO_SCRIPTS.match(name)
    if match:
        groups = match.groupdict()
        latin, chinese = groups["l"] or groups["l2"], groups["h"] or groups["h2"]
        if (
            person.get("representative_zh") in (None, "", chinese, name)
            and not is_job_title(chinese)
            and not is_job_title(latin)
        ):
            person["representative"], person["representative_zh"] = latin, chinese


def _set_name(person: dict[str, Any], name: str) -> None:
    person["representative"] = name
    if has_chinese(name) and compact(name) in compact(str(person.get("representative_zh", ""))):
        person["representative_zh"] = name


def _move_salutation(person: dict[str, Any]) -> None:
    """Move a salutation from the names to its own place; with a family name alone it is said there too, and the name
    stays as one speaks of somebody: Ms Tan."""
    for field in ("representative", "representative_zh"):
        salutation, name = split_salutation(str(person.get(field, "")))
        if salutation and salutation in str(person.get("given_name", "")):
            continue  # where names stand in parts, El Hadji is one of them
        if salutation and (len(name.split()) > 1 or has_chinese(name)):
            person.setdefault("salutation", salutation)
            person[field] = name
        elif salutation and not (person.get("family_name") or person.get("given_name")):
            person.setdefault("salutation", salutation)
            person["family_name"] = name


F = SheetField
PersonCells = dict[tuple[SheetField, int], list[SheetCell]]

_EMAIL_WITH_LABEL: Final = re.compile(
    rf"(?:\b(?:e-?mail|courriel|mail|e)\s*[:：]\s*|(?:电子邮[箱件]|邮箱|电邮)\s*[:：]\s*)?({EMAIL_PATTERN.pattern})",
    re.IGNORECASE,
)
_PHONE_WITH_LABEL: Final = re.compile(
    r"(?:\b(?:tel|mobile|mob|hp|phone|cell|whatsapp|portable|tél)\b\.?\s*[:：]?\s*|\b[mtphodc]\s*[:：]\s*"
    r"|(?:联系电话|电话|手机号?|座机|固话)\s*[:：]?\s*)?"
    r"(?<![A-Za-z0-9])((?:\(\+?\d{1,4}\)|\+)?\s?\d[\d ().–-]{5,22}\d)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_WECHAT_WITH_LABEL: Final = re.compile(
    r"(?:微信|\bwe ?chat\b|\bweixin\b|\b[wv]x\b)\s*"
    r"(?:(?:(?:号|id\b)\s*[:：]?|[:：])\s*([a-z][\w-]{5,19})|([a-z](?=[a-z_-]{0,19}\d)[\w-]{5,19}))(?![\w@.-])",
    re.IGNORECASE | re.ASCII,
)
_EMPTY_BRACKETS: Final = re.compile(r"[<(（\[【]\s*[>)）\]】]")
_IN_BRACKETS: Final = re.compile(r"[(（]([^()（）]+)[)）]")
_EDGE_CHARACTERS: Final = ' \t"“”,，;；、/|:：-–'
_CONTACT_FIELDS: Final = (F.WECHAT, F.EMAIL, F.PHONE, F.PHONE_WECHAT, F.LANDLINE)
_NAME_FIELDS: Final = (*FULL_NAME_FIELDS, F.FAMILY_NAME, F.GIVEN_NAME)


def split_contacts(text: str) -> tuple[str, dict[SheetField, str]]:
    """(what is left, field → what was found): a name without the addresses, numbers and IDs beside it."""
    texts_by_field: dict[SheetField, list[str]] = {}

    def take(field: SheetField, pattern: re.Pattern[str], text: str) -> str:
        def taken(match: re.Match[str]) -> str:
            contact = next(filter(None, match.groups()), match[0]).strip()
            if field is F.PHONE and sum(map(str.isdigit, contact)) < 7:
                return match[0]
            texts_by_field.setdefault(field, []).append(contact)
            return " "

        return pattern.sub(taken, text)

    left = unicodedata.normalize("NFKC", "\n".join(split_lines(text)))
    for field, pattern in ((F.EMAIL, _EMAIL_WITH_LABEL), (F.WECHAT, _WECHAT_WITH_LABEL), (F.PHONE, _PHONE_WITH_LABEL)):
        left = take(field, pattern, left)
    if not texts_by_field:
        return text, {}
    left = "\n".join(line.strip(_EDGE_CHARACTERS) for line in split_lines(_EMPTY_BRACKETS.sub(" ", left)))
    return left.strip(), {field: " / ".join(texts) for field, texts in texts_by_field.items()}


def find_contact_field(texts: Sequence[str]) -> SheetField | None:
    """Whether all say how to reach somebody and none whom: as e-mails, or as phones with whatever else; else None."""
    parted = [split_contacts(text) for text in texts]
    if not parted or not all(texts_by_field and not any(map(str.isalpha, left)) for left, texts_by_field in parted):
        return None
    return F.EMAIL if all(F.EMAIL in texts_by_field for _, texts_by_field in parted) else F.PHONE


def split_person_cells(cells: PersonCells, titled: Set[int]) -> PersonCells:
    """The cells of a row by field and contact, each with one thing of a person. ``titled``: the contacts whose names
    stand with titles in one column. Who is reached but not named is the first."""
    person_cells = {at: list(own) for at, own in cells.items()}
    for contact in sorted({contact for _, contact in cells}):
        reached = _split_name_cells(person_cells, contact)
        for wanted in _CONTACT_FIELDS:
            _split_wechat_ids(person_cells, wanted, contact)
        if contact in titled and not any(map(get_cell_text, person_cells.get((F.TITLE, contact), []))):
            _split_title_cells(person_cells, contact)
        if contact > 1 and (
            (reached and _has_no_other_name(person_cells, contact)) or _belongs_to_first_contact(person_cells, contact)
        ):
            _merge_into_first_contact(person_cells, contact)
    return person_cells


def _belongs_to_first_contact(person_cells: PersonCells, contact: int) -> bool:
    """Addresses and numbers of nobody, where the first has none."""
    reach = (person_cells.get((wanted, 1), []) for wanted in _CONTACT_FIELDS)
    return (
        not _compact_name(person_cells, contact)
        and bool(_compact_name(person_cells, 1))
        and not any(map(get_cell_text, chain.from_iterable(reach)))
    )


def _has_no_other_name(person_cells: PersonCells, contact: int) -> bool:
    """None but the first, or in brackets those who are named there: 13500000000（李明） 13500000001（王芳）."""
    own, first = _compact_name(person_cells, contact), _compact_name(person_cells, 1)
    text = " ".join(get_cell_text(cell) for cell in person_cells.get((F.REPRESENTATIVE, contact), ()))
    inside = _IN_BRACKETS.findall(text) if not _IN_BRACKETS.sub("", text).strip(_EDGE_CHARACTERS) else []
    return own in ("", first) or (bool(inside) and all(compact(name) in first for name in inside))


def split_company_and_title_cells(cells: PersonCells, columns: Sequence[SheetColumn]) -> None:
    """Take what somebody is out of the cells that hold a firm with it, as their header says: 单位及职务."""
    if not any(c.field is F.COMPANY and is_company_and_title(list_joint_fields(c.header)) for c in columns):
        return
    pairs = [split_company_and_title(cell.text) for cell in cells.get((F.COMPANY, 1), [])]
    cells[F.COMPANY, 1] = [SheetCell(company) for company, _ in pairs]
    cells.setdefault((F.TITLE, 1), []).extend(SheetCell(post) for _, post in pairs if post)


def _merge_into_first_contact(person_cells: PersonCells, contact: int) -> None:
    person_cells.pop((F.REPRESENTATIVE, contact), None)
    for wanted in [wanted for wanted, number in person_cells if number == contact]:
        own = person_cells.setdefault((wanted, 1), [])
        known_texts = {compact(cell.text) for cell in own}
        own += [cell for cell in person_cells.pop((wanted, contact)) if compact(cell.text) not in known_texts]


def _compact_name(cells: PersonCells, contact: int) -> str:
    return compact(
        " ".join(get_cell_text(cell) for wanted in _NAME_FIELDS for cell in cells.get((wanted, contact), ()))
    )


def _split_name_cells(person_cells: PersonCells, contact: int) -> bool:
    """Take out of the cells of the name what is none; whether there was any."""
    reached = False
    own = person_cells.get((F.REPRESENTATIVE, contact), [])
    for at, cell in enumerate(own):
        left, texts_by_field = split_contacts(cell.text)
        if texts_by_field:
            own[at] = SheetCell(left)
            for field, text in texts_by_field.items():
                as_it_is = not left and len(texts_by_field) == 1
                person_cells.setdefault((field, contact), []).append(cell if as_it_is else SheetCell(text))
            reached = True
    return reached


def _split_wechat_ids(person_cells: PersonCells, wanted: SheetField, contact: int) -> None:
    own = person_cells.get((wanted, contact), [])
    for at, cell in enumerate(own):
        text = unicodedata.normalize("NFKC", cell.text)
        if match := _WECHAT_WITH_LABEL.search(text):
            sheet_cell = SheetCell(match[1] or match[2])
            if wanted is F.WECHAT:
                own[at] = sheet_cell
            else:
                own[at] = SheetCell(text.replace(match[0], " ").strip(_EDGE_CHARACTERS))
                person_cells.setdefault((F.WECHAT, contact), []).append(sheet_cell)


def _split_title_cells(person_cells: PersonCells, contact: int) -> None:
    """Not where several people are surely listed: they are told apart with their titles later."""
    cells = person_cells.get((F.REPRESENTATIVE, contact), [])
    names_and_titles = [split_names_and_titles(cell.text) for cell in cells]
    several = [parse_listed_people("\n".join(split_lines(cell.text))) for cell in cells]
    even = all(len(names) == len(titles) for names, titles in names_and_titles)
    if any(people.sure or (people.listed and not even) for people in several):
        return
    if any(titles for _, titles in names_and_titles):
        person_cells[F.REPRESENTATIVE, contact] = [SheetCell("\n".join(names)) for names, _ in names_and_titles]
        person_cells.setdefault((F.TITLE, contact), []).extend(
            SheetCell("\n".join(titles)) for _, titles in names_and_titles if titles
        )


_PEOPLE_SEPARATORS: Final = re.compile(r"[\n;；、]")
_JOINING_SIGNS: Final = re.compile(r"\s*[/／&＆]\s*|\s+(?:and|et)\s+", re.IGNORECASE)


def split_names_and_titles(text: str) -> tuple[list[str], list[str]]:
    """Of a cell that holds both, as its header says: 王一 总经理; Mr Tan Wei, CEO; Tan Wei (CEO) and Lim Bo (CFO)."""
    names: list[str] = []
    titles: list[str] = []
    for part in _split_by_person(text):
        name, title = split_name_and_title(part)
        if names and len(titles) < len(names) and not title and is_job_title(part):
            titles.append(part)
            continue
        names.append(name)
        titles += [title] if title else []
    return names, titles


def _split_by_person(text: str) -> Iterator[str]:
    """What is said of each person; those of one line are told apart where each has a name and a role."""
    for line in split_lines(text):
        for part in _PEOPLE_SEPARATORS.split(line):
            into_pieces = split_into_pieces(part)
            apart = [piece for piece in _JOINING_SIGNS.split(part) if piece]
            if len(into_pieces) > 3 and [is_job_title(piece) for piece in into_pieces] == [False, True] * (
                len(into_pieces) // 2
            ):
                yield from (f"{name}, {title}" for name, title in zip(into_pieces[::2], into_pieces[1::2], strict=True))
            elif len(apart) > 1 and all(is_job_title(split_name_and_title(piece)[1]) for piece in apart):
                yield from apart
            elif any(map(str.isalnum, part)):
                yield part.strip()
