"""Bringing lists and guides of bundles in: every row is kept, mended or refused with its reason."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tests.bundles import given
from tests.bundles.given import FOOD, SIGN, TRADE
from tests.bundles.town import TODAY, BundleTown
from tests.cases import given as cases
from tongban.bundles import finding, importing, queries, services
from tongban.bundles.importing import Guided, Listed, RefusedRow
from tongban.bundles.models import Bundle, Version
from tongban.catalogue.importing.files import csv_records
from tongban.catalogue.rules import ImportReport
from tongban.foundation.actors import SYSTEM
from tongban.foundation.refusals import Refused

SOURCES = Path(str(resources.files("tongban.sample") / "town" / "sources"))
GUIDE = SOURCES / "hunan_onething_guide_2026.json"
THEMES = SOURCES / "hunan_onething_themes_2026.csv"
NATIONAL = SOURCES / "national_onething_2024_batch1.csv"
MATTERS = [{"name": "个体工商户登记"}, {"name": "食品经营许可"}]


def a_guide(**changes: Any) -> dict[str, Any]:
    return {"theme_code": "T1", "name": "开办面馆“一件事”", "linked_matters": MATTERS} | changes


# -- reading, no database


def test_the_real_guide_is_read_with_all_its_items() -> None:
    [read] = importing.read_guides(json.loads(GUIDE.read_text(encoding="utf-8")))
    assert isinstance(read, Guided)
    assert read.listed.code == "43TCN0003"
    assert len(read.members) == 6


@pytest.mark.parametrize(
    ("reason", "entry", "field"),
    [
        ("no guide", "text", "row"),
        ("no name", a_guide(name=" "), "name"),
        ("a name too long", a_guide(name="长" * 151), "name"),
        ("no items", a_guide(linked_matters=[]), "linked_matters"),
        ("items that are no list", a_guide(linked_matters="x"), "linked_matters"),
        ("an item without a name", a_guide(linked_matters=[{"name": ""}]), "linked_matters"),
        ("an item twice", a_guide(linked_matters=MATTERS[:1] * 2), "linked_matters"),
        ("no code", a_guide(theme_code=""), "theme_code"),
    ],
)
def test_a_guide_that_cannot_be_kept_says_why(reason: str, entry: Any, field: str) -> None:
    [read] = importing.read_guides([entry])
    assert isinstance(read, RefusedRow), reason
    assert field in {one.field for one in read.reasons}


def test_the_same_matter_twice_in_one_file_is_refused() -> None:
    first, second = importing.read_guides([a_guide(), a_guide(name="开办面馆一件事", theme_code="T2")])
    assert isinstance(first, Guided)
    assert isinstance(second, RefusedRow)


def read_list(path: Path | None = None, text: str = "", national: bool = False) -> list[Any]:
    columns = importing.NATIONAL_COLUMNS if national else importing.THEME_COLUMNS
    read = importing.read_national if national else importing.read_themes
    return read(*csv_records(path.read_text(encoding="utf-8") if path else text, columns))


def test_all_themes_and_all_national_bundles_are_read() -> None:
    themes, national = read_list(THEMES), read_list(NATIONAL, national=True)
    assert (len(themes), len(national)) == (58, 13)
    assert all(isinstance(one, Listed) for one in [*themes, *national])
    assert {one.core_name for one in national} <= {one.core_name for one in themes}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("“一件事”,3,1", "name"),
        ("退休一件事,many,1", "regional_guides"),
        ("退休一件事,３,1", "regional_guides"),
    ],
)
def test_a_theme_that_cannot_be_kept_says_why(row: str, field: str) -> None:
    [read] = read_list(text=f"name,regional_guides,distinct_variants\n{row}\n")
    assert isinstance(read, RefusedRow)
    assert [one.field for one in read.reasons] == [field]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("0,个人,退休,国发", "no"),
        ("x,个人,退休,国发", "no"),
        ("1,动物,退休,国发", "subject"),
        ("1,个人,,国发", "name"),
    ],
)
def test_a_national_row_that_cannot_be_kept_says_why(row: str, field: str) -> None:
    [read] = read_list(text=f"no,subject,name,document\n{row}\n", national=True)
    assert isinstance(read, RefusedRow)
    assert [one.field for one in read.reasons] == [field]


# -- storing


@pytest.fixture
def town(db: None) -> BundleTown:
    return BundleTown()


def brought_in(town: BundleTown, tmp_path: Path, *guides: Any, **more: Any) -> ImportReport:
    path = tmp_path / "guides.json"
    path.write_text(json.dumps(guides, ensure_ascii=False), encoding="utf-8")
    told = {"source": "省平台", "edition": "2026-07", "region_code": "990001000000", "actor": SYSTEM}
    return services.import_bundles(path=path, at=town.at, **(told | more))


ENRICHMENT = {
    "T1": {
        "items": {"trade": TRADE, "food": FOOD, "sign": SIGN},
        "members": {"食品经营许可": {"item": "food", "after": ["trade"]}},
        "more": [{"name": "户外招牌", "item": "sign", "after": ["trade"]}],
        "questions": [
            {
                "key": "sign",
                "text": "要挂招牌吗？",
                "known_by": "营业执照",
                "options": [
                    {"value": "yes", "label": "要", "items": ["sign"]},
                    {"value": "no", "label": "不要", "fields": {"trade scope": "餐饮"}},
                ],
            }
        ],
    }
}


def test_a_guide_whose_items_all_stand_here_is_offered_at_once(town: BundleTown, tmp_path: Path) -> None:
    report = brought_in(town, tmp_path, a_guide(), enrichment=ENRICHMENT)
    assert (report.read, report.mended, report.refused, report.added) == (1, 1, 0, 1)
    card = queries.bundle_in_force(code="T1", on=TODAY)
    assert card is not None
    assert card.offered
    assert [one.item_code for one in card.content.members] == [TRADE, FOOD, SIGN]
    assert card.content.members[1].after == (TRADE,)
    question = card.content.questions[0]
    assert question.known_by == given.LICENCE
    assert question.options[0].items == (SIGN,)
    assert question.options[1].fields == {f"{TRADE} scope": "餐饮"}


def test_a_guide_whose_items_are_not_here_is_listed_with_their_names_and_not_offered(
    town: BundleTown, tmp_path: Path
) -> None:
    matters = [*MATTERS, {"name": "税务登记"}]
    report = brought_in(town, tmp_path, a_guide(linked_matters=matters))
    [row] = report.rows
    assert "税务登记" in {one.was for one in row.mends}
    assert queries.bundle_in_force(code="T1", on=TODAY) is None
    line = queries.bundle_line(code="T1")
    assert not line.offered
    assert line.members == ("个体工商户登记", "食品经营许可", "税务登记")


def test_the_lists_join_what_they_name_alike(town: BundleTown, tmp_path: Path) -> None:
    report = brought_in(town, tmp_path, a_guide(), themes=THEMES, national=NATIONAL)
    assert (report.read, report.refused) == (72, 0)
    assert report.kept + report.mended == 72
    assert Bundle.objects.count() == 59
    restaurant = Bundle.objects.get(core_name="开办餐饮店")
    assert (restaurant.code, restaurant.national_no, restaurant.guides) == ("43TCN0003", 3, 149)
    lines = queries.bundles()
    assert [one.national_no for one in lines if one.national_no and not one.offered] == [
        *(number for number in range(1, 14) if number != 3)
    ]


def test_the_same_files_again_change_nothing(town: BundleTown, tmp_path: Path) -> None:
    first = brought_in(town, tmp_path, a_guide(), themes=THEMES, enrichment=ENRICHMENT)
    versions = Version.objects.count()
    again = brought_in(town, tmp_path, a_guide(), themes=THEMES, enrichment=ENRICHMENT)
    assert (again.added, again.changed, again.run_id) == (0, 0, first.run_id)
    assert Version.objects.count() == versions


def test_a_changed_guide_is_a_new_version(town: BundleTown, tmp_path: Path) -> None:
    brought_in(town, tmp_path, a_guide(), enrichment=ENRICHMENT)
    report = brought_in(town, tmp_path, a_guide(conditions=["有场所"]), enrichment=ENRICHMENT)
    assert report.changed == 1
    card = queries.bundle_in_force(code="T1", on=TODAY)
    assert card is not None
    assert (card.version_no, card.content.conditions) == (2, ("有场所",))


def test_a_draft_that_somebody_is_writing_is_left_alone(town: BundleTown, tmp_path: Path) -> None:
    brought_in(town, tmp_path, a_guide(), enrichment=ENRICHMENT)
    editor = town.official(cases.HOUSING, "item.edit")
    draft = services.draft(code="T1", actor=editor, at=town.at)
    report = brought_in(town, tmp_path, a_guide(conditions=["有场所"]), enrichment=ENRICHMENT)
    assert any("draft was left alone" in one.why for one in report.rows[0].mends)
    assert queries.version(version_id=draft, on=TODAY).state == "draft"


def test_refused_rows_are_in_the_report_and_the_others_get_in(town: BundleTown, tmp_path: Path) -> None:
    report = brought_in(town, tmp_path, "nothing", a_guide(), enrichment=ENRICHMENT)
    assert [one.outcome for one in report.rows] == ["refused", "mended"]
    assert report.refused_rows()[0].mends


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda town, path: brought_in(town, path, actor=town.clerk), "bundles.not_permitted"),
        (lambda town, path: brought_in(town, path, region_code="110000000000"), "org.region_unknown"),
        (lambda town, path: brought_in(town, path, themes=path / "none.csv"), "bundles.file_unreadable"),
        (lambda town, path: brought_in(town, path, themes=GUIDE), "catalogue.file_not_a_list"),
    ],
    ids=["who may not", "no such region", "no file", "no list"],
)
def test_what_is_no_import_is_refused_whole(town: BundleTown, tmp_path: Path, act: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        act(town, tmp_path)
    assert refused.value.code == code
    assert Bundle.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("开餐馆", ["开办餐饮店一件事"]),
        ("开办餐饮店", ["开办餐饮店一件事"]),
        ("kaibancanyindian", ["开办餐饮店一件事"]),
        ("退休", ["退休一件事"]),
        ("量子计算机", []),
        ("", []),
    ],
)
def test_everyday_words_lead_to_the_whole_matter(
    town: BundleTown, tmp_path: Path, said: str, found: list[str]
) -> None:
    brought_in(town, tmp_path, a_guide(), themes=THEMES, national=NATIONAL)
    assert [one.name for one in finding.search(text=said, on=TODAY)] == found
