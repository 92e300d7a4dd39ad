"""The machines' door: the same services, thin; keys are asked for, refusals pass through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases import given
from tests.cases.browsing import at_this_moment, browser  # noqa: F401 - a fixture
from tests.cases.town import TASK_CODE, Town
from tongban.cases import queries, services

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases"
PNG = (Path(__file__).parents[1] / "files" / "data" / "uploads" / "benign.png").read_bytes()


@pytest.fixture
def town(at_this_moment: Any) -> Town:  # noqa: F811
    at_this_moment(given.MONDAY)
    return Town()


def machine(actor: Any) -> Client:
    client = browser(actor)
    client.cookies["sessionid"] = "known to the test only"
    return client


def post(client: Client, path: str, body: dict[str, Any] | None = None, key: str = "key-1") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{CASES}{path}", body or {}, content_type="application/json", headers=headers)


def test_a_case_goes_from_draft_to_decision_through_the_interface(town: Town) -> None:
    citizen, clerk = machine(town.citizen), machine(town.clerk)
    draft = post(citizen, "/drafts", {"item_code": TASK_CODE}).json()
    assert draft["answers"]["name"] == "王小明"
    saved = citizen.put(
        f"{CASES}/drafts/{draft['public_id']}/answers",
        {"answers": {"household": "3", "income": "many"}},
        content_type="application/json",
    )
    assert [fault["field"] for fault in saved.json()["faults"]] == ["income"]
    refused = post(citizen, f"/drafts/{draft['public_id']}/submit")
    assert refused.status_code == 422
    assert refused.json()["code"] == "cases.application_incomplete"
    town.draft()
    sent = post(citizen, f"/drafts/{draft['public_id']}/submit").json()
    assert sent["state"] == "submitted"
    case = sent["public_id"]
    assert post(clerk, f"/{case}/accept").json()["state"] == "accepted"
    whole = clerk.get(f"{CASES}/{case}").json()
    assert [seat["instance"] for seat in whole["seats"]] == ["survey"]
    assert [line["public_id"] for line in citizen.get(f"{CASES}/mine").json()["cases"]] == [case]
    street = machine(town.approvers[given.STREET])
    said = post(street, f"/{case}/seats/survey/opinion", {"reason": "属实"})
    assert said.status_code == 200
    early = post(machine(town.head), f"/{case}/decision", {"approve": True})
    assert early.json()["code"] == "cases.opinions_outstanding"


def test_the_same_key_gives_the_same_answer(town: Town) -> None:
    citizen = machine(town.citizen)
    draft = town.draft()
    first, second = (post(citizen, f"/drafts/{draft}/submit").json() for _time in range(2))
    assert first == second


def test_a_write_without_a_key_is_refused(town: Town) -> None:
    answer = post(machine(town.citizen), "/drafts", {"item_code": TASK_CODE}, key="")
    assert (answer.status_code, answer.json()["code"]) == (400, "outbox.key_missing")


def test_a_stranger_is_told_that_there_is_no_such_case(town: Town) -> None:
    case = town.submitted().public_id
    stranger = machine(town.person(4, "钱六"))
    for answer in (
        stranger.get(f"{CASES}/{case}"),
        post(stranger, f"/{case}/accept"),
        post(stranger, f"/{case}/withdrawal"),
    ):
        assert answer.status_code == 404
    assert machine(town.citizen).get(f"{CASES}/{case}").status_code == 200


def test_an_act_on_a_case_that_moved_on_is_refused(town: Town) -> None:
    case = town.submitted().public_id
    answer = post(machine(town.clerk), f"/{case}/accept", {"expected_version": 7})
    assert answer.status_code == 409


def test_an_application_in_one_request_becomes_one_case_however_often_it_is_sent(town: Town) -> None:
    citizen = machine(town.citizen)
    town.draft()  # its file is there already; the answers come with the request
    body = {"item_code": TASK_CODE, "answers": {"household": "2", "income": "1000"}}
    first, second = (post(citizen, "", body) for _time in range(2))
    assert first.status_code == 200, first.content
    assert first.json() == second.json()
    assert citizen.get(f"{CASES}/{first.json()['public_id']}").json()["answers"]["income"] == "1000"
    assert len(citizen.get(f"{CASES}/mine").json()["cases"]) == 1
    other = post(citizen, "", body | {"answers": {"income": "2"}})
    assert (other.status_code, other.json()["code"]) == (422, "outbox.key_reused")


def test_an_incomplete_application_in_one_request_leaves_nothing_behind(town: Town) -> None:
    answer = post(machine(town.citizen), "", {"item_code": TASK_CODE, "answers": {"household": "2"}})
    assert answer.status_code == 422
    assert {fault["field"] for fault in answer.json()["faults"]} == {"income", "m1"}
    assert queries.drafts_of(actor=town.citizen) == ()


def test_a_file_sent_twice_with_one_key_is_there_once(town: Town) -> None:
    citizen = machine(town.citizen)
    draft = post(citizen, "/drafts", {"item_code": TASK_CODE}).json()["public_id"]
    sent = [
        citizen.post(
            f"{CASES}/drafts/{draft}/materials/m1",
            {"file": SimpleUploadedFile("收入.png", PNG, "image/png")},
            headers={"Idempotency-Key": "file-1"},
        )
        for _time in range(2)
    ]
    assert sent[0].status_code == 200, sent[0].content
    assert sent[0].json() == sent[1].json()
    card = queries.draft_for(actor=town.citizen, public_id=draft, at=town.at)
    assert card is not None
    assert [one.name for one in card.materials["m1"]] == ["收入.png"]


def test_a_correction_is_asked_for_once_and_answered(town: Town) -> None:
    citizen, clerk = machine(town.citizen), machine(town.clerk)
    case = town.submitted().public_id
    items = [{"kind": "field", "key": "income", "name": "月收入", "needed": "请填写税后收入"}]
    assert post(clerk, f"/{case}/correction", {"items": items}).json()["state"] == "correction"
    again = post(clerk, f"/{case}/correction", {"items": items}, key="key-2")
    assert again.json()["code"] == "cases.waits_for_correction"
    assert [one["key"] for one in citizen.get(f"{CASES}/{case}").json()["correction"]] == ["income"]
    done = post(citizen, f"/{case}/correction/answer", {"answers": {"income": "2600"}})
    assert done.json()["state"] == "submitted"
    assert citizen.get(f"{CASES}/{case}").json()["answers"]["income"] == "2600"


def test_the_worklist_says_what_waits_for_whom(town: Town) -> None:
    case = town.submitted().public_id
    clerk, street = machine(town.clerk), machine(town.approvers[given.STREET])
    assert [line["public_id"] for line in clerk.get(f"{CASES}/worklist").json()["intake"]] == [case]
    assert street.get(f"{CASES}/worklist").json() == {"intake": [], "seats": []}
    post(clerk, f"/{case}/accept")
    assert clerk.get(f"{CASES}/worklist").json()["intake"] == []
    seats = street.get(f"{CASES}/worklist").json()["seats"]
    assert [(seat["case"], seat["instance"]) for seat in seats] == [(case, "survey")]
    assert machine(town.citizen).get(f"{CASES}/worklist").status_code == 404


def test_a_no_names_the_usual_remedies_and_a_delivery_closes_the_case(town: Town) -> None:
    case = town.heard().public_id
    bare = post(machine(town.head), f"/{case}/decision", {"approve": False})
    assert bare.status_code == 422
    no = {"approve": False, "reasons": "收入超过标准", "legal_basis": "第七条"}
    assert post(machine(town.head), f"/{case}/decision", no, key="key-2").json()["state"] == "decided"
    done = post(machine(town.clerk), f"/{case}/delivery", {"method": "window", "to": "本人"})
    assert done.json()["state"] == "delivered"
    remedies = town.facts(services.CaseResult(case, "", "", 0)).decision.remedies
    assert remedies.review_body == "海棠区人民政府"


def test_acceptance_is_refused_with_ground_and_reason(town: Town) -> None:
    case = town.submitted().public_id
    body = {"ground": "not_competent", "reason": "由区民政局办理", "competent_body": "海棠区民政局"}
    answer = post(machine(town.clerk), f"/{case}/refuse-acceptance", body)
    assert answer.json()["state"] == "acceptance_refused", answer.content
    late = post(machine(town.clerk), f"/{case}/accept")
    assert late.json()["code"] == "cases.closed"


def test_my_cases_come_page_by_page(town: Town) -> None:
    for number in range(3):
        town.submitted(key=f"k{number}", income=str(1000 + number))
    citizen = machine(town.citizen)
    first = citizen.get(f"{CASES}/mine?limit=2").json()
    rest = citizen.get(f"{CASES}/mine", {"limit": 2, "after": first["older"]}).json()
    assert [len(first["cases"]), len(rest["cases"]), rest["older"]] == [2, 1, ""]


# -- beside the ordinary way -------------------------------------------------------------------------------


TRUST = {
    "commitment": {"terms": ["符合条件"], "consequences": "撤销决定", "replaces": ["m3"], "workdays": 1},
    "gap_workdays": 5,
}
OWED = [
    {"id": "m1", "name": "收入证明"},
    {"id": "m2", "name": "体检表", "necessity": "gap"},
    {"id": "m3", "name": "场地证明"},
]


def test_a_promise_and_what_follows_later_go_through_the_interface(at_this_moment: Any) -> None:  # noqa: F811
    at_this_moment(given.MONDAY)
    town = Town(plan=given.DECISION_ONLY, materials=OWED, procedure=TRUST)
    citizen, draft = machine(town.citizen), town.draft()
    body = {"promise": True, "later": ["m2"], "follow_up": True}
    chosen = citizen.put(f"{CASES}/drafts/{draft}/choice", body, content_type="application/json")
    assert chosen.json() == {"promise": True, "later": ["m2"], "follow_up": True, "earlier": ""}
    case = post(citizen, f"/drafts/{draft}/submit").json()["public_id"]
    services.accept(public_id=case, actor=town.clerk, at=town.at, key="a")
    seen = citizen.get(f"{CASES}/{case}/clocks").json()
    assert {"promised", "statutory", "gap"} <= {one["name"] for one in seen["clocks"]}
    assert seen["expected"] is None
    assert machine(town.person(3, "张三")).get(f"{CASES}/{case}/clocks").status_code == 404
    for material, act in (("m2", "later"), ("m3", "promise/withdrawal")):
        sent = {"file": SimpleUploadedFile("a.png", PNG, "image/png")}
        headers = {"Idempotency-Key": f"file-{material}"}
        first, again = (
            citizen.post(f"{CASES}/{case}/later/materials/{material}", sent_now, headers=headers).json()
            for sent_now in (sent, {"file": SimpleUploadedFile("a.png", PNG, "image/png")})
        )
        assert first == again
        done = post(citizen, f"/{case}/{act}", {"files": {material: [first["public_id"]]}}, key=f"k-{act}")
        assert done.status_code == 200, done.content
    facts = town.facts(queries.case_card(public_id=case))
    assert facts.promise is None
    assert not facts.gaps


def test_a_hearing_is_answered_through_the_interface(town: Town) -> None:
    case = town.accepted().public_id
    handler = town.official(given.HOUSING, "case.accept", "case.decide", "case.read_department")
    services.offer_hearing(public_id=case, reason="涉及邻居", actor=handler, at=town.at, key="o")
    answer = post(machine(town.citizen), f"/{case}/hearing/answer", {"wanted": False})
    assert answer.status_code == 200
    again = post(machine(town.citizen), f"/{case}/hearing/answer", {"wanted": True}, key="other")
    assert again.json()["code"] == "cases.hearing_answered"


def test_the_rarer_acts_stand_at_the_machines_door_too(town: Town) -> None:
    case = town.accepted().public_id
    approver = machine(town.approvers[given.HOUSING])
    head = machine(town.official(given.HOUSING, "case.direct", "case.revoke"))
    special = {"kind": "appraisal", "days": 3, "reason": "送检"}
    assert post(approver, f"/{case}/special", special).json()["state"] == "suspended"
    assert post(approver, f"/{case}/special", special).json()["state"] == "suspended"
    assert post(approver, f"/{case}/special/end", {"result": "合格"}).json()["state"] == "accepted"
    more = {"days": 99, "reason": "核查"}
    assert post(approver, f"/{case}/extension", more).status_code == 404
    too_long = post(head, f"/{case}/extension", more)
    assert (too_long.status_code, too_long.json()["code"]) == (422, "cases.extension_wrong")
    assert post(head, f"/{case}/extension", more | {"days": 5}, key="key-2").status_code == 200
    reminded = post(head, f"/{case}/seats/survey/move", {"kind": "remind", "reason": "快到期"})
    assert reminded.status_code == 200
    visit = {"on": "2026-03-02", "time": "14:00", "place": "现场", "departments": ["民政局"]}
    assert post(approver, f"/{case}/visit", visit).status_code == 200
    alone = {"findings": [{"department_name": "民政局", "text": "属实"}]}
    assert post(approver, f"/{case}/visit/findings", alone).json()["code"] == "cases.visit_not_signed"
    there = [town.in_office(given.HOUSING, number).staff_id for number in (601, 602)]
    found = alone | {"officials": there, "signed": "二人已签字"}
    assert post(approver, f"/{case}/visit/findings", found).status_code == 200
    ended = post(machine(town.head), f"/{case}/termination", {"ground": "died", "reason": "死亡证明"})
    assert ended.json()["state"] == "terminated"


def test_a_permission_ends_at_the_machines_door_with_the_usual_remedies(town: Town) -> None:
    case = town.delivered().public_id
    head = machine(town.official(given.HOUSING, "case.revoke"))
    typed = {"kind": "revoked", "reason": "材料虚假", "legal_basis": "《行政许可法》第六十九条"}
    assert post(head, f"/{case}/permission/end", typed).json()["state"] == "ended"
