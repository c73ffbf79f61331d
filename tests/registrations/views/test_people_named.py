"""A person with a name in both scripts is named in the reader's first, wherever pages show people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.accounts.permissions import Role
from tests import factories
from tests.registrations.views.company_pages import at

ROOT = Path(__file__).parents[3]
FIRST = {"en": "Chen Wei", "fr": "Chen Wei", "zh": "陈伟"}


@pytest.fixture
def named(firm):
    """A person of the firm who has names in both scripts."""
    return factories.representative(firm, display_name="Chen Wei", name_zh="陈伟", title="Director")


@pytest.fixture
def partner(firm):
    user = factories.user()
    factories.firm(firm.event, "Chongqing", users=[user])
    return user


def names_on(page: str) -> list[str]:
    """The person's names on a page, in the order in which a reader meets them, but for what is typed into fields."""
    return re.findall(r"Chen Wei|陈伟", re.sub(r'value="[^"]*"', "", page))


@pytest.mark.parametrize("language", ["en", "zh", "fr"])
def test_pages_for_the_firm_its_organizer_and_its_partners_begin_with_the_readers_script(
    client, firm, named, partner, language
):
    organizer = factories.member(firm.event.organisation, Role.ORGANIZER)
    pages = (
        (organizer, at(firm)),
        (organizer, at(firm, "registration")),
        (organizer, at(firm, f"people/{named.id}")),
        (organizer, f"/events/{firm.event.slug}/delegations/{firm.delegation_id}/people"),
        (partner, f"/events/{firm.event.slug}/companies/{firm.id}"),
    )

    for reader, path in pages:
        answer = client.as_user(reader).get(f"{path}?lang={language}", follow_redirects=True)
        assert (path, answer.status_code, names_on(answer.text)[:1]) == (path, 200, [FIRST[language]])


def test_a_partner_who_reads_chinese_sees_the_other_name_beside_it_marked_as_english(client, firm, named, partner):
    page = client.as_user(partner).get(f"/events/{firm.event.slug}/companies/{firm.id}?lang=zh").text

    assert '<b>陈伟</b> <span lang="en">Chen Wei</span>' in page


def test_what_is_said_of_a_person_after_an_act_names_them_in_the_readers_script(boss, firm, named):
    boss.get(f"{at(firm)}?lang=zh")

    said = boss.post(at(firm, f"people/{named.id}/removal"), follow_redirects=True).text

    assert names_on(said)[:1] == ["陈伟"]


def test_no_template_writes_the_name_of_a_person_past_the_readers_script():
    shown = re.compile(r"(?<!form)\.display_name|lang=\"zh-Hans\">\{\{ [a-z.]*person\.name_zh")
    templates = (ROOT / "templates").rglob("*.html")

    past = [path.name for path in templates if shown.search(path.read_text(encoding="utf-8"))]

    assert past == []
