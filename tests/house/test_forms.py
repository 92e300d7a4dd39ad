"""Every form of the house, sent empty, wrong and hostile: nothing typed is lost, every fault is named twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client

from tests.bundles.town import CODE
from tests.cases import given as cases
from tests.house import given
from tests.house.given import World
from tongban.bundles import services as bundles
from tongban.cases import rules, services
from tongban.catalogue import rules as catalogue_rules
from tongban.catalogue import services as catalogue
from tongban.flow.rules.dmn.grids import Grid, GridInput, GridOutput, GridRule, dmn_of
from tongban.foundation import clock
from tongban.foundation.actors import SYSTEM
from tongban.licences import budget

pytestmark = pytest.mark.django_db
WRONG = 422
HOSTILE = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\ufeff",
    "\u202e\u2066",
    "\u200b\u200d",
    "\r\n\r\n",
    "\t",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "</textarea></form>",
    "{{ 7*7 }}{% debug %}",
    "{0}{name}{__class__}",
    "%s%n%x%(name)s",
    "${jndi:ldap://x/y}",
    "'; DROP TABLE cases_case; --",
    "' OR '1'='1",
    "\\",
    "../../../etc/passwd",
    '=HYPERLINK("http://x")',
    "-1",
    "0",
    "1e309",
    "NaN",
    "９９９９",
    "٣٤٥",
    "9" * 400,
    "-" + "9" * 40,
    "0x1F",
    "2026-02-30",
    "99999-01-01",
    "0000-00-00",
    "true",
    "null",
    "[]",
    '{"a": 1}',
    "😀👨‍👩‍👧",
    "𠀀龘",
    "Z" + "\u0301" * 50,
    "x" * 5_000,
    "//evil.example/",
)


@dataclass(frozen=True)
class Sent:
    """One form: who sends it where, what makes it wrong, and which words must come back.

    blank  the fields that a fault must be named at when the form is sent empty
    wrong  what is typed wrongly; ``kept`` of it must stand in the answer
    """

    name: str
    who: str
    address: Callable[[World], str]
    blank: tuple[str, ...]
    wrong: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def on_case(name: str) -> Callable[[World], str]:
    return lambda world: f"/desk/case/{world.ids['case']}/{name}/"


def waiting_case(world: World) -> str:
    """A case that is not accepted yet, of the neighbour's own."""
    draft = world.town.submitted(citizen=world.actors["neighbour"], key="k-waiting")
    return draft.public_id


def on_waiting(name: str) -> Callable[[World], str]:
    return lambda world: f"/desk/case/{waiting_case(world)}/{name}/"


def correction(world: World) -> str:
    """The page on which a correction notice is answered."""
    case = waiting_case(world)
    services.request_correction(
        public_id=case,
        items=(rules.CorrectionItem("field", "income", "月收入", "请填写税后收入"),),
        actor=world.town.clerk,
        at=given.AT,
        key="k-correction",
    )
    return f"/case/{case}/correction/"


def heard_case(world: World) -> str:
    """A case of which every department has given its opinion."""
    world.town.said(world.case, "survey", cases.STREET, "")
    for seat, department in (
        ("housing", cases.HOUSING),
        ("civil", cases.CIVIL),
        ("registry", cases.REGISTRY),
    ):
        world.town.said(world.case, seat, department)
    return world.ids["case"]


def decided_case(world: World) -> str:
    services.decide(
        public_id=heard_case(world), approve=True, actor=world.town.head, at=given.AT, key="k-yes"
    )
    return world.ids["case"]


def draft_of_a_plan(world: World) -> str:
    """A draft of the town's item, begun by somebody else."""
    draft = catalogue.draft_from(version_id=world.ids["version"], changes={}, actor=SYSTEM, at=given.AT)
    return f"/desk/plans/{draft}/change/"


def file_for_a_plan(world: World) -> str:
    return draft_of_a_plan(world).replace("/change/", "/import/")


