"""Which columns a role may have for which purpose."""

import pytest

from app.accounts.permissions import Role
from app.lists.allowed_columns import CHECK_IN_COLUMNS, allowed_columns, restrict_selection
from app.lists.columns import all_columns, columns_by_name
from app.lists.consent import ListPurpose
from app.lists.selection import LIST_USES, AttendeeFilter, ColumnCondition, ListSelection

RUNNING, HANDOVER = ListPurpose.RUNNING, ListPurpose.HANDOVER


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({Role.ORGANIZER}, {RUNNING: None, HANDOVER: None}),
        ({Role.CHAMBER}, {RUNNING: None, HANDOVER: None}),
        ({Role.DELEGATION_HEAD}, {RUNNING: None, HANDOVER: None}),
        ({Role.DESK}, {RUNNING: CHECK_IN_COLUMNS}),
        ({Role.DESK, Role.CHAMBER}, {RUNNING: CHECK_IN_COLUMNS, HANDOVER: None}),
        ({Role.DESK, Role.ORGANIZER}, {RUNNING: None, HANDOVER: None}),
        ({Role.COMPANY}, {}),
        (set(), {}),
    ],
)
def test_each_role_has_the_columns_of_its_purposes(roles, expected):
    assert allowed_columns(roles) == expected


def test_the_desk_has_no_contacts_and_nothing_that_a_firm_agreed_to():
    kinds = {columns_by_name()[name].kind for name in set(CHECK_IN_COLUMNS) - {"checked_in_at"}}

    assert set(CHECK_IN_COLUMNS) <= {column.name for column in all_columns()}
    assert kinds == {"firm", "person"}
    assert {"offers", "seeks", "consent_list", "dietary"} & set(CHECK_IN_COLUMNS) == set()


def test_what_may_not_be_had_is_left_out_and_a_hand_over_becomes_running():
    asked = ListSelection(use=LIST_USES["abroad"], names=("email", "company"))

    assert restrict_selection(asked, CHECK_IN_COLUMNS, hands_over=False) == ListSelection(
        use=LIST_USES["running"], names=("company",)
    )
    assert (
        restrict_selection(ListSelection(use=LIST_USES["running"]), CHECK_IN_COLUMNS, hands_over=False).names
        == CHECK_IN_COLUMNS
    )
    assert restrict_selection(asked, CHECK_IN_COLUMNS, hands_over=True) == asked
    assert restrict_selection(asked, None, hands_over=True) == asked


def test_no_row_fulfils_a_filter_by_a_column_that_may_not_be_had():
    asked = AttendeeFilter(where=(ColumnCondition("email", "has", "tan"), ColumnCondition("company", "has", "foods")))
    only = restrict_selection(ListSelection(use=LIST_USES["running"], filter=asked), CHECK_IN_COLUMNS, hands_over=False)

    assert only.unknown == asked.where[:1]
    assert (
        restrict_selection(ListSelection(use=LIST_USES["running"], filter=asked), None, hands_over=False).unknown == ()
    )


def test_where_nothing_is_left_the_columns_of_check_in_stand():
    only = restrict_selection(
        ListSelection(use=LIST_USES["running"], names=("email",)), CHECK_IN_COLUMNS, hands_over=False
    )

    assert only.names == (
        *("company", "company_zh", "representative", "representative_zh", "checked_in_at", "meetings_booked"),
    )
