"""What firms say in their own words, in any language, counts where codes say less; with the extra alone."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from app.companies import text_vectors
from app.companies.profile import CompanyProfile
from app.core.localized import Localized
from app.demo.model_event import CHONGQING, SINGAPORE, demo_companies
from app.matching import services
from app.matching.exposure import DEFAULT_EXPOSURE
from app.matching.packing import packed_lists
from app.matching.profiles import OwnWords, RankedCompany, own_words
from app.matching.ranking import rank_companies
from app.matching.reasons import ReasonKind, total_points
from app.matching.vectors import MAX_TEXT_SCORE
from tests import factories

WISHES = ("cold storage near the port", "寻找母婴用品经销商", "conseil fiscal", "lithium batteries", "")
OFFERS = ("保税冷库", "online shop for baby products", "税务咨询", "cellules de batteries", "")


def firm(key, side, *, wish="", text="", language="en", **profile):
    sectors: dict[str, Any] = {name: frozenset(codes) for name, codes in profile.items()}
    return RankedCompany(key, CompanyProfile(**sectors), side, OwnWords(wish, text, language))


def told(reasons):
    return {(one.kind, one.code): one.points for one in reasons}


def test_an_offer_in_another_language_answers_a_wish_without_any_code(extra):
    ranking = rank_companies([firm(1, "a", wish="cold storage"), firm(2, "b", text="冷库", language="zh")])

    place, why = ranking.why(1, 2)

    assert list(told(why)) == [(ReasonKind.THEIR_TEXT, "zh")]
    assert total_points(why) == pytest.approx(place.fit_for_me, abs=1e-9)
    assert 0 < place.fit_for_me <= 100 * MAX_TEXT_SCORE
    assert list(told(ranking.why(2, 1)[1])) == [(ReasonKind.YOUR_TEXT, "zh")]


def test_a_text_never_adds_to_a_need_that_an_exact_offer_meets(extra):
    needs, has = {"seeks": ["5210"]}, {"offers": ["5210"]}
    plain = rank_companies(
        [
            RankedCompany(1, CompanyProfile(seeks=frozenset(needs["seeks"]))),
            RankedCompany(2, CompanyProfile(offers=frozenset(has["offers"]))),
        ]
    )
    said = rank_companies(
        [firm(1, None, wish="cold storage", **needs), firm(2, None, text="冷库", language="zh", **has)]
    )

    assert told(said.why(1, 2)[1]) == told(plain.why(1, 2)[1])


def test_texts_about_other_things_say_nothing(extra):
    ranking = rank_companies([firm(1, "a", wish="cold storage"), firm(2, "b", text="élevage de porcs", language="fr")])

    assert [one.kind for one in ranking.why(1, 2)[1]] == [ReasonKind.NOTHING_KNOWN]


@pytest.mark.full
@pytest.mark.parametrize(
    ("wish", "offer"),
    [
        (
            "A warehousing and cargo-handling partner near the Chongqing port",
            "Canned pork, already shipped to Singapore",
        ),
        ("Distributors and pharmacy chains in Southeast Asia", "Cross-border accounts, trade finance and insurance"),
        ("Bonded storage and rail slots in Chongqing", "Sites and buildings in Chongqing"),
        ("Machine builders and hydropower operators in Chongqing", "Accounts and credit for firms in Chongqing"),
        (
            "Haulage fleets and parts distributors in Southeast Asia",
            "Container shipping between Southeast Asia and China",
        ),
        ("中国西南地区的分销商与零售商", "Trade promotion and contacts in southwest China"),
    ],
)
def test_a_place_that_both_name_is_no_answer(extra, wish, offer):
    ranking = rank_companies([firm(1, "a", wish=wish), firm(2, "b", text=offer)])

    assert [one.kind for one in ranking.why(1, 2)[1]] == [ReasonKind.NOTHING_KNOWN]


@pytest.mark.parametrize(
    ("wish", "offer"),
    [
        ("Distributors and supermarkets in Southeast Asia", "Supermarkets in Singapore and Kunming"),
        ("粮油的内河运输与仓储", "River terminals, storage and shipping agency"),
        ("Correspondent banks and wealth technology from Singapore", "数字财富平台及面向银行的技术"),
    ],
)
def test_a_true_answer_is_told(extra, wish, offer):
    ranking = rank_companies([firm(1, "a", wish=wish), firm(2, "b", text=offer)])

    assert [one.kind for one in ranking.why(1, 2)[1]] == [ReasonKind.THEIR_TEXT]


@pytest.mark.full
def test_of_the_model_events_answers_nearly_all_are_what_the_firms_say_by_codes_too(extra):
    """The codes that firms seek are withheld: whom their words find in the first five does offer one of these."""
    known = {one.key: one for one in demo_companies()}
    ranking = rank_companies(
        [
            RankedCompany(
                one.key,
                CompanyProfile(offers=frozenset({*one.is_in, *one.offers})),
                one.side,
                OwnWords(one.seeks_en, one.offers_en),
            )
            for one in known.values()
        ],
        {(SINGAPORE, CHONGQING), (CHONGQING, SINGAPORE)},
    )
    told = [
        (known[key], known[str(place.other)])
        for key in known
        for place in ranking.of(key)[:5]
        if any(why.kind is ReasonKind.THEIR_TEXT for why in ranking.why(key, place.other)[1])
    ]

    assert len(told) >= 20
    unlike = [(one.key, other.key) for one, other in told if not {*one.seeks} & {*other.is_in, *other.offers}]
    assert len(unlike) <= 1


@pytest.fixture
def firms(extra):
    codes = ("5210", "6419", "2720", "1010", "6920")
    return [
        firm(
            place,
            ("here", "there")[place % 2],
            wish=WISHES[place % 5],
            text=OFFERS[(place * 3) % 5],
            language=("zh", "en", "zh", "fr", "en")[(place * 3) % 5],
            **({"seeks": [codes[place % 5]], "offers": [codes[place % 4]]} if place % 3 else {}),
        )
        for place in range(40)
    ]


@pytest.mark.full
def test_each_list_holds_the_best_of_all_pairs_and_its_parts_add_up(firms):
    ranking = rank_companies(firms, places=6)

    for one in firms:
        scores = sorted((ranking.why(one.key, other.key)[0].score for other in firms if other is not one), reverse=True)
        best = [score for score in scores[:6] if score]
        assert [place.score for place in ranking.of(one.key)] == pytest.approx(best, abs=1e-9)
        for place, why in zip(ranking.of(one.key), ranking.reasons(one.key, 3), strict=True):
            assert total_points(why) == pytest.approx(place.fit_for_me, abs=1e-6)


def test_lists_do_not_depend_on_the_order_of_firms(firms):
    one, other = (
        dict(packed_lists(rank_companies(each, exposure=DEFAULT_EXPOSURE), 9)) for each in (firms, firms[::-1])
    )

    assert one == other


def test_a_text_is_read_alike_alone_and_among_others(extra):
    alone = np.concatenate([text_vectors.encode_texts([text]) for text in OFFERS[:4]])

    assert text_vectors.cached_vectors(OFFERS[:4]) == pytest.approx(alone, abs=1e-6)
    assert text_vectors.encode_texts(["\ud800 cold"]).shape == (1, 512)


def test_without_the_extra_nobody_says_anything():
    assert own_words(Localized("Cold storage"), Localized("Trucks")) is None


def test_with_the_extra_each_text_is_taken_in_the_first_language_that_has_it(extra):
    assert own_words(Localized("", "冷库", "Froid"), Localized("Trucks")) == OwnWords("Trucks", "冷库", "zh")
    assert own_words(Localized(), Localized()) is None


STORE = "冷冻仓库、冷藏仓库与常温仓库的仓储和出租，面向食品和医药企业；港口附近的<保税>冷库，提供港口冷藏仓储服务。"


@pytest.fixture
def meeting_place(app):
    event, user = factories.event(), factories.user()
    wish = {"seeks_en": "cold storage warehouses near the port", "sectors": {"offers": ["6419"]}}
    bank = factories.firm(event, "Singapore", name="Bank", users=[user], company_values=wish)
    factories.firm(event, "Chongqing", name="Store", company_values={"offers_zh": STORE})
    services.rank_event(event.id)
    return f"/events/{event.slug}/companies/{bank.id}/suggestions", user


WISH = '<span lang="en">cold storage warehouses near the port</span>'
WORDS = '<span lang="zh-Hans">港口附近的&lt;保税&gt;冷库，提供港口冷藏仓储服务</span>'


SENTENCES = {
    "en": f"Their text in Chinese answers your wish “{WISH}”: “{WORDS}”.",
    "zh": f"对方用中文写的供应正合您的需求“{WISH}”：“{WORDS}”。",
    "fr": f"Leur texte en chinois répond à votre recherche «\u00a0{WISH}\u00a0»\u00a0: «\u00a0{WORDS}\u00a0».",
}


def test_the_page_quotes_the_words_that_answer_a_wish(extra, client, meeting_place):
    path, user = meeting_place

    for language, sentence in SENTENCES.items():
        assert sentence in client.as_user(user).get(f"{path}?lang={language}").text


def test_without_the_extra_the_page_shows_what_codes_alone_say(client, meeting_place):
    path, user = meeting_place

    assert "answers your wish" not in client.as_user(user).get(path).text


FILE = {
    "firms": [
        {"id": "bank", "group": "SG", "seek_texts": {"en": "cold storage", "zh": None}},
        {"id": "store", "group": "CQ", "offer_texts": {"zh": "冷库"}},
    ],
    "allowed": [["SG", "CQ"]],
}


def reasons_in(app, folder):
    (folder / "in.json").write_text(json.dumps(FILE), encoding="utf-8")
    paths = [str(folder / name) for name in ("in.json", "out.json")]
    done = app.test_cli_runner().invoke(args=["matching", "rank", paths[0], "--json", paths[1]])
    assert (done.exit_code, done.output) == (0, "")
    lists = json.loads((folder / "out.json").read_text(encoding="utf-8"))["lists"]
    return [one["code"] for one in lists["bank"][0]["reasons"]]


def test_a_file_may_bring_texts(extra, app, tmp_path):
    assert reasons_in(app, tmp_path) == ["their_text"]


def test_texts_of_a_file_count_for_nothing_without_the_extra(app, tmp_path):
    assert reasons_in(app, tmp_path) == ["nothing_known"]
