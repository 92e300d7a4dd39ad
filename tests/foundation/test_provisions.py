"""Dated provisions: the text that held on a day."""

from __future__ import annotations

from datetime import date
from types import ModuleType

import pytest

from tongban.foundation.provisions import NoProvision, Provision, in_force, provisions_of

OLD = Provision(
    "Regulation on Public Holidays (2013), art. 2", date(2014, 1, 1), 11, "day", "public holidays a year"
)
NEW = Provision(
    "Regulation on Public Holidays (2024), art. 2", date(2025, 1, 1), 13, "day", "public holidays a year"
)


@pytest.mark.parametrize(
    ("on", "value"),
    [(date(2014, 1, 1), 11), (date(2024, 12, 31), 11), (date(2025, 1, 1), 13), (date(2030, 1, 1), 13)],
)
def test_the_text_in_force_is_the_latest_that_had_begun(on: date, value: int) -> None:
    assert in_force((NEW, OLD), on).value == value


def test_before_the_oldest_text_nothing_is_invented() -> None:
    with pytest.raises(NoProvision, match="2013-12-31"):
        in_force((OLD, NEW), date(2013, 12, 31))


def test_the_page_of_statutes_finds_every_provision_of_a_module() -> None:
    module = ModuleType("tongban.some.rules")
    module.PROVISIONS = ((OLD, NEW), OLD)  # type: ignore[attr-defined]
    assert list(provisions_of([module, ModuleType("empty")])) == [
        ("tongban.some.rules", OLD),
        ("tongban.some.rules", NEW),
        ("tongban.some.rules", OLD),
    ]
