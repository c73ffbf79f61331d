"""What somebody is goes to the title, wherever it stands beside the name."""

from __future__ import annotations

import pytest

from tests.sheets.planned import imported, made


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("Tan Wei (CEO)", ("Tan Wei", "CEO")),
        ("CEO Tan Wei", ("Tan Wei", "CEO")),
        ("CEO Mr Tan Wei", ("Tan Wei", "CEO")),
        ("Tan Wei, CEO", ("Tan Wei", "CEO")),
        ("Tan Wei / CEO", ("Tan Wei", "CEO")),
        ("Tan Wei\nCEO", ("Tan Wei", "CEO")),
        ("Tan Wei - Chief Executive Officer", ("Tan Wei", "Chief Executive Officer")),
        ("Managing Director: Tan Wei", ("Tan Wei", "Managing Director")),
        ("Goh Beng Huat Managing Director", ("Goh Beng Huat", "Managing Director")),
        ("Mr Tan Wei, Group CEO & Executive Director", ("Tan Wei", "Group CEO & Executive Director")),
        ("李明 总经理", ("李明", "总经理")),
        ("总经理 李明", ("李明", "总经理")),
        ("李明（总经理）", ("李明", "总经理")),
        ("李明（团长）", ("李明", "团长")),
        ("李明总经理", ("李明", "总经理")),
        ("总经理李明", ("李明", "总经理")),
        ("李总", ("李总", "")),
        ("Wong Director", ("Wong Director", "")),
        ("John Clerk", ("John Clerk", "")),
        ("Nur Aisyah binte Osman", ("Nur Aisyah binte Osman", "")),
        ("Direction commerciale Zone Asie", ("Direction commerciale Zone Asie", "")),
    ],
)
def test_a_role_goes_to_the_title(cell: str, told: tuple[str, str]) -> None:
    (found,) = imported(made(("Company", "Representative(s)"), ("Acorn", cell)))

    assert (found["representative"], found.get("title", "")) == told
