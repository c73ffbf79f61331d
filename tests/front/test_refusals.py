"""The page of each refusal, without a browser."""

import re

import pytest

from tests.front.gallery import gallery_app

STATUSES = (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)


def words_of(status: int, language: str) -> tuple[str, str]:
    """The heading and the sentence below it."""
    page = gallery_app().test_client().get(f"/error/{status}?language={language}").text
    heading, sentence = re.search(r"<h1>(.*?)</h1>\s*<p>\s*(.*?)\s*</p>", page, re.DOTALL).groups()  # type: ignore[union-attr]
    assert f"<title>{heading} · Qiao</title>" in page
    return heading, sentence


@pytest.mark.full
@pytest.mark.parametrize("language", ["en", "zh", "fr"])
def test_each_refusal_says_what_happened_and_what_to_do_in_words_of_its_own(language: str) -> None:
    said = [words_of(status, language) for status in STATUSES]

    assert len({heading for heading, _ in said}) == len(STATUSES)
    assert len({sentence for _, sentence in said}) == len(STATUSES)
    assert all(heading and sentence for heading, sentence in said)


def test_a_refusal_is_said_in_the_language_of_the_reader() -> None:
    assert words_of(404, "zh")[0] == "此页不存在"
    assert words_of(404, "fr")[0] == "Cette page n’existe pas"
