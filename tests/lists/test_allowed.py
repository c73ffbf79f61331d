"""Which columns a role may have for which purpose."""

import pytest

from app.accounts.permissions import Role
from app.lists.allowed import CHECK_IN, allowed, within
from app.lists.columns import all_columns, by_name
from app.lists.conditions import Condition
from app.lists.consent import Purpose
from app.lists.selection import USES, Filter, Selection

RUNNING, HANDOVER = Purpose.RUNNING, Purpose.HANDOVER


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({Role.ORGANIZER}, {RUNNING: None, HANDOVER: None}),
        ({Role.CHAMBER}, {RUNNING: None, HANDOVER: None}),
        ({Role.DELEGATION_HEAD}, {RUNNING: None, HANDOVER: None}),
        ({Role.DESK}, {RUNNING: CHECK_IN}),
        ({Role.DESK, Role.CHAMBER}, {RUNNING: CHECK_IN, HANDOVER: None}),
        ({Role.DESK, Role.ORGANIZER}, {RUNNING: None, HANDOVER: None}),
        ({Role.COMPANY}, {}),
        (set(), {}),
    ],
)
def test_each_role_has_the_columns_of_its_purposes(roles, expected):
    assert allowed(roles) == expected


def test_the_desk_has_no_contacts_and_nothing_that_a_firm_agreed_to():
    kinds = {by_name()[name].kind for name in set(CHECK_IN) - {"checked_in_at"}}

    assert set(CHECK_IN) <= {column.name for column in all_columns()}
    assert kinds == {"firm", "person"}
    assert {"offers", "seeks", "consent_list", "dietary"} & set(CHECK_IN) == set()


def test_what_may_not_be_had_is_left_out_and_a_hand_over_becomes_running():
    asked = Selection(use=USES["abroad"], names=("email", "company"))

    assert within(asked, CHECK_IN, hands_over=False) == Selection(use=USES["running"], names=("company",))
    assert within(Selection(use=USES["running"]), CHECK_IN, hands_over=False).names == CHECK_IN
    assert within(asked, CHECK_IN, hands_over=True) == asked
    assert within(asked, None, hands_over=True) == asked


def test_no_row_fulfils_a_filter_by_a_column_that_may_not_be_had():
    asked = Filter(where=(Condition("email", "has", "tan"), Condition("company", "has", "foods")))
    only = within(Selection(use=USES["running"], filter=asked), CHECK_IN, hands_over=False)

    assert only.unknown == asked.where[:1]
    assert within(Selection(use=USES["running"], filter=asked), None, hands_over=False).unknown == ()


def test_where_nothing_is_left_the_columns_of_check_in_stand():
    only = within(Selection(use=USES["running"], names=("email",)), CHECK_IN, hands_over=False)

    assert only.names == (
        *("company", "company_zh", "representative", "representative_zh", "checked_in_at", "meetings_booked"),
    )
