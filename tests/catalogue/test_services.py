"""What may be done with the catalogue: imports that tell everything, versions that never change, an index in place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.catalogue import given
from tests.catalogue.given import ADMINISTRATOR, AT, CITIZEN, COLLEAGUE, DAY
from tongban.audit import queries as audit
from tongban.catalogue import finding, providers, queries, services
from tongban.catalogue.models import Implementation, ImportRun, ServiceItem, Version
from tongban.catalogue.rules import ItemCard, KnownMaterial, LicenceTypeCard
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.refusals import Refused
from tongban.foundation.workdays import Period
from tongban.sample import items
from tongban.sample.reading import town_file

pytestmark = pytest.mark.django_db
NEWBORN = f"{given.POLICE.uscc}4000709105001"


@pytest.fixture(autouse=True)
def index_here(tmp_path: Path, settings: Any) -> Path:
    """Each test has a search index of its own."""
    settings.TONGBAN = SimpleNamespace(INDEX=tmp_path / "search", HOME=tmp_path, DEMO=True)
    return tmp_path / "search"


def guides(tmp_path: Path, *entries: object) -> Path:
    path = tmp_path / "guides.json"
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    return path


def import_guides(path: Path, **more: Any) -> Any:
    asked: dict[str, Any] = {
        "path": path, "source": "湖南省", "edition": "2026-07", "region_code": "990100000000",
        "enrichment": town_file("items.yaml")["items"], "licence_types": items.type_codes(), "actor": SYSTEM, "at": AT,
    }  # fmt: skip
    return services.import_guides(**asked | more)


class TestImports:
    def test_the_sample_town_takes_in_the_real_list_and_the_real_guides(self) -> None:
        listed, guided = given.the_town()
        assert (listed.read, listed.kept, listed.mended, listed.refused) == (1135, 135, 1000, 0)
        assert (guided.read, guided.kept, guided.mended, guided.refused) == (6, 2, 4, 0)
        assert (listed.added, guided.added) == (1135, 6)
        assert ServiceItem.objects.count() == 1135 + 6
        assert queries.items(on=DAY, guide_only=True)[1] == 6
        assert len(queries.appliable_items(on=DAY)) == 6
        assert len(queries.departments_with_items(on=DAY)) == 34 + 5
        lines, count = queries.items(on=DAY, text="食品 经营", limit=5)
        assert len(lines) == 5
        assert count >= 10
        assert queries.items(on=DAY, text="食品 经营", start=5, limit=5)[0][0] not in lines
        assert queries.search(text="小孩上户口", on=DAY).hits[0].code == NEWBORN

    def test_importing_twice_changes_nothing(self) -> None:
        given.the_town()
        before = (
            Version.objects.count(),
            Implementation.objects.count(),
            ImportRun.objects.count(),
            queries.stamp(),
        )
        listed, guided = items.load(AT + timedelta(days=1))
        assert (listed.unchanged, guided.unchanged) == (1135, 6)
        assert (
            Version.objects.count(),
            Implementation.objects.count(),
            ImportRun.objects.count(),
            queries.stamp(),
        ) == before

    def test_a_changed_row_becomes_a_new_version_and_the_old_one_stays(self, tmp_path: Path) -> None:
        given.the_town_without_items()
        guide = given.a_guide()
        import_guides(guides(tmp_path, guide))
        old = queries.item_in_force(code=NEWBORN, on=DAY)
        report = import_guides(
            guides(tmp_path, guide | {"conditions": "新的条件"}), at=AT + timedelta(days=2)
        )
        new = queries.item_in_force(code=NEWBORN, on=DAY + timedelta(days=2))
        assert (report.changed, new.version_no, new.conditions) == (1, 2, "新的条件")
        assert queries.item_in_force(code=NEWBORN, on=DAY).version_id == old.version_id
        assert queries.version(version_id=old.version_id).conditions == guide["conditions"]

    def test_a_broken_file_imports_the_sound_rows_and_tells_about_the_others(self) -> None:
        given.the_district()
        report = given.the_list_imported(given.DATA / "dirty_items.csv")
        assert (report.read, report.refused, report.added) == (13, 7, 6)
        assert {row.row for row in report.refused_rows()} == {"4", "6", "7", "8", "9", "10", "11"}
        stored, _run = queries.import_report(public_id=ImportRun.objects.get().public_id)
        assert stored.rows == report.rows

    def test_a_list_in_gb18030_is_the_same_list(self) -> None:
        given.the_district()
        given.the_list_imported(given.DATA / "dirty_items.csv")
        report = given.the_list_imported(given.DATA / "dirty_items_gb18030.csv")
        assert (report.encoding, report.added, report.unchanged) == ("gb18030", 0, 6)

    def test_rows_of_a_region_nobody_entered_are_refused(self) -> None:
        report = given.the_list_imported(given.DATA / "dirty_items.csv")
        assert report.added == 0
        assert report.refused == 13

    def test_a_broken_guide_does_not_keep_the_others_out(self, tmp_path: Path) -> None:
        given.the_town_without_items()
        path = guides(tmp_path, given.a_guide(), "nonsense", given.a_guide() | {"name": ""}, given.a_guide())
        report = import_guides(path)
        assert [(row.row, row.outcome) for row in report.rows] == [
            ("1", "kept"), ("2", "refused"), ("3", "refused"), ("4", "refused"),
        ]  # fmt: skip

    def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_kept(self, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="file_unreadable"):
            given.the_list_imported(tmp_path / "missing.csv")
        (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
        with pytest.raises(Refused, match="file_not_text"):
            given.the_list_imported(tmp_path / "picture.csv")
        assert not ImportRun.objects.exists()

    def test_who_may_not_edit_items_imports_nothing(self) -> None:
        with pytest.raises(Refused, match="not_permitted"):
            services.import_items(path=given.ITEM_LIST, source="", edition="", actor=CITIZEN, at=AT)

    def test_an_import_is_on_the_record(self) -> None:
        given.the_district()
        report = given.the_list_imported(given.DATA / "dirty_items.csv")
        assert "catalogue.imported" in audit.actions()
        assert ImportRun.objects.get().pk.hex == report.run_id.replace("-", "")

    def test_a_licence_type_with_a_wrong_code_is_refused(self) -> None:
        wrong = LicenceTypeCard("1" * 21, "证", "机关", "1" * 18, "person", (), 0, False)
        with pytest.raises(Refused, match="licence_type_wrong"):
            services.register_licence_types(types=[wrong], actor=SYSTEM, at=AT)


class TestVersions:
    @pytest.fixture(autouse=True)
    def newborn(self, tmp_path: Path) -> None:
        given.the_town_without_items()
        import_guides(guides(tmp_path, given.a_guide()))

    def version_id(self) -> str:
        return queries.item_in_force(code=NEWBORN, on=DAY).version_id

    def draft(self, **changes: Any) -> str:
        return services.draft_from(
            version_id=self.version_id(),
            changes={"conditions": "更清楚的条件"} | changes,
            actor=ADMINISTRATOR,
            at=AT,
        )

    def published(self, draft: str, effective_on: date, actor: Actor) -> ItemCard:
        seen = queries.content_proof(version_id=draft)
        return services.publish(version_id=draft, effective_on=effective_on, seen=seen, actor=actor, at=AT)

    def test_a_draft_is_reviewed_and_published_by_a_second_person(self) -> None:
        draft = self.draft()
        services.send_to_review(version_id=draft, actor=ADMINISTRATOR, at=AT)
        with pytest.raises(Refused, match="second_person"):
            self.published(draft, DAY, ADMINISTRATOR)
        card = self.published(draft, DAY + timedelta(days=7), COLLEAGUE)
        assert card.version_no == 2
        assert queries.item_in_force(code=NEWBORN, on=DAY + timedelta(days=6)).version_no == 1
        assert queries.item_in_force(code=NEWBORN, on=DAY + timedelta(days=7)).conditions == "更清楚的条件"

    def test_only_one_draft_of_an_item_is_in_hand(self) -> None:
        self.draft()
        with pytest.raises(Refused, match="draft_in_hand"):
            self.draft()

    def test_an_incomplete_draft_goes_no_further_and_every_fault_is_named(self) -> None:
        draft = self.draft(legal_basis="", conditions="")
        with pytest.raises(Refused) as refused:
            services.send_to_review(version_id=draft, actor=ADMINISTRATOR, at=AT)
        assert {fault.field for fault in refused.value.faults} == {"legal_basis", "conditions"}

    def test_a_version_never_counts_from_a_day_that_is_over(self) -> None:
        draft = self.draft()
        services.send_to_review(version_id=draft, actor=ADMINISTRATOR, at=AT)
        with pytest.raises(Refused, match="effective_in_the_past"):
            self.published(draft, DAY - timedelta(days=1), COLLEAGUE)

    def test_a_suspended_item_is_read_but_not_applied_for_until_it_is_resumed(self) -> None:
        assert queries.item_in_force(code=NEWBORN, on=DAY).appliable
        services.suspend(version_id=self.version_id(), actor=ADMINISTRATOR, at=AT)
        card = queries.item_in_force(code=NEWBORN, on=DAY)
        assert (card.state, card.appliable) == ("suspended", False)
        services.resume(version_id=card.version_id, actor=ADMINISTRATOR, at=AT)
        assert queries.item_in_force(code=NEWBORN, on=DAY).appliable

    def test_a_cancelled_item_can_be_read_by_its_code_and_is_offered_nowhere(self) -> None:
        services.cancel(version_id=self.version_id(), actor=ADMINISTRATOR, at=AT)
        assert queries.item_in_force(code=NEWBORN, on=DAY).state == "cancelled"
        assert queries.items(on=DAY) == ((), 0)
        assert not queries.search(text="上户", on=DAY).hits

    def test_a_citizen_moves_no_version(self) -> None:
        with pytest.raises(Refused, match="not_permitted"):
            services.suspend(version_id=self.version_id(), actor=CITIZEN, at=AT)

    def test_the_database_itself_refuses_a_promise_beyond_the_statute(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Version.objects.update(promised_number=99, promised_unit="workday")

    def test_the_limits_of_a_draft_can_be_changed(self) -> None:
        draft = services.draft_from(
            version_id=self.version_id(),
            changes={},
            promised=Period(8, "workday"),
            actor=ADMINISTRATOR,
            at=AT,
        )
        assert queries.version_of_any_state(version_id=draft).promised == Period(8, "workday")
        with pytest.raises(Refused, match="item_unknown"):
            queries.version(version_id=draft)


class TestReading:
    @pytest.fixture(autouse=True)
    def town(self) -> None:
        """The six guides and a few rows of a list: enough to read, and quick."""
        given.the_town_without_items()
        given.the_district()
        given.the_list_imported(given.DATA / "dirty_items.csv")
        import_guides(given.GUIDES)

    def test_the_card_of_the_newborn_item_tells_all(self) -> None:
        card = queries.item_in_force(code=NEWBORN, on=DAY)
        assert card.name == "3周岁内国内出生新生儿上户"
        assert (card.department_name, card.region_name) == ("海棠市公安局", "海棠市")
        assert (card.promised, card.statutory) == (Period(10, "workday"), Period(10, "workday"))
        assert card.result is not None
        assert queries.licence_type(code=card.result.type_code or "").name == "居民户口簿"
        assert card.field("child_name") is not None
        assert [one.exempt for one in card.materials] == ["licence"] * 3

    def test_a_version_is_read_from_the_database_once(self) -> None:
        version_id = queries.item_in_force(code=NEWBORN, on=DAY).version_id
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.version(version_id=version_id)
        assert len(seen) == 0
        with CaptureQueriesContext(connection) as seen:
            queries.item_in_force(code=NEWBORN, on=DAY)
        assert len(seen) == 1

    def test_nothing_is_in_force_before_it_was_published(self) -> None:
        with pytest.raises(Refused, match="item_unknown"):
            queries.item_in_force(code=NEWBORN, on=DAY - timedelta(days=1))

    @pytest.mark.parametrize("wrong", ["", "no-such-code", "1" * 60])
    def test_an_unknown_item_is_refused(self, wrong: str) -> None:
        with pytest.raises(Refused, match="item_unknown"):
            queries.item_in_force(code=wrong, on=DAY)
        with pytest.raises(Refused, match="item_unknown"):
            queries.version(version_id=wrong)

    def test_items_are_listed_by_department_and_theme(self) -> None:
        police = queries.item_in_force(code=NEWBORN, on=DAY).department_id
        assert {one.name for one in queries.items_of_department(department_id=police, on=DAY)} == {
            "3周岁内国内出生新生儿上户", "临时居民身份证申领",
        }  # fmt: skip
        (line,) = queries.items_by_theme(subject="person", theme="户籍办理", on=DAY)
        assert line.code == NEWBORN
        assert len(queries.departments_with_items(on=DAY)) == 4 + 5
        household = queries.ThemeLine("person", "户籍办理", 1)
        assert household in queries.themes_with_items(on=DAY)
        assert household in queries.themes()
        assert household.url == "/items/theme/person/%E6%88%B7%E7%B1%8D%E5%8A%9E%E7%90%86/"
        assert len(queries.often_wanted(limit=3)) == 3

    def test_the_newborn_item_is_found_as_people_ask_for_it(self) -> None:
        assert queries.search(text="小孩上户口", on=DAY).hits[0].code == NEWBORN
        found = queries.search(text="开诊所", on=DAY)
        assert found.confident
        assert found.hits[0].name == "中医诊所备案"
        assert found.hits[0].appliable


class TestIndex:
    def test_without_an_index_on_disk_the_catalogue_itself_is_read(
        self, tmp_path: Path, index_here: Path
    ) -> None:
        given.the_town_without_items()
        import_guides(guides(tmp_path, given.a_guide()))
        assert not index_here.exists()
        assert queries.search(text="上户口", on=DAY).hits[0].code == NEWBORN
        import_guides(guides(tmp_path, given.a_guide("中医诊所备案")))
        assert queries.search(text="开诊所", on=DAY).confident

    def test_a_rebuild_puts_a_new_generation_in_place_and_readers_change_over(
        self, tmp_path: Path, index_here: Path
    ) -> None:
        given.the_town_without_items()
        import_guides(guides(tmp_path, given.a_guide()))
        assert services.rebuild_index(on=DAY) == 1
        assert not queries.search(text="中医诊所", on=DAY).hits
        import_guides(guides(tmp_path, given.a_guide("中医诊所备案")))
        assert services.rebuild_index(on=DAY) == 2
        assert queries.search(text="中医诊所", on=DAY).hits
        for _again in range(3):
            services.rebuild_index(on=DAY)
        assert len([one for one in index_here.iterdir() if one.is_dir()]) == finding.KEPT_GENERATIONS

    def test_a_pointer_to_nothing_is_no_index(self, tmp_path: Path, index_here: Path) -> None:
        given.the_town_without_items()
        import_guides(guides(tmp_path, given.a_guide()))
        index_here.mkdir()
        (index_here / finding.POINTER).write_text("gone", encoding="ascii")
        assert queries.search(text="上户口", on=DAY).hits


def test_a_room_above_tells_what_is_known_and_visitors_are_told_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(providers, "_known", [])
    providers.register_known(lambda actor, item, at: [KnownMaterial("lease", "p1", "住建局")])
    item = replace(given.an_item(), materials=(given.a_material(),))
    assert providers.known_materials(actor=CITIZEN, item=item, at=AT)["lease"].source == "住建局"
    assert providers.known_materials(actor=replace(CITIZEN, account_id=""), item=item, at=AT) == {}
