"""Every page as it reads in Chinese, without a browser: no blank stands after the stop of a sentence."""

from __future__ import annotations

import pytest

from tests.journeys.crawling import Crawl
from tests.journeys.test_crawl import (
    PEOPLE,
    after_a_button,
    ask_questions,
    at,
    begin_an_import,
    company_user,
    letters,
    side_by_side,
    welcome,
)
from tests.journeys.walks import Look, Walk
from tests.support.browsing import DESKTOP
from tests.support.judging import faults_of_text

READ = Walk("booking", (Look("zh", DESKTOP, "light"),))


class Reader(Crawl):
    """Looks at no page, and reads all."""

    def _fetch(self, window, path, who):
        answer = window(self.walk.looks[0]).request.get(path)
        if answer.headers["content-type"].startswith("text/html"):
            self.found += [f"{who} {path}: {fault}" for fault in faults_of_text(answer.text(), "zh")]
        return answer


@pytest.mark.seldom(2)
def test_no_page_has_a_blank_after_a_chinese_stop(visits, app, model_in, user_of, turn):
    model = model_in(READ.phase)
    crawl = Reader(visits, app, READ, turn)
    begin_an_import(model, user_of(PEOPLE["chamber"]))
    ask_questions(model)
    boss = company_user()

    crawl.go("anonymous", [at("events.page", event=model), *letters(model, boss)])
    crawl.go("company", ["/", *welcome(model, boss), *side_by_side(model, boss)], boss)
    for who in ("chamber", "organizer", "desk"):
        user = user_of(PEOPLE[who])
        crawl.go(who, ["/", *after_a_button(model, user)], user)

    assert crawl.found == [], "\n".join(crawl.found)
    assert len({kind for kinds in crawl.reached.values() for kind in kinds}) > 150
