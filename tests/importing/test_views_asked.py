"""What the preview asks and says before anybody imports: purposes of consents, numbers that do not fit, the quota."""

from __future__ import annotations

import re

import pytest

from app.accounts.models import User
from app.core.db import transaction
from app.registrations.models import Delegation
from tests.importing.batches import firms
from tests.importing.pages import act, address, newest_batch, send, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

ALPHA = ("Alpha Pte Ltd", "Ms Tan", "tan@alpha.example.org")
HEADERS = ("Consent to share", "Consent to share 同意")


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    ("said", "kept"), [("consent_list", "attendee list"), ("unused", ""), ("consent_other", "counts for nothing")]
)
def test_a_consent_that_names_no_purpose_is_asked_about_before_the_import(
    client: Visitor, user: User, delegation: Delegation, header: str, said: str, kept: str
) -> None:
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "Contact", "E-mail", header), (*ALPHA, "yes")))
    asked = client.get(address(delegation, newest_batch().id)).get_data(as_text=True)
    assert f"What is “{header}” a consent to?" in asked
    act(client, delegation, newest_batch(), "run")
    assert newest_batch().state == "preview"

    key = asked.partition('name="consent-')[2].partition('"')[0]
    act(client, delegation, newest_batch(), "columns", **{f"consent-{key}": said})
    shown = text_of(client.get(address(delegation, newest_batch().id)))
    act(client, delegation, newest_batch(), "run")

    assert f"What is “{header}” a consent to?" not in shown
    assert kept in shown
    assert newest_batch().state == "imported"
    assert len(firms(delegation)) == 1


def test_a_consent_that_names_another_purpose_is_not_asked_about(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "Contact", "E-mail", "Photo consent"), (*ALPHA, "yes")))

    assert 'name="consent-' not in client.get(address(delegation, newest_batch().id)).text


@pytest.mark.parametrize("known", [False, True])
def test_the_no_of_one_person_to_the_attendee_list_is_told_at_their_row(
    client: Visitor, user: User, delegation: Delegation, known: bool
) -> None:
    client.as_user(user)
    rows = xlsx(
        ("Company", "Contact", "E-mail", "Consent: attendee list"),
        (*ALPHA, "yes"),
        ("Alpha Pte Ltd", "Mr Koh", "koh@alpha.example.org", "no"),
    )
    send(client, delegation, rows)
    if known:
        act(client, delegation, newest_batch(), "run")
        send(client, delegation, rows)

    shown = text_of(client.get(address(delegation, newest_batch().id)))

    assert shown.count("this person stays out of attendee lists: the no is theirs alone") == 1


def test_a_registry_number_that_does_not_fit_is_told_with_the_number(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)
    head = ("单位名称", "统一社会信用代码", "联系人", "邮箱")
    wrong = ("坏码有限公司", "91500000MA5U5XYN18", "王芳", "b@wrong.example.org")
    letter = ("错码有限公司", "91500000MA5U5XYZ1A", "李雷", "c@letter.example.org")
    send(client, delegation, xlsx(head, wrong, letter))

    shown = text_of(client.get(address(delegation, newest_batch().id)))
    assert "registry number 91500000MA5U5XYN18: its check sign does not fit" in shown
    assert "registry number 91500000MA5U5XYZ1A: a sign that cannot stand there" in shown


def test_a_column_that_asks_for_a_no_is_asked_about_as_one_and_its_yes_is_a_no(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)
    header = "I do NOT wish to be in the attendee list"
    send(client, delegation, xlsx(("Company", "Contact", "E-mail", header), (*ALPHA, "✓")))
    asked = client.get(address(delegation, newest_batch().id)).get_data(as_text=True)

    key = asked.partition('name="consent-')[2].partition('"')[0]
    act(client, delegation, newest_batch(), "columns", **{f"consent-{key}": "consent_list"})
    shown = client.get(address(delegation, newest_batch().id)).get_data(as_text=True)

    assert f"What does “{header}” refuse?" in asked
    assert [one.strip() for one in re.findall(r'data-label="(?:Yes|No)">([^<]*)<', shown)] == ["0", "1"]


def test_a_wrong_registry_number_of_a_known_firm_is_told_beside_what_would_change(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)
    head = ("Company", "Contact", "E-mail", "统一社会信用代码")
    again = ("Gamma Ltd", "Ms Ho", "ho@gamma.example.org", "91500000MA5U5XYN18")
    send(client, delegation, xlsx(head, ("Gamma Ltd", "Mr Li", "li@gamma.example.org", None), again))

    shown = text_of(client.get(address(delegation, newest_batch().id)))
    assert "registry number 91500000MA5U5XYN18: its check sign does not fit" in shown[shown.index("Same as a firm") :]


def test_too_many_firms_for_the_quota_are_told_at_the_top_while_rows_are_still_to_settle(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    with transaction():
        delegation.quota = 0
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "Contact", "E-mail"), ALPHA, ("Beta Pte Ltd", "Mr Li", "li at beta")))

    shown = text_of(client.get(address(delegation, newest_batch().id)))
    assert shown.index("More than the quota allows") < shown.index("1 needs a look before you can import")