TABLE = Grid(
    "材料", "FIRST", (GridInput("household", "number"),), (GridOutput("m1"),), (GridRule(("",), ("",)),)
)


def draft_of_a_table(world: World) -> str:
    """A decision table in a draft of the town's item, begun by somebody else."""
    tables = catalogue_rules.to_plain((catalogue_rules.TableCard("table-1", "材料", dmn_of(TABLE)),))
    draft = catalogue.draft_from(
        version_id=world.ids["version"], changes={"tables": tables}, actor=SYSTEM, at=given.AT
    )
    return f"/desk/plans/{draft}/tables/table-1/change/"


def file_for_a_table(world: World) -> str:
    return draft_of_a_table(world).replace("/table-1/change/", "/import/")


def newer_version(world: World) -> str:
    """A version newer than the one the running case follows; nobody has a migration in hand."""
    services.drop_migration(run=world.ids["migration"], actor=SYSTEM, at=given.AT)
    carried = apps.get_model("catalogue", "Implementation").objects.get(pk=world.town.item_id)
    return str(world.town.version(carried, cases.HOUSING_PLAN, 2).pk)


def done_migration(world: World) -> str:
    services.confirm_migration(run=world.ids["migration"], actor=SYSTEM, at=given.AT)
    services.migrate_due(given.AT)
    return world.ids["migration"]


def procedure_of_a_draft(world: World) -> str:
    draft = catalogue.draft_from(version_id=world.ids["version"], changes={}, actor=SYSTEM, at=given.AT)
    return f"/desk/items/{draft}/procedure/"


def version_under_review(world: World) -> str:
    draft = catalogue.draft_from(version_id=world.ids["version"], changes={}, actor=SYSTEM, at=given.AT)
    apps.get_model("catalogue", "Version").objects.filter(pk=draft).update(state="review")
    return f"/desk/plans/{draft}/publish/"


def begun_bundle(world: World) -> str:
    """The first question of the citizen's own bundle."""
    card = bundles.start(code=CODE, actor=world.actors["citizen"], at=given.AT)
    return f"/bundle/{card.public_id}/situation/licence/"


def situated_bundle(world: World) -> str:
    return world.town.begun(who=world.actors["citizen"])


def page_of_bundle(key: str) -> Callable[[World], str]:
    """The page on which this question of a bundle stands."""

    def address(world: World) -> str:
        application = situated_bundle(world)
        browser = world.browser("citizen")
        html = browser.get(f"/bundle/{application}/").content.decode()
        steps = re.findall(rf"/bundle/{application}/form/([-\w]+)/", html)
        pages = (f"/bundle/{application}/form/{step}/" for step in steps)
        return next(one for one in pages if f'name="{key}"' in browser.get(one).content.decode())

    return address


def upload_to_bundle(world: World) -> str:
    application = situated_bundle(world)
    material = world.town.work(application, world.actors["citizen"]).missing[0]
    return f"/bundle/{application}/materials/{material.id}/upload/"


def design_of_bundle(world: World) -> str:
    answer = world.browser("administrator").post(f"/desk/bundles/{CODE}/draft/")
    return str(answer.headers["Location"])


