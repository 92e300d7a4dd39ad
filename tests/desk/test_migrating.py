"""The pages on which running cases are brought to a newer plan: seen first, proposed, confirmed by another, taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.cases.browsing import at_this_moment, browser, hidden, text_of  # noqa: F401
from tests.cases.given import CIVIL, HOUSING, STREET
from tests.cases.test_migrating import AT_ONCE, Office, row
from tongban.cases import queries, services
from tongban.desk.plans import migrating
from tongban.foundation.actors import Actor

pytestmark = pytest.mark.django_db


class Desk(Office):
    """The office with a case that can be moved and one that has passed what the newer plan leaves out."""

    def __init__(self, at_this_moment: Any) -> None:  # noqa: F811
        super().__init__()
        at_this_moment(self.at)
        self.waiting, self.passed = self.case(1), self.case(2)
        self.said(self.passed, "survey", STREET, "")
        self.newer()
        self.newest = str(self.versions().get(version_no=2).pk)
        self.address = f"/desk/plans/{self.newest}/migrate/"

    def versions(self) -> Any:
        from django.apps import apps

        return apps.get_model("catalogue", "Version").objects.filter(implementation_id=self.item_id)

    def a_draft(self) -> str:
        """A version that is not published yet."""
        draft = self.version(self.versions().first().implementation, AT_ONCE, 5)
        self.versions().filter(pk=draft.pk).update(state="draft")
        return str(draft.pk)

    def proposed_on_page(self, reason: str = "少一步") -> str:
        """The address of the migration that the proposer has put before a colleague."""
        page = browser(self.proposer).get(self.address)
        sent = {"reason": reason, "submission_key": hidden(page, "submission_key")}
        answer = browser(self.proposer).post(self.address, sent)
        assert answer.status_code == 302, text_of(answer)
        again = browser(self.proposer).post(self.address, sent)
        assert again["Location"] == answer["Location"], "pressed twice is proposed once"
        return str(answer["Location"])


@pytest.fixture
def desk(at_this_moment: Any) -> Desk:  # noqa: F811
    return Desk(at_this_moment)


def seen(who: Actor, address: str) -> str:
    answer = browser(who).get(address)
    assert answer.status_code == 200
    return text_of(answer)


def test_the_plan_of_a_published_version_leads_to_the_running_cases(desk: Desk) -> None:
    html = browser(desk.proposer).get(f"/desk/plans/{desk.newest}/").content.decode()
    assert desk.address in html


def test_the_page_says_of_every_case_what_would_become_of_it(desk: Desk) -> None:
    text = seen(desk.proposer, desk.address)
    assert "共有2件在办件按更早的流程办理" in text
    assert "1件将改按此流程办理,1件仍按原版本办理" in text
    assert "已出具的意见会失去着落:survey。" in text
    for case in (desk.waiting, desk.passed):
        assert case.number in text.replace(" ", "")
    assert "海棠街道办事处 survey 2026-03-09" in text
    assert "民政局 civil" in text
    assert row(desk.waiting).plan_version_no is None


def test_only_the_first_cases_are_tried_out_on_the_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "LOOKED_AT", 1)
    assert "共有2件在办件按更早的流程办理。对其中最早的1件试算" in seen(desk.proposer, desk.address)


def test_a_colleague_confirms_what_one_has_proposed(desk: Desk) -> None:
    run = desk.proposed_on_page()
    own = seen(desk.proposer, run)
    assert "您的岗位无权确认" in own
    assert "等待另一人确认" in own
    assert "survey" in own, "who confirms sees what would become of the cases"
    assert browser(desk.proposer).post(f"{run}confirm/").status_code == 404
    confirmed = browser(desk.publisher).post(f"{run}confirm/")
    assert confirmed["Location"] == run
    text = seen(desk.publisher, run)
    for said in ("已完成", "已按新流程办理: 1", "仍按原版本办理: 1", "少一步"):
        assert said in text
    assert row(desk.waiting).plan_version_no == 2
    assert row(desk.passed).plan_version_no is None
    late = browser(desk.publisher).post(f"{run}confirm/")
    assert late.status_code == 422
    assert "这次迁移的状态已有变化" in text_of(late)


def test_who_proposes_and_publishes_does_not_confirm_her_own(desk: Desk) -> None:
    desk.proposer = desk.publisher
    run = desk.proposed_on_page()
    assert "由您提出的迁移须由另一位同事确认" in seen(desk.publisher, run)
    answer = browser(desk.publisher).post(f"{run}confirm/")
    assert answer.status_code == 422
    assert "须由另一位同事确认" in text_of(answer)


def test_a_proposal_is_given_up(desk: Desk) -> None:
    run = desk.proposed_on_page()
    assert browser(desk.proposer).post(f"{run}drop/").status_code == 302
    assert "已放弃" in seen(desk.proposer, run)
    assert desk.proposed_on_page("再来") != run


def test_a_second_proposal_is_refused_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.proposed_on_page()
    page = browser(desk.proposer).get(desk.address)
    sent = {"reason": "另一个理由", "submission_key": hidden(page, "submission_key")}
    answer = browser(desk.proposer).post(desk.address, sent)
    assert answer.status_code == 422
    assert "本事项已有一次迁移正在进行" in text_of(answer)
    assert "另一个理由" in answer.content.decode()


def test_it_is_taken_back_with_its_reason(desk: Desk) -> None:
    run = desk.proposed_on_page()
    browser(desk.publisher).post(f"{run}confirm/")
    assert browser(desk.publisher).post(f"{run}undo/", {"reason": ""}).status_code == 422
    assert browser(desk.publisher).post(f"{run}undo/", {"reason": "有误"}).status_code == 302
    text = seen(desk.proposer, run)
    for said in ("已撤回", "已恢复原流程: 1", "撤回原因 有误"):
        assert said in text
    assert row(desk.waiting).plan_version_no == 1
    assert desk.open_at(desk.waiting) == ["survey"]


def test_a_case_that_went_on_says_why_it_keeps_the_newer_plan(desk: Desk) -> None:
    run = desk.proposed_on_page()
    browser(desk.publisher).post(f"{run}confirm/")
    desk.said(desk.waiting, "civil", CIVIL)
    browser(desk.publisher).post(f"{run}undo/", {"reason": "有误"})
    assert "撤回会丢失其间的意见,因此仍按第2版流程办理" in seen(desk.publisher, run)


def test_a_long_run_is_paged_and_goes_on_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from tongban.cases.services import migrating as service

    monkeypatch.setattr(service, "AT_ONCE", 1)
    monkeypatch.setattr(migrating, "LOOKED_AT", 1)
    monkeypatch.setattr(migrating, "PAGE", 1)
    run = desk.proposed_on_page()
    browser(desk.publisher).post(f"{run}confirm/")
    page = browser(desk.publisher).get(run)
    assert "正在自动进行" in text_of(page)
    following = re.search(r'href="(\?after=\d+)"', page.content.decode())
    assert following, "the way to the next page"
    assert desk.passed.number not in text_of(page).replace(" ", "")
    services.migrate_due(desk.at)
    assert desk.passed.number in seen(desk.publisher, run + following[1]).replace(" ", "")
    assert "正在自动进行" not in seen(desk.publisher, run)


def test_versions_that_are_no_target_and_strangers_find_no_page(desk: Desk) -> None:
    draft = desk.a_draft()
    for who, address in [
        (desk.proposer, f"/desk/plans/{draft}/migrate/"),
        (desk.clerk, desk.address),
        (desk.citizen, desk.address),
        (desk.publisher, "/desk/migrations/nothing/"),
    ]:
        assert browser(who).get(address).status_code == 404


def test_the_applicant_reads_that_no_date_got_later(desk: Desk) -> None:
    run = desk.proposed_on_page()
    browser(desk.publisher).post(f"{run}confirm/")
    found = queries.case_card(public_id=desk.waiting.public_id)
    owner = Actor(account_id="x", person_id=found.applicant_person_id, name="李小二", role="citizen", level=3)
    text = text_of(browser(owner).get(f"/case/{desk.waiting.public_id}/"))
    assert "内部办理改按第2版流程进行,期限不会因此推迟,仍于2026年3月16日" in text
    assert "住房和城乡建设局、民政局" in text


def test_an_official_reads_who_is_asked_now(desk: Desk) -> None:
    run = desk.proposed_on_page()
    browser(desk.publisher).post(f"{run}confirm/")
    text = text_of(browser(desk.approvers[HOUSING]).get(f"/desk/case/{desk.waiting.public_id}/"))
    assert "内部办理改按第2版流程进行" in text
    assert "民政局 civil" in text


def test_the_pages_speak_english_too(desk: Desk) -> None:
    client: Client = browser(desk.proposer)
    client.post("/look/", {"language": "en"})
    text = text_of(client.get(desk.address))
    for said in ("Only the plan moves", "would stay on its version", "The newer plan does not ask again"):
        assert said in text
