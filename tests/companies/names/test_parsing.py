import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.companies.names.parsing import (
    acronyms,
    chinese_name,
    fold,
    latin_name,
    pinyin,
)
from app.companies.names.spellings import SpelledNames, parse_names

NAME_LIKE = st.text(
    alphabet=st.sampled_from("AbcÉßİ .,&()（）'’-/\n\u3000Ｘ１葉叶庆有限公司集团ltdPteſﬁ薴"), max_size=30
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("DBS Group Holdings Ltd", "dbs group holdings ltd"),
        ("  Ｏ Ｃ\u00a0ＢＣ ", "o c bc"),
        ("Société Générale", "societe generale"),
        ("葉水福集團", "叶水福集团"),
        ("Y.C.H. Group", "ych group"),
        ("Yeo’s", "yeos"),
        ("Q&M", "q and m"),
        ("Co.,Ltd.", "co ltd"),
        ("株_式", "株 式"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.one_of(st.text(max_size=40), NAME_LIKE))
@example("薴 A.B.C.D")
@example("ŉ.ﬃ.İ")
def test_fold_is_total_and_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text) == fold(text.upper()) or text.upper().lower() != text.lower()


@given(st.one_of(st.text(max_size=40), NAME_LIKE))
def test_every_reader_of_names_is_total(text: str) -> None:
    read = parse_names(text)

    assert all(fold(name) for name in (*read.latin, *read.chinese))
    assert bool(fold(text)) or read == SpelledNames()
    assert isinstance(latin_name(text).key, str)
    assert isinstance(chinese_name(text).core, str)
    assert pinyin(text).isascii() or not text.isascii()


@given(NAME_LIKE)
def test_a_name_without_its_legal_form_needs_no_second_reading(text: str) -> None:
    once = chinese_name(text)

    assert fold(once.core) == once.core


@pytest.mark.parametrize(
    "text",
    [
        "YCH Group",
        "YCH Group Pte Ltd",
        "Y.C.H. Group Pte. Ltd.",
        "ych group (private) limited",
        "The YCH Group Company, Limited",
        "ＹＣＨ　Ｇｒｏｕｐ",
    ],
)
def test_legal_forms_do_not_count(text: str) -> None:
    name = latin_name(text)

    assert (name.core, name.soft) == (("ych",), frozenset({"group"}))


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("庆铃汽车(股份)有限公司", "庆铃汽车"),
        ("庆铃汽车股份有限公司 ", "庆铃汽车"),
        ("力帆科技（集团）股份有限公司", "力帆科技"),
        ("重庆市涪陵榨菜集团股份有限公司", "重庆涪陵榨菜"),
        ("林祥华私人有限公司", "林祥华"),
        ("葉水福集團", "叶水福"),
        ("秦安股份", "秦安"),
        ("有限公司", "有限公司"),
    ],
)
def test_chinese_legal_forms_do_not_count(text: str, core: str) -> None:
    assert chinese_name(text).core == core


@pytest.mark.parametrize(
    ("text", "latin", "chinese"),
    [
        ("叶水福集团 YCH Group", ("YCH Group",), ("叶水福集团",)),
        ("新交所\nSingapore Exchange", ("Singapore Exchange",), ("新交所",)),
        ("星展银行（新加坡）DBS", ("DBS",), ("星展银行(新加坡)",)),
        ("华侨银行有限公司 ＯＣＢＣ", ("OCBC",), ("华侨银行有限公司",)),
        ("Singapore Exchange Ltd (SGX)", ("Singapore Exchange Ltd", "SGX"), ()),
        ("Q&M Dental Group (S) Ltd", ("Q&M Dental Group (S) Ltd",), ()),
        ("Pacific International Lines (Pte) Ltd", ("Pacific International Lines (Pte) Ltd",), ()),
        ("PSA国际港务集团", (), ("PSA国际港务集团",)),
        ("新电信(Singtel)", ("Singtel",), ("新电信",)),
        ("Keppel Ltd. (formerly Keppel Corporation)", ("Keppel Ltd.", "Keppel Corporation"), ()),
        ("商务 部", (), ("商务部",)),
        (" - ", (), ()),
    ],
)
def test_a_cell_is_parted_into_its_names(text: str, latin: tuple[str, ...], chinese: tuple[str, ...]) -> None:
    assert parse_names(text) == SpelledNames(latin, chinese)


def test_places_in_brackets_are_kept_apart() -> None:
    assert (
        latin_name("Q&M Dental Group (S) Ltd").places == latin_name("Q & M Dental (Singapore)").places == {"singapore"}
    )
    assert chinese_name("三羊马(重庆)物流股份有限公司").places == {"重庆"}


def test_short_forms_of_several_words() -> None:
    assert acronyms(latin_name("Oversea-Chinese Banking Corporation Ltd")) == {"ocbc", "ocb", "ocbanking"}
    assert acronyms(latin_name("Singapore Technologies Engineering Ltd")) == {"ste", "stengineering"}
    assert acronyms(latin_name("Keppel Ltd")) == frozenset()


def test_the_class_of_a_share_is_no_part_of_a_name_but_a_letter_that_tells_firms_apart_is() -> None:
    assert latin_name("Shang Gong Group Co Ltd B").key == latin_name("Shang Gong Group").key
    assert latin_name("Liugong A").key == latin_name("Liugong").key
    assert latin_name("Firm A").key != latin_name("Firm B").key


def test_chinese_names_are_spelled_by_sound() -> None:
    assert pinyin("重庆長安") == "chongqingchangan"
