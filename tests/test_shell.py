from __future__ import annotations

import pytest

from app.db import transaction
from tests import factories


@pytest.mark.parametrize(
    ("email", "shown"), [("li@example.org", "li@example.org"), (None, "Account")], ids=["by e-mail", "without any"]
)
def test_who_has_no_name_has_an_account_menu_too(client, email, shown):
    user = factories.user(email=email)
    with transaction():
        user.name = ""

    page = client.as_user(user).get("/account").text

    menu = page.partition('<details class="q-menu q-who">')[2].partition("</details>")[0]
    assert shown in menu
    assert "Sign out" in menu