FORMS = [
    Sent("sign-in", "visitor", lambda w: "/sign-in/", ("login_name", "password"),
         {"login_name": "没有这个人", "password": "不对"}, ("没有这个人",), ("login_name", "password", "next")),
    Sent("sign-up", "visitor", lambda w: "/sign-up/", ("name", "id_number", "phone", "password"),
         {"name": "王小明", "id_number": "123", "phone": "abc", "password": "短"}, ("王小明", "123", "abc")),
    Sent("verify", "visitor", lambda w: "/verify/", ("text",), {"text": "x" * 2001}, ("x" * 2001,)),
    Sent("contact", "citizen", lambda w: "/me/contact/", (),
         {"phone": "12", "email": "不是邮箱", "address": "梧桐路1号"}, ("12", "不是邮箱", "梧桐路1号")),
    Sent("password", "citizen", lambda w: "/me/password/", ("old", "new"), {"old": "x", "new": "y"}),
    Sent("first page of an application", "neighbour", lambda w: f"/draft/{w.ids['draft']}/1/",
         ("household",), {"household": "三口"}, ("三口",)),
    Sent("second page of an application", "neighbour", lambda w: f"/draft/{w.ids['draft']}/2/",
         ("income",), {"income": "很多", "remark": "补充说明"}, ("很多", "补充说明")),
    Sent("upload", "neighbour", lambda w: f"/draft/{w.ids['draft']}/materials/m1/upload/", ("file",)),
    Sent("staff", "manager", lambda w: "/desk/staff/", ("staff", "post", "starts_on"),
         {"staff": "", "post": "", "starts_on": "明天"}, ("明天",)),
    Sent("end of an appointment", "manager", lambda w: f"/desk/staff/{w.ids['appointment']}/end/",
         ("ends_on",), {"ends_on": "明天"}, ("明天",)),
    Sent("leave", "approver", lambda w: "/desk/leave/", ("staff", "kind", "starts_on", "ends_on", "stand_in"),
         {"starts_on": "明天", "ends_on": "后天"}, ("明天", "后天")),
    Sent("lights and reminders", "supervisor", lambda w: "/desk/thresholds/", ("yellow",),
         {"yellow": "早一点", "seat-head": "到期当天"}, ("早一点", "到期当天"), ("red", "seat-remind", "gap-remind")),
    Sent("plan of an item", "administrator", draft_of_a_plan, (),
         {"n1-workdays": "很多", "n1-name": "很长的名称" * 13}, ("很多", "很长的名称" * 13),
         ("n1-department", "n1-duty", "n1-permission", "act", "expected", "key")),
    Sent("decision table", "administrator", draft_of_a_table, (),
         {"expected": "0", "rows": "1", "ins": "1", "outs": "1", "name": "材料规则", "in1": "household", "r1-in1": "很多", "out1": "m1",
          "r1-out1": "none", "r1-note": "见第七条"}, ("很多", "材料规则", "见第七条"),
         ("act", "hit", "else-out1", "expected", "key")),
    Sent("decision table in a file", "administrator", file_for_a_table, ("file",), fields=("file", "expected", "replaces")),
    Sent("plan in a file", "administrator", file_for_a_plan, ("file",), fields=("file", "expected")),
    Sent("procedure of an item", "administrator", procedure_of_a_draft, (),
         {"look_workdays": "很多", "gap_rule": "某某办法第九条"}, ("很多", "某某办法第九条"), ("immediate", "gap_lapse", "seen")),
    Sent("publishing a version", "administrator", version_under_review, ("effective_on",),
         {"effective_on": "昨天"}, ("昨天",)),
    Sent("proposing a migration", "administrator", lambda w: f"/desk/plans/{newer_version(w)}/migrate/", ("reason",),
         {"reason": "很" * 501}, ("很" * 501,), ("submission_key",)),
    Sent("taking a migration back", "administrator", lambda w: f"/desk/migrations/{done_migration(w)}/undo/",
         ("reason",), {"reason": "误" * 501}, ("误" * 501,)),
    Sent("picking up a draft", "clerk", lambda w: "/desk/draft/", ("code",), {"code": "12"}, ("12",)),
    Sent("correction notice", "clerk", on_waiting("correct"), (),
         {"note": "请尽快", "ask-material-m1": "on"}, ("请尽快",)),
    Sent("refusing acceptance", "clerk", on_waiting("refuse"), ("ground",),
         {"ground": "not_competent", "reason": "不归本局"}, ("不归本局",)),
    Sent("opinion", "approver", on_case("opinion"), (), {"seat": "survey", "reason": "走访过了" * 600}, ("走访过了",)),
    Sent("decision", "decider", lambda w: f"/desk/case/{heard_case(w)}/decide/", ("decision",),
         {"decision": "no", "reasons": "收入超过标准"}, ("收入超过标准",)),
    Sent("delivery", "clerk", lambda w: f"/desk/case/{decided_case(w)}/deliver/", ("method",),
         {"method": "pigeon", "note": "SF123"}, ("SF123",)),
    Sent("situation of a bundle", "citizen", begun_bundle, ("licence",), {"licence": "perhaps"}, (), ("discard",)),
    Sent("page of a bundle", "citizen", page_of_bundle("trade_name"), ("trade_name",),
         {"trade_name": "名" * 300}, ("名" * 300,)),
    Sent("upload to a bundle", "citizen", upload_to_bundle, ("file",)),
    Sent("sending a bundle", "citizen", lambda w: f"/bundle/{situated_bundle(w)}/check/", ("truth",)),
    Sent("design of a bundle", "administrator", design_of_bundle, ("name", "subjects"),
         {"name": "", "theme": "餐饮", "questions": "[", "member-0-name": "许可"}, ("餐饮", "许可")),
    Sent("answer to a correction notice", "neighbour", correction, ("income",), {"income": "很多"}, ("很多",)),
]  # fmt: skip


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: given.AT)
    monkeypatch.setattr(budget, "spent", lambda _address, _at: False)
    return World()


