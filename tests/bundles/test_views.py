"""The pages of bundles: the applicant's way with every wrong turn, the tracker, the desk of item administrators."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.bundles import given
from tests.bundles.given import FOOD, HAS_LICENCE, NO_LICENCE, SIGN, TRADE
from tests.bundles.test_services import hold_licence
from tests.bundles.town import CODE, TODAY, BundleTown
from tests.cases import given as cases
from tests.cases.browsing import at_this_moment, browser, hidden, text_of  # noqa: F401 - a fixture
from tests.files.given import a_png
from tongban.bundles import queries, services
from tongban.cases import rules as case_rules
from tongban.cases import services as casework

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(at_this_moment: Any) -> BundleTown:  # noqa: F811
    at_this_moment(cases.MONDAY)
    return BundleTown()


@pytest.fixture
def citizen(town: BundleTown) -> Client:
    return browser(town.citizen)


def begun(citizen: Client) -> str:
    answer = citizen.post(f"/bundles/{CODE}/start/")
    assert answer.status_code == 302
    return str(answer.url).split("/")[2]


def situated(citizen: Client, situation: dict[str, tuple[str, ...]] = NO_LICENCE) -> str:
    application = begun(citizen)
    for key, (value,) in situation.items():
        answer = citizen.post(f"/bundle/{application}/situation/{key}/", {key: value})
        assert answer.status_code == 302, text_of(answer)
    return application


def send(citizen: Client, application: str, **more: str) -> Any:
    page = citizen.get(f"/bundle/{application}/check/")
    key = hidden(page, "submission_key")
    return citizen.post(f"/bundle/{application}/check/", {"submission_key": key, "truth": "on"} | more)


def test_the_list_says_what_is_offered_and_what_is_not_yet(town: BundleTown) -> None:
    queries.Bundle.objects.create(
        code="L1", name="退休一件事", core_name="退休", national_no=13, members_said=["养老金申领"]
    )
    said = text_of(browser().get("/bundles/"))
    assert "开办餐饮店一件事" in said
    assert "本地暂未开办" in said
    listed = text_of(browser().get("/bundles/L1/"))
    assert "本地暂未开办" in listed
    assert "养老金申领" in listed
    assert browser().get("/bundles/nothing/").status_code == 404


def test_the_guide_says_which_items_by_when_and_what_is_needed_once(town: BundleTown) -> None:
    said = text_of(browser().get(f"/bundles/{CODE}/"))
    for words in ("个体工商户登记", "食品经营许可", "户外招牌", "营业执照信息核验", "平台自动核验"):
        assert words in said
    assert "您有营业执照了吗? 还没有" in said
    assert "最晚3月9日(周一)" in said
    assert "最晚3月16日(周一)" in said, "five workdays after the licence, which takes five"
    assert said.count("场所使用证明") == 1


def test_what_the_reader_holds_already_is_said(town: BundleTown, citizen: Client) -> None:
    hold_licence(town)
    assert "已有:营业执照" not in text_of(browser().get(f"/bundles/{CODE}/"))
    page = citizen.get(f"/bundle/{begun(citizen)}/situation/licence/").content.decode()
    assert re.search(r'value="yes"[^>]*checked', page), "the licence held answers the first question"


def test_a_visitor_signs_in_first_and_an_official_finds_nothing(town: BundleTown) -> None:
    answer = browser().get(f"/bundles/{CODE}/start/")
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/?next=/bundles/")
    assert browser(town.clerk).get(f"/bundles/{CODE}/start/").status_code == 404


def test_one_question_a_page_leads_to_the_task_list(town: BundleTown, citizen: Client) -> None:
    application = begun(citizen)
    wrong = citizen.post(f"/bundle/{application}/situation/licence/", {"licence": ""})
    assert wrong.status_code == 422
    assert "请回答:您有营业执照了吗?" in text_of(wrong)
    assert citizen.get(f"/bundle/{application}/situation/lit/").status_code == 404, "not asked yet"
    assert "暂不能开始:先答完您的情况" in text_of(citizen.get(f"/bundle/{application}/"))
    next_ = citizen.post(f"/bundle/{application}/situation/licence/", {"licence": "no"})
    assert next_.url.endswith("/situation/sign/")
    left = citizen.post(f"/bundle/{application}/situation/sign/", {"sign": "yes", "go": "leave"})
    assert left.url == f"/bundle/{application}/"
    citizen.post(f"/bundle/{application}/situation/lit/", {"lit": "no"})
    said = text_of(citizen.get(f"/bundle/{application}/"))
    assert "已完成 1/4" in said
    assert "要上传 2 份,免交 1 份" in said


def test_changing_an_answer_names_what_would_be_lost_first(town: BundleTown, citizen: Client) -> None:
    application = town.complete(NO_LICENCE)
    address = f"/bundle/{application}/situation/sign/"
    asked = citizen.post(address, {"sign": "no", "return": "check"})
    assert asked.status_code == 409
    assert "招牌上写什么" in text_of(asked)
    assert "words" in town.work(application).answers
    done = citizen.post(address, {"sign": "no", "discard": "True", "return": "check"})
    assert done.url.endswith("/check/")
    assert "words" not in town.work(application).answers


def test_every_question_is_asked_once_and_faults_stand_beside_it(town: BundleTown, citizen: Client) -> None:
    application = situated(citizen)
    steps = re.findall(
        rf"/bundle/{application}/form/([-\w]+)/", citizen.get(f"/bundle/{application}/").content.decode()
    )
    names: list[str] = []
    for step in dict.fromkeys(steps):
        page = citizen.get(f"/bundle/{application}/form/{step}/").content.decode()
        names += dict.fromkeys(re.findall(r'<(?:input|textarea)[^>]*name="([^"]+)"', page))
    asked = [name for name in names if name not in {"csrfmiddlewaretoken", "role", "next", "theme", "q"}]
    assert asked.count("trade_name") == 1
    step = next(
        one
        for one in steps
        if "delivers" in citizen.get(f"/bundle/{application}/form/{one}/").content.decode()
    )
    wrong = citizen.post(f"/bundle/{application}/form/{step}/", {"delivers": ""})
    assert wrong.status_code == 422
    assert "请选择送外卖吗" in text_of(wrong)
    opened = citizen.post(f"/bundle/{application}/form/{step}/", {"delivers": "yes"})
    assert "platform" in citizen.get(opened.url).content.decode()
    assert citizen.get(f"/bundle/{application}/form/9-9/").status_code == 404


def test_what_is_typed_is_kept_at_once(town: BundleTown, citizen: Client) -> None:
    application = situated(citizen)
    saved = citizen.post(f"/bundle/{application}/save/", {"trade_name": "半途", "unknown": "x"})
    assert "已保存" in text_of(saved)
    assert town.work(application).answers == {"trade_name": "半途"}


def test_a_paper_is_uploaded_once_and_removed_again(town: BundleTown, citizen: Client) -> None:
    application = situated(citizen)
    key = next(one.id for one in town.work(application).missing if "场所" in one.name)
    address = f"/bundle/{application}/materials/{key}"
    empty = citizen.post(f"{address}/upload/")
    assert empty.status_code == 422
    assert "请选择文件" in text_of(empty)
    file = SimpleUploadedFile("房产证.png", a_png(), content_type="image/png")
    assert citizen.post(f"{address}/upload/", {"file": file}).status_code == 302
    said = text_of(citizen.get(f"/bundle/{application}/materials/"))
    assert said.count("房产证.png") >= 1
    assert "用于3 个事项" in said
    refused = SimpleUploadedFile("x.png", b"no picture", content_type="image/png")
    assert citizen.post(f"{address}/upload/", {"file": refused}).status_code == 422
    ref = town.work(application).files[key][0].public_id
    citizen.post(f"{address}/remove/", {"file": ref})
    assert town.work(application).files[key] == ()


def test_the_check_names_everything_that_is_missing_with_the_way_to_it(
    town: BundleTown, citizen: Client
) -> None:
    application = situated(citizen)
    answer = send(citizen, application)
    assert answer.status_code == 422
    said = text_of(answer)
    for words in ("请填写店铺名称", "请提供:场所使用证明", "请提供:布局图"):
        assert words in said
    assert f"/bundle/{application}/materials/#material-" in answer.content.decode()
    assert town.cases() == 0


def test_sent_once_it_is_a_tracker_for_ever(town: BundleTown, citizen: Client) -> None:
    application = town.complete(NO_LICENCE)
    untold = send(citizen, application, truth="")
    assert untold.status_code == 422
    page = citizen.get(f"/bundle/{application}/check/")
    key = hidden(page, "submission_key")
    for _press in range(2):
        answer = citizen.post(f"/bundle/{application}/check/", {"submission_key": key, "truth": "on"})
        assert answer.status_code == 302
    assert town.cases() == 1
    said = text_of(citizen.get(f"/bundle/{application}/?sent=1"))
    assert "已收到您的申请" in said
    assert "“个体工商户登记”办好后自动提交" in said
    assert "预计" not in said, "nothing is promised before the first part is accepted"
    for step in ("check/", "materials/", "situation/sign/", "discard/"):
        assert citizen.get(f"/bundle/{application}/{step}").url == f"/bundle/{application}/"


def test_the_tracker_names_the_refused_branch_and_why_while_others_go_on(
    town: BundleTown, citizen: Client
) -> None:
    hold_licence(town)
    application = town.handed_in(HAS_LICENCE)
    town.decide(application, FOOD, approve=False)
    said = text_of(citizen.get(f"/bundle/{application}/"))
    assert "场所不符合要求" in said
    assert "其他部分照常办理" in said
    assert "户外招牌" in said


def test_the_tracker_shows_what_the_applicant_is_asked(town: BundleTown, citizen: Client) -> None:
    application = town.handed_in(NO_LICENCE)
    case = town.parts(application)[TRADE].case
    assert case is not None
    casework.request_correction(
        public_id=case.public_id,
        items=[case_rules.CorrectionItem("field", "trade_name", "店铺名称", "请写全称")],
        actor=town.clerk,
        at=town.at,
        key="k-correct",
    )
    answer = citizen.get(f"/bundle/{application}/")
    assert "请您补正" in text_of(answer)
    assert f"/case/{case.public_id}/correction/" in answer.content.decode()


def test_a_waiting_part_is_expected_after_what_it_waits_for(town: BundleTown, citizen: Client) -> None:
    application = town.handed_in(NO_LICENCE)
    case = town.parts(application)[TRADE].case
    assert case is not None
    casework.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="k-accept")
    said = text_of(citizen.get(f"/bundle/{application}/"))
    assert "最晚3月9日(周一)" in said
    assert said.count("预计2026年3月16日(周一)前办好") == 2


def test_all_approved_the_tracker_says_so_and_shows_the_licence(town: BundleTown, citizen: Client) -> None:
    application = town.handed_in(NO_LICENCE)
    for code in (TRADE, FOOD, SIGN):
        town.decide(application, code)
        town.deliver()
    said = text_of(citizen.get(f"/bundle/{application}/"))
    assert "3 个部分全部通过" in said
    assert "营业执照" in said


def test_a_case_says_of_which_bundle_it_is_a_part(town: BundleTown, citizen: Client) -> None:
    hold_licence(town)
    application = town.handed_in(HAS_LICENCE)
    food, sign = (town.parts(application)[code].case for code in (FOOD, SIGN))
    assert food is not None
    assert sign is not None
    own = citizen.get(f"/case/{food.public_id}/").content.decode()
    assert f"/bundle/{application}/" in own
    desk = browser(town.head).get(f"/desk/case/{food.public_id}/")
    assert "属于“开办餐饮店一件事”" in text_of(desk)
    assert f"/desk/case/{sign.public_id}/" in desk.content.decode()
    assert "要挂招牌吗?" in text_of(desk)


def test_home_and_my_space_lead_to_what_is_begun_and_to_what_was_sent(
    town: BundleTown, citizen: Client
) -> None:
    application = situated(citizen)
    assert f"/bundle/{application}/" in citizen.get("/").content.decode()
    assert f"/bundle/{application}/" in citizen.get("/me/").content.decode()
    sent = town.handed_in(NO_LICENCE)
    assert sent == application
    assert "看各部分进度" in text_of(citizen.get("/me/"))


def test_a_deleted_application_is_gone(town: BundleTown, citizen: Client) -> None:
    application = situated(citizen)
    assert "要删除" in text_of(citizen.get(f"/bundle/{application}/discard/"))
    assert citizen.post(f"/bundle/{application}/discard/").url == "/"
    assert citizen.get(f"/bundle/{application}/").status_code == 404


# -- the designer


def an_editor(town: BundleTown) -> Client:
    return browser(town.official(cases.HOUSING, "item.edit", "item.publish"))


def draft_of(editor: Client) -> str:
    answer = editor.post(f"/desk/bundles/{CODE}/draft/")
    assert answer.status_code == 302
    return str(answer.url)


def typed(page: Any) -> dict[str, Any]:
    """The form of a draft as it stands on its page."""
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields}


def seen_on(page: Any) -> str:
    """The proof of the version that a page shows, as its form sends it back."""
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', page.content.decode())
    return str(seen)


def test_an_administrator_edits_members_and_questions_and_a_colleague_publishes(town: BundleTown) -> None:
    editor, colleague = an_editor(town), an_editor(town)
    address = draft_of(editor)
    data = typed(editor.get(address))
    assert data["member-0-code"] == FOOD
    data |= {"theme": "餐饮", "member-4-name": "户外招牌二", "member-4-code": "X"}
    assert editor.post(address, data).status_code == 302
    said = text_of(editor.get(address))
    assert "目录里没有编码为 X 的事项" in said
    data |= {"member-4-name": "", "member-4-code": ""}
    editor.post(address, data)
    publish = address.rstrip("/") + "/publish/"
    assert "由第二个人发布" in text_of(editor.post(publish))
    assert "自您打开之后已有改动" in text_of(colleague.post(publish))
    seen = seen_on(colleague.get(address))
    assert colleague.post(publish, {"seen": seen}).status_code == 302
    card = queries.bundle_in_force(code=CODE, on=TODAY)
    assert card is not None
    assert (card.version_no, card.content.theme) == (2, "餐饮")
    assert [one.item_code for one in card.content.cases] == [FOOD, TRADE, SIGN]
    assert "起草新版本" in text_of(editor.get(f"/desk/bundles/{CODE}/"))
    assert editor.get(address).context["form"] is None, "published versions are read, not edited"


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ("[", "这不是 JSON"),
        ("{}", "每个问题要有"),
        ('[{"key": 1, "text": "?"}]', "每个问题要有"),
        ('[{"text": "?"}]', "每个问题要有"),
        ('[{"key": "k", "text": "?", "options": [{"value": "a"}]}]', "每个问题要有"),
        (
            '[{"key": "k", "text": "?", "options": [{"value": "a", "label": "A", "fields": ["x"]}]}]',
            "每个问题要有",
        ),
        ('[{"key": "k", "text": "?", "strange": 1}]', "每个问题要有"),
        ("1", "每个问题要有"),
        ("[[[[]]]]", "每个问题要有"),
    ],
)
def test_questions_that_cannot_be_read_come_back_as_they_were_typed(
    town: BundleTown, questions: str, said: str
) -> None:
    editor = an_editor(town)
    address = draft_of(editor)
    answer = editor.post(address, typed(editor.get(address)) | {"questions": questions})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert answer.context["form"]["questions"].value() == questions


def test_questions_may_be_rewritten(town: BundleTown) -> None:
    editor = an_editor(town)
    address = draft_of(editor)
    questions = json.dumps(given.QUESTIONS[:1], ensure_ascii=False)
    assert editor.post(address, typed(editor.get(address)) | {"questions": questions}).status_code == 302
    version = address.rstrip("/").split("/")[-1]
    assert len(queries.version(version_id=version, on=TODAY).content.questions) == 1


def test_a_bundle_is_withdrawn_from_the_desk(town: BundleTown) -> None:
    editor = an_editor(town)
    assert "停办" in text_of(editor.get(f"/desk/bundles/{CODE}/"))
    editor.post(f"/desk/bundles/{CODE}/withdraw/")
    assert "本地暂未开办" in text_of(browser().get(f"/bundles/{CODE}/"))
    assert "本地暂未开办" in text_of(editor.get("/desk/bundles/"))


def test_the_search_shows_the_whole_matter_above_its_items(town: BundleTown) -> None:
    said = text_of(browser().get("/search/?q=开餐馆"))
    assert "一件事一次办" in said
    assert "开办餐饮店一件事" in said


def test_a_suspended_bundle_says_so(town: BundleTown) -> None:
    town.change_item(SIGN)
    from django.apps import apps

    apps.get_model("catalogue", "Version").objects.filter(implementation__code=SIGN).update(state="suspended")
    said = text_of(browser().get(f"/bundles/{CODE}/"))
    assert "目前暂停申请" in said
    assert services.purge_applications(town.at) == 0


def test_all_decided_results_are_handed_over_at_once_and_the_others_go_on(
    town: BundleTown, citizen: Client
) -> None:
    for code in (FOOD, SIGN):
        town.change_item(code, result={"name": "许可证"})
    hold_licence(town)
    application = town.handed_in(HAS_LICENCE)
    clerk = browser(town.clerk)
    food = town.parts(application)[FOOD].case
    assert food is not None
    page = f"/desk/bundle-results/{application}/"
    assert "统一出件" not in text_of(clerk.get(f"/desk/case/{food.public_id}/"))
    town.decide(application, FOOD)
    assert "统一出件" in text_of(clerk.get(f"/desk/case/{food.public_id}/"))
    shown = clerk.get(page)
    sent = {"submission_key": hidden(shown, "submission_key"), "method": "window", "to": "王小明"}
    assert clerk.post(page, sent | {"method": ""}).status_code == 422
    assert clerk.post(page, sent).status_code == 302
    states = {code: one.case.state for code, one in town.parts(application).items() if one.case}
    assert states[FOOD] == "delivered"
    assert states[SIGN] in ("submitted", "accepted"), "the other goes on"
    assert clerk.post(page, sent).status_code == 302, "pressed twice it is done once"
    assert clerk.post(page, sent | {"submission_key": "another"}).status_code == 422
    assert citizen.get(page).status_code == 404
    assert browser(town.approvers[cases.CIVIL]).get(page).status_code == 404
