"""One of every happening that can follow an acceptance, as the ledger would keep it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tests.cases import given
from tongban.cases import queries, rules

ON = given.MONDAY.date()
LATER = rules.Deadline(date(2026, 3, 30))
LIMIT = rules.Limit(10)
BY = rules.By(name="周局长", staff_id="s", role="staff", department_name="住房和城乡建设局")
BAN = rules.Ban(date(2029, 3, 2), "Administrative License Law, art. 79")
SPOKEN = rules.Spoken("opinion", "decision", "agree", "", "", given.HOUSING, "住房和城乡建设局")
ITEMS = (
    rules.CorrectionItem("material", "m1", "收入证明", "请盖单位公章", "民政局"),
    rules.CorrectionItem("field", "income", "月收入", "与证明不一致", "住房和城乡建设局"),
)
NO = {
    "approved": False,
    "reasons": "收入超过标准",
    "legal_basis": "《公共租赁住房管理办法》第七条",
    "remedies": given.REMEDIES,
    "ban": BAN,
}


def decided(**more: Any) -> rules.Decided:
    plain: dict[str, Any] = {
        "approved": True, "reasons": "", "legal_basis": "", "remedies": None, "decided_on": ON,
        "delivery_due": LATER, "spoken": SPOKEN, "closed": (),
    }  # fmt: skip
    return rules.Decided(**(plain | more))


HAPPENED: tuple[Any, ...] = (
    rules.CorrectedOnSpot({}, (given.a_material(),), "电话号码少一位，已更正"),
    rules.OriginalsCompared((rules.OriginalSeen("m1", "收入证明", ("0" * 64,), ON, "政务大厅窗口", LATER.on),)),
    rules.CorrectionRequested(ITEMS, date(2026, 3, 20), "如有疑问请来电"),
    rules.CorrectionAnswered({}, (given.a_material(),), ON, LATER),
    rules.Accepted(ON, LATER, LATER, (), gap_due=LATER),
    rules.AcceptanceRefused("not_required", "本事项已取消", "", given.REMEDIES),
    rules.AcceptanceRefused("not_competent", "应由规划部门办理", "自然资源和规划局", given.REMEDIES),
    rules.AcceptanceRefused("false_materials", "收入证明系伪造", "", given.REMEDIES, BAN),
    rules.SpecialStarted("expert_review", "需要专家评审", LIMIT, ON, date(2026, 3, 16), LATER, LATER),
    rules.SpecialEnded("专家评审通过", date(2026, 3, 10), LATER, LATER),
    rules.Extended(LIMIT, "案情复杂", LATER, LATER, "Administrative License Law, art. 42"),
    rules.HearingOffered("涉及相邻权利人重大利益", LATER),
    rules.PartiesTold((rules.Party("李邻居", "相邻采光", "海棠路2号"),), "涉及相邻权利人重大利益", LATER),
    rules.StatementHeard("", "我家符合条件"),
    rules.HearingAnnounced(
        date(2026, 3, 20), "9:30", "政务服务中心三楼", "s2", "陈听证", "涉及公共利益", "政府门户网站"
    ),
    rules.HearingCalled(date(2026, 3, 20), "9:30", "政务服务中心三楼", "s2", "陈听证"),
    rules.HearingHeld(date(2026, 3, 20), "申请人陈述了家庭情况。", "全体参加人已签字"),
    rules.VisitCalled(date(2026, 3, 12), "14:00", "海棠路1号", ("住房和城乡建设局", "民政局")),
    rules.VisitHeld(
        (rules.Finding("c", "民政局", "场所与申请一致"), rules.Finding("h", "住房和城乡建设局", "", True)),
        (rules.Official("o1", "李一"), rules.Official("o2", "李二")),
        "二人已签字",
    ),
    rules.GapSupplied((given.a_material(),), ("体检表",)),
    rules.PromiseWithdrawn((given.a_material(),), (), (), LATER),
    decided(check_due=LATER),
    decided(**NO),
    decided(deemed=True, legal_basis="《中华人民共和国行政许可法》第五十条"),
    rules.Delivered("window", "王小明", ON, "R-7"),
    rules.Withdrawn("填错了", ()),
    rules.Abandoned(date(2026, 3, 20)),
    rules.GapLapsed(("体检表",), ()),
    rules.Terminated("died", "申请人已经死亡", ()),
    rules.PromiseChecked("kept", "现场核对一致"),
    rules.PromiseChecked("mend", "缺消防设施", date(2026, 4, 1)),
    rules.PromiseChecked("broken", "未整改"),
    rules.PromiseChecked("repaired", "已整改到位"),
    *(
        rules.PermissionEnded(kind, "查明不符合条件", "《公共租赁住房管理办法》第九条", given.REMEDIES, ON, BAN)
        for kind in ("revoked", "recalled", "forfeited")
    ),
    rules.PermissionEnded("deregistered", "有效期届满", "《行政许可法》第七十条", None, ON),
)  # fmt: skip


def before(what: Any) -> tuple[Any, ...]:
    """What must have happened for this to happen."""
    match what:
        case rules.SpecialEnded():
            return tuple(one for one in HAPPENED if isinstance(one, rules.SpecialStarted))
        case rules.HearingCalled():
            return tuple(one for one in HAPPENED if isinstance(one, rules.HearingOffered))
        case rules.HearingHeld():
            return tuple(
                one for one in HAPPENED if isinstance(one, rules.HearingOffered | rules.HearingCalled)
            )
    return ()


def told(view: queries.CaseView, *happened: Any) -> queries.CaseView:
    """The case as if this had happened to it next, a day apart."""
    events = view.events
    for what in happened:
        at = events[-1].at + timedelta(days=1)
        events = (*events, rules.CaseEvent(len(events) + 1, at, BY, what))
    return replace(view, events=events, facts=rules.fold(events))