def summary_of(response: HttpResponse) -> str:
    """The faults named on top of the page."""
    found = re.search(r"(?s)data-error-summary.*?</div>", response.content.decode())
    return found[0] if found else ""


def faulty_fields(response: HttpResponse) -> set[str]:
    """The fields beside which a fault stands."""
    html = response.content.decode()
    tags = re.findall(r"<(?:input|textarea|select|fieldset)[^>]*aria-invalid=\"true\"[^>]*>", html)
    return {name for tag in tags for name in re.findall(r'name="([^"]+)"', tag)}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_sent_empty_or_wrong_says_so_on_top_and_keeps_what_was_typed(world: World, form: Sent) -> None:
    browser, address = world.browser(form.who), form.address(world)
    if form.blank:
        empty = browser.post(address, hidden_of(browser, address))
        assert empty.status_code == WRONG
        assert len(re.findall(r"<li>", summary_of(empty))) >= len(form.blank)
        said = empty.content.decode()
        for name in form.blank:
            assert re.search(rf'id="[^"]*{name}[^"]*error', said), f"no fault beside {name}"
    if form.wrong:
        wrong = browser.post(address, hidden_of(browser, address) | form.wrong)
        assert wrong.status_code == WRONG
        assert "<li>" in summary_of(wrong)
        said = unescape(wrong.content.decode())
        assert [text for text in form.kept if text not in said] == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_no_text_makes_a_form_fail_or_runs_in_the_page(world: World, form: Sent) -> None:
    browser, address = world.browser(form.who), form.address(world)
    names = {*form.blank, *form.wrong, *form.fields}
    failed = []
    seal = hidden_of(browser, address)
    for text in HOSTILE:
        typed: dict[str, Any] = dict.fromkeys(names, text.encode("utf-8", "surrogatepass"))
        answer = browser.post(address, (seal and hidden_of(browser, address)) | typed)
        html = answer.content.decode()
        if answer.status_code >= 500 or "<script>alert(1)" in html or "<img src=x" in html:
            failed.append(f"{text[:30]!r}: {answer.status_code}")
    assert not failed, "\n".join(failed)


def hidden_of(browser: Client, address: str) -> dict[str, Any]:
    """The hidden fields of the page on which the form stands, as a browser sends them along."""
    page = (
        re.sub(r"/(correct|refuse|opinion|decide|deliver)/$", "/", address)
        if "/desk/case/" in address
        else address
    )
    tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', browser.get(page).content.decode())
    pairs = [(re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in tags]
    return {
        name[1]: value[1] if value else ""
        for name, value in pairs
        if name and name[1] in {"submission_key", "version"}
    }
