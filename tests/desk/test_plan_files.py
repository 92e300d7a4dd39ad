"""A plan as a file on its page: taken away, brought in with a comparison, refused by element, never half taken."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.browsing import at_this_moment, browser, hidden, text_of  # noqa: F401
from tests.catalogue.given import ADMINISTRATOR, CITIZEN, COLLEAGUE
from tests.desk.test_plans import Desk, in_force, town  # noqa: F401
from tongban.catalogue import queries
from tongban.flow import rules
from tongban.flow.rules.bpmn import plan_from_bpmn
from tongban.foundation import xmldoc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def drawn() -> bytes:
    """The plan in force as the page gives it away."""
    answer = browser(ADMINISTRATOR).get(f"/desk/plans/{in_force().version_id}/bpmn/")
    assert answer.status_code == 200
    return bytes(answer.content)


def sent(desk: Desk, data: bytes, name: str = "plan.bpmn", **more: Any) -> Any:
    file = SimpleUploadedFile(name, data, content_type="text/html")
    typed = {"expected": hidden(desk.page, "expected"), "file": file} | more
    return desk.browser.post(f"{desk.address}import/", typed)


class TestTakingAway:
    def test_the_plan_in_force_travels_with_its_drawing_and_reads_back_the_same(self) -> None:
        found = plan_from_bpmn(drawn())
        assert found.plan == rules.rooted(rules.plan_from(in_force().plan))
        assert b"BPMNShape" in drawn()

    def test_it_is_a_file_with_a_name_people_know(self) -> None:
        answer = browser(ADMINISTRATOR).get(f"/desk/plans/{in_force().version_id}/bpmn/")
        assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%")
        assert answer["Content-Disposition"].endswith("%201.bpmn")
        assert "下载为 BPMN 2.0" in Desk().look()

    def test_a_draft_is_given_away_as_it_stands_even_when_it_is_not_whole(self) -> None:
        desk = Desk()
        desk.sends("after:1")
        assert "新环节" in desk.browser.get(f"{desk.address}bpmn/").content.decode()

    def test_only_item_administrators_find_it(self) -> None:
        assert browser(CITIZEN).get(f"/desk/plans/{in_force().version_id}/bpmn/").status_code == 404
        assert browser(CITIZEN).post(f"/desk/plans/{in_force().version_id}/import/").status_code == 404


class TestBringingIn:
    def test_a_file_is_taken_whole_and_told_in_words(self) -> None:
        desk = Desk()
        changed = drawn().replace("街道初审".encode(), "街道联审".encode())
        answer = sent(desk, changed.replace(b'duty="review" workdays="10"', b'duty="review" workdays="12"'))
        assert answer.status_code == 200
        said = text_of(answer)
        assert "文件已导入草稿" in said
        assert "“街道初审”改名为“街道联审”" in said
        assert "时限由10个工作日改为12个工作日" in said
        street = next(seat for seat in rules.seats_of(desk.plan) if seat.key == "street")
        assert (street.name, street.workdays) == ("街道联审", 12)
        assert "街道初审" in str(in_force().plan), "what is in force stays as it is"

    def test_it_can_be_undone_like_any_change(self) -> None:
        desk = Desk()
        before = desk.plan
        sent(desk, drawn().replace("街道初审".encode(), "街道联审".encode()))
        desk.look()
        desk.sends("undo")
        assert desk.plan == before

    def test_the_same_file_sent_twice_counts_once(self) -> None:
        desk = Desk()
        data = drawn().replace("街道初审".encode(), "街道联审".encode())
        sent(desk, data)
        assert sent(desk, data).status_code == 200
        assert queries.draft_plans(version_id=desk.draft)[0].number == 1

    def test_how_a_strangers_file_was_read_is_told(self) -> None:
        desk = Desk()
        plain = drawn().replace(b"tongban:seat", b"tongban:chair")
        said = text_of(sent(desk, plain))
        assert "读取说明" in said
        assert "没有代码为" in said, "and the editor names what is to be mended"

    def test_who_brought_it_in_does_not_publish_it(self) -> None:
        desk = Desk(COLLEAGUE)
        sent(desk, drawn().replace(b'duty="review" workdays="10"', b'duty="review" workdays="9"'))
        desk.browser.post(f"{desk.address}send/")
        answer = desk.browser.post(f"{desk.address}publish/", {"effective_on": "2026-03-02"})
        assert answer.status_code == 422
        assert "请由另一位同事发布" in text_of(answer)


class TestRefusing:
    def test_every_reason_stands_on_the_page_with_its_element(self) -> None:
        desk = Desk()
        before = desk.plan
        wrong = drawn().replace(b'<bpmn:userTask id="seat_street"', b'<bpmn:scriptTask id="seat_street"', 1)
        wrong = wrong.replace(b"</bpmn:userTask>", b"</bpmn:scriptTask>", 2)
        wrong = wrong.replace(b"</bpmn:scriptTask>", b"</bpmn:userTask>", 1)
        answer = sent(desk, wrong, name="来自别处.bpmn")
        assert answer.status_code == 422
        html, said = answer.content.decode(), text_of(answer)
        assert "<code>seat_street</code>" in html
        assert "来自别处.bpmn" in said
        assert "scriptTask" in said
        assert 'id="id_file-error"' in html
        assert desk.plan == before

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"   ",
            b"not xml",
            b"\xff\xfe\x00",
            b"{",
            b'{"kind": "seat"}',
            b"<html/>",
            b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aa'>]><x>&a;</x>",
            b"<?xml version='1.0'?><!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>",
            b"<a>" * 500,
            b"<x>" + b"<script>alert(1)</script>" * 3 + b"</x>",
        ],
    )
    def test_hostile_files_are_refused_in_a_sentence(self, data: bytes) -> None:
        desk = Desk()
        before = desk.plan
        answer = sent(desk, data)
        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()
        assert desk.plan == before

    def test_a_file_that_is_too_large_is_refused_before_it_is_read(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tongban.desk.plans.files.MOST_BYTES", 1024)
        answer = sent(Desk(), b"<x>" + b" " * 2000)
        assert answer.status_code == 422
        assert "文件大于" in text_of(answer)
        assert xmldoc.MOST_BYTES > 1024

    def test_no_file_is_asked_for(self) -> None:
        desk = Desk()
        answer = desk.browser.post(f"{desk.address}import/", {"expected": "0"})
        assert answer.status_code == 422
        assert "请选择文件" in text_of(answer)

    def test_a_draft_that_moved_on_is_not_overwritten(self) -> None:
        mine = Desk()
        theirs = Desk(COLLEAGUE, mine.draft)
        theirs.sends(n1__workdays="8")
        answer = sent(mine, drawn())
        assert answer.status_code == 409
        assert "改过这份草稿" in text_of(answer)
        assert next(rules.seats_of(mine.plan)).workdays == 8

    def test_what_is_in_force_takes_no_file(self) -> None:
        file = SimpleUploadedFile("plan.bpmn", drawn())
        address = f"/desk/plans/{in_force().version_id}/import/"
        answer = browser(ADMINISTRATOR).post(address, {"file": file})
        assert answer.status_code == 409
