"""What guides write in sentences, read without guessing: the real strings, many more of each kind, and properties."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.catalogue.rules import reading

CASES = Path(__file__).parent / "data" / "parse_cases_dev.csv"
GUIDES = Path(__file__).parents[2] / "src/tongban/sample/town/sources/hunan_guides_2026.json"
WEEK = [1, 2, 3, 4, 5]


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["case_id"])
def test_a_real_text_is_read_as_expected(case: dict[str, str]) -> None:
    assert reading.read_plain(case["kind"], case["text"]) == json.loads(case["expected_json"])


def hours(*rules: tuple[list[int], list[str]], closed: bool | None = None) -> dict[str, object]:
    return {
        "rules": [{"days": days, "spans": [span.split("-") for span in spans]} for days, spans in rules],
        "holidays_closed": closed,
    }


HOURS = [
    ("周一至周五上午8:30-12:00，下午14:30-17:30；周六上午9:00-12:00",
     hours((WEEK, ["08:30-12:00", "14:30-17:30"]), ([6], ["09:00-12:00"]))),
    ("星期一到星期五 9：00—12：00 13：30—17：00", hours((WEEK, ["09:00-12:00", "13:30-17:00"]))),
    ("工作日上午9时至12时，下午1时30分至5时", hours((WEEK, ["09:00-12:00", "13:30-17:00"]))),
    ("上午9点到下午5点（工作日）", hours((WEEK, ["09:00-17:00"]))),
    ("周一至周五上午八点半至十二点", hours((WEEK, ["08:30-12:00"]))),
    ("周五八点半至十二点", hours(([5], ["08:30-12:00"]))),
    ("周1-周5 9:00-17:00", hours((WEEK, ["09:00-17:00"]))),
    ("周一至周日 全天24小时", hours(([*WEEK, 6, 7], ["00:00-24:00"]))),
    ("7×24小时", hours(([*WEEK, 6, 7], ["00:00-24:00"]))),
    ("每天9:00-17:00，节假日不休", hours(([*WEEK, 6, 7], ["09:00-17:00"]), closed=False)),
    ("周一至周四9:00-17:00，周五9:00-16:00", hours(([1, 2, 3, 4], ["09:00-17:00"]), ([5], ["09:00-16:00"]))),
    ("周一、周三、周五 上午9:00-11:30", hours(([1, 3, 5], ["09:00-11:30"]))),
    ("周一至周五9:00-17:00（法定节假日除外）", hours((WEEK, ["09:00-17:00"]), closed=True)),
    ("星期一至星期五（除法定节假日外）：9:00-12:00，14:00-18:00", hours((WEEK, ["09:00-12:00", "14:00-18:00"]), closed=True)),
    ("工作时间：周一至周五 上午09:00—12:00 下午13:30—17:30（国家法定节假日除外）",
     hours((WEEK, ["09:00-12:00", "13:30-17:30"]), closed=True)),
    ("工作日9:00-12:00，13:30-17:00，周末休息", hours((WEEK, ["09:00-12:00", "13:30-17:00"]))),
    ("周一至周五8:30-17:30，周六、周日休息", hours((WEEK, ["08:30-17:30"]))),
    ("工作日 09:00-17:00 中午不休息", hours((WEEK, ["09:00-17:00"]))),
    ("周二至周日9:00-16:30（周一闭馆）", hours(([2, 3, 4, 5, 6, 7], ["09:00-16:30"]))),
    ("每周二、四上午9:00-11:30", hours(([2, 4], ["09:00-11:30"]))),
    ("周一至周五9:00-17:00；周六、周日及法定节假日休息", hours((WEEK, ["09:00-17:00"]), closed=True)),
    ("周一至周五 09:00-12:00 13:00-17:00 周六 09:00-12:00", hours((WEEK, ["09:00-12:00", "13:00-17:00"]), ([6], ["09:00-12:00"]))),
    ("周一到周六 上午8:00~12:00 下午2:00~6:00", hours(([*WEEK, 6], ["08:00-12:00", "14:00-18:00"]))),
    ("工作日（周一至周五）9:00-17:00", hours((WEEK, ["09:00-17:00"]))),
    ("工作日：09:00—17:00，双休日：10:00—16:00，节假日休息", hours((WEEK, ["09:00-17:00"]), ([6, 7], ["10:00-16:00"]), closed=True)),
]  # fmt: skip
LIMITS = [
    ("二十个工作日", {"days": 20, "unit": "workday"}),
    ("自受理之日起20个工作日内办结", {"days": 20, "unit": "workday"}),
    ("自受理申请之日起二十日内作出行政许可决定", {"days": 20, "unit": "workday"}),
    ("受理后5个工作日", {"days": 5, "unit": "workday"}),
    ("5工作日", {"days": 5, "unit": "workday"}),
    ("１０个工作日", {"days": 10, "unit": "workday"}),
    ("7个自然日", {"days": 7, "unit": "day"}),
    ("30天", {"days": 30, "unit": "day"}),
    ("三十日", {"days": 30, "unit": "workday"}),
    ("20（二十）个工作日", {"days": 20, "unit": "workday"}),
    ("不超过5个工作日", {"days": 5, "unit": "workday"}),
    ("承诺时限：3个工作日", {"days": 3, "unit": "workday"}),
    ("1个工作日（即办件）", {"days": 1, "unit": "workday"}),
    ("当场办结", {"days": 0, "unit": "workday"}),
    ("即办", {"days": 0, "unit": "workday"}),
    ("15个工作日（不含专家评审、现场勘验所需时间）", {"days": 15, "unit": "workday", "excludes": ["专家评审", "现场勘验"]}),
    ("15个工作日，听证、检验、检测所需时间不计算在内", {"days": 15, "unit": "workday", "excludes": ["听证", "检验", "检测"]}),
    ("15个工作日（听证所需时间不计入办理时限）", {"days": 15, "unit": "workday", "excludes": ["听证"]}),
    ("2个工作日（不包括邮寄时间）", {"days": 2, "unit": "workday", "excludes": ["邮寄"]}),
    ("受理之日起15个工作日内（特殊情况可延长10个工作日）", {"days": 15, "unit": "workday", "extension": 10}),
    ("10个工作日内办结，情况复杂的可延长5个工作日", {"days": 10, "unit": "workday", "extension": 5}),
    ("7日（日历日）", {"days": 7, "unit": "day"}),
    ("20（个工作日）", {"days": 20, "unit": "workday"}),
    ("公安机关应当在收到申请后的三日内将临时居民身份证发给申领人。", {"days": 3, "unit": "workday"}),
    ("个体工商户设立登记承诺时限全省统一设置为2个工作日。", {"days": 2, "unit": "workday"}),
    ("20个工作日，经批准可延长10个工作日", {"days": 20, "unit": "workday", "extension": 10}),
    ("二十日内作出决定；二十日内不能作出决定的，经本行政机关负责人批准，可以延长十日",
     {"days": 20, "unit": "workday", "extension": 10}),
]  # fmt: skip
MATERIALS = [
    ("身份证", [{"name": "身份证"}]),
    ("身份证原件", [{"name": "身份证", "original": 1}]),
    ("身份证原件及复印件各1份", [{"name": "身份证", "original": 1, "copies": 1}]),
    ("身份证原件1份、复印件2份", [{"name": "身份证", "original": 1, "copies": 2}]),
    ("身份证原件1份、复印件1份，户口簿复印件", [{"name": "身份证", "original": 1, "copies": 1}, {"name": "户口簿", "copies": 1}]),
    ("户口本原件和复印件2份", [{"name": "户口本", "original": 1, "copies": 2}]),
    ("申请表一式三份", [{"name": "申请表", "copies": 3}]),
    ("申请表（一式两份）", [{"name": "申请表", "copies": 2}]),
    ("申请报告（原件2份，复印件1份）", [{"name": "申请报告", "original": 2, "copies": 1}]),
    ("身份证（原件及复印件）、户口簿（原件）", [{"name": "身份证", "original": 1, "copies": 1}, {"name": "户口簿", "original": 1}]),
    ("身份证、户口簿、结婚证", [{"name": "身份证"}, {"name": "户口簿"}, {"name": "结婚证"}]),
    ("身份证和户口簿", [{"name": "身份证"}, {"name": "户口簿"}]),
    ("1、申请书；2、营业执照复印件；3、委托书（委托他人办理的提供）",
     [{"name": "申请书"}, {"name": "营业执照", "copies": 1}, {"name": "委托书", "condition": "委托他人办理"}]),
    ("（一）申请表；（二）身份证", [{"name": "申请表"}, {"name": "身份证"}]),
    ("①申请表②身份证原件", [{"name": "申请表"}, {"name": "身份证", "original": 1}]),
    ("1. 申请表（原件1份，加盖公章） 2. 身份证（复印件1份）",
     [{"name": "申请表", "original": 1, "note": "加盖公章"}, {"name": "身份证", "copies": 1}]),
    ("1.申请表2份2.身份证复印件1份", [{"name": "申请表", "copies": 2}, {"name": "身份证", "copies": 1}]),
    ("《个体工商户登记（备案）申请书》", [{"name": "《个体工商户登记（备案）申请书》"}]),
    ("经营者、提交申请材料的人员（经办人）的自然人身份证明复印件",
     [{"name": "经营者、提交申请材料的人员（经办人）的自然人身份证明", "copies": 1}]),
    ("身份证明（如为港澳居民，还需提供通行证）", [{"name": "身份证明"}, {"name": "通行证", "condition": "为港澳居民"}]),
    ("委托代理的，需提交委托书", [{"name": "委托书", "condition": "委托代理"}]),
    ("营业执照副本复印件1份", [{"name": "营业执照副本", "copies": 1}]),
    ("营业执照（副本）复印件", [{"name": "营业执照（副本）", "copies": 1}]),
    ("户口簿（原件及复印件各一份，核验原件）", [{"name": "户口簿", "original": 1, "copies": 1, "note": "核验原件"}]),
    ("营业执照复印件（加盖公章）1份", [{"name": "营业执照", "copies": 1, "note": "加盖公章"}]),
    ("照片（白底）2张", [{"name": "照片", "copies": 2, "note": "白底"}]),
    ("申请表（原件）2份", [{"name": "申请表", "original": 2}]),
    ("毕业证书原件、复印件各1份", [{"name": "毕业证书", "original": 1, "copies": 1}]),
    ("申请表（1份）；身份证复印件（2份）", [{"name": "申请表", "copies": 1}, {"name": "身份证", "copies": 2}]),
    ("营业执照、组织机构代码证、税务登记证复印件各1份",
     [{"name": "营业执照", "copies": 1}, {"name": "组织机构代码证", "copies": 1}, {"name": "税务登记证", "copies": 1}]),
    ("材料清单：1.申请表；2.照片", [{"name": "申请表"}, {"name": "照片"}]),
    ("2025年度财务报表", [{"name": "2025年度财务报表"}]),
]  # fmt: skip
STEPS = [
    ("申请→受理→审查→决定", ["申请", "受理", "审查", "决定"]),
    ("申请 → 受理（5个工作日） → 办结（当场）", ["申请", "受理", "办结"]),
    ("1.申请；2.受理；3.审查", ["申请", "受理", "审查"]),
    ("1、申请 2、受理 3、审查（5个工作日）4、决定", ["申请", "受理", "审查", "决定"]),
    ("（1）申请：申请人提交材料。（2）受理：窗口受理。（3）办结。", ["申请", "受理", "办结"]),
    ("一、申请 二、受理 三、决定", ["申请", "受理", "决定"]),
    ("申请 受理 审查 决定", ["申请", "受理", "审查", "决定"]),
    ("1.申请→2.受理→3.审核→4.办结", ["申请", "受理", "审核", "办结"]),
    ("第一步：申请；第二步：受理；第三步：办结", ["申请", "受理", "办结"]),
    ("申请、受理、审查、决定、送达", ["申请", "受理", "审查", "决定", "送达"]),
    ("办理流程：收件→受理→审核→审批→制证→送达", ["收件", "受理", "审核", "审批", "制证", "送达"]),
    ("网上申请——预审——窗口受理——发证", ["网上申请", "预审", "窗口受理", "发证"]),
    ("①申请②受理③办结", ["申请", "受理", "办结"]),
]
CHANNELS = [
    ("网上提交", ["网上"]),
    ("现场提交", ["窗口"]),
    ("线上线下均可", ["网上", "窗口"]),
    ("窗口办理、网上办理、快递申请", ["窗口", "网上", "快递"]),
    ("全程网办", ["网上"]),
    ("掌上办、自助办", ["移动端", "自助终端"]),
    ("仅支持窗口办理", ["窗口"]),
    ("手机APP、微信小程序、自助机", ["移动端", "自助终端"]),
    ("政务服务中心大厅窗口", ["窗口"]),
]
READ = [
    *(("office_hours", text, wanted) for text, wanted in HOURS),
    *(("time_limit", text, wanted) for text, wanted in LIMITS),
    *(("materials", text, wanted) for text, wanted in MATERIALS),
    *(("process", text, {"steps": wanted}) for text, wanted in STEPS),
    *(("channels", text, wanted) for text, wanted in CHANNELS),
]


@pytest.mark.parametrize(("kind", "text", "wanted"), READ, ids=[one[1] for one in READ])
def test_a_text_is_read_as_guides_write_it(kind: str, text: str, wanted: object) -> None:
    assert reading.read_plain(kind, text) == wanted


UNREAD = [
    ("office_hours", "夏季（5月1日至9月30日）14:30-17:30"),
    ("office_hours", "周一至周五9:00-12:00、1:00-5:00"),
    ("office_hours", "9:00-17:00"),
    ("office_hours", "周一至周五"),
    ("office_hours", "周一至周五 25:00-26:00"),
    ("office_hours", "周一至周五 12:00-9:00"),
    ("office_hours", "周一、周二 9:00-12:00，周一 13:00-17:00"),
    ("office_hours", "周一至周五 上午9:00-11:30，下午13:30-17:00（周五下午不对外办公）"),
    ("office_hours", "请电话预约"),
    ("office_hours", ""),
    ("time_limit", "3个月"),
    ("time_limit", "24小时"),
    ("time_limit", "申请人应当在5日内补正"),
    ("time_limit", "公示7日内"),
    ("time_limit", "半个工作日"),
    ("time_limit", "5-10个工作日"),
    ("time_limit", "法定20个工作日，承诺5个工作日"),
    ("time_limit", "10个工作日（情况复杂的20个工作日）"),
    ("time_limit", "公示期7天，15个工作日内书面告知"),
    ("time_limit", "按照法定办结要求办理"),
    ("time_limit", "二十日内，但法律、法规另有规定的除外"),
    ("time_limit", "30个工作日（其中公示7个工作日）"),
    ("time_limit", "无"),
    ("materials", "法律、法规规定的其他材料"),
    ("materials", "申请人应当提交下列材料"),
    ("materials", "身份证、户口簿、收入情况"),
    ("materials", "营业执照、税务登记证复印件1份"),
    ("materials", "身份证和户口簿原件"),
    ("materials", "委托代办的，还需提供代理人身份证原件及授权委托书"),
    ("materials", "1.身份证（原件）2.其他需要提供的材料"),
    ("materials", "无需提交材料"),
    ("materials", "身份证（原件"),
    ("materials", ""),
    ("process", "申请人提交申请，窗口受理后审核，符合条件的予以办理。"),
    ("process", "（一）申请人凭相应凭证材料向承办机构提出申请。（二）承办机构受理查验申请人相关凭证材料。"),
    ("process", "受理—受理"),
    ("process", "申请"),
    ("channels", "不支持网上办理"),
    ("channels", "1,4"),
    ("channels", "网上预约、窗口办理"),
    ("channels", "详见官网"),
]


@pytest.mark.parametrize(("kind", "text"), UNREAD, ids=[f"{kind} {text}" for kind, text in UNREAD])
def test_what_is_not_understood_is_kept_as_it_is(kind: str, text: str) -> None:
    assert reading.read_plain(kind, text) == {"unparsed": True, "text": text}


def test_the_real_guides_are_read_where_they_name_things() -> None:
    """The six guides: each channel; each material but 外文材料的中文翻译件和外文原件; three processes are stories."""
    guides = json.loads(GUIDES.read_text(encoding="utf-8"))
    channels = [one["submit"] for guide in guides for one in guide["materials"]]
    names = [one["name"] for guide in guides for one in guide["materials"]]
    processes = [guide["process"] for guide in guides]

    def read(kind: str, texts: list[str]) -> int:
        found = [reading.read_plain(kind, text) for text in texts]
        return sum(not (isinstance(one, dict) and "unparsed" in one) for one in found)

    assert (read("channels", channels), len(channels)) == (33, 33)
    assert (read("materials", names), len(names)) == (32, 33)
    assert (read("process", processes), len(processes)) == (3, 6)


TEXTS = st.sampled_from([text for _kind, text, _wanted in READ] + [text for _kind, text in UNREAD])
PIECES = st.sampled_from(
    [
        "周一", "至", "周五", "上午", "下午", "9:00", "-", "12:00", "1:00", "工作日", "节假日除外", "20", "个", "日内", "（", "）", "不含",
        "听证", "时间", "，", "；", "、", "1.", "2.", "身份证", "原件", "及", "复印件", "2份", "如有", "委托", "另需", "委托书", "申请", "受理",
        "—", "→", "网上", "窗口", "一式三份", "各", "十", "延长", "当场", "。", "不",
    ]
)  # fmt: skip
ANY = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40) | st.tuples(TEXTS, TEXTS).map("".join)
KINDS = st.sampled_from(sorted(reading.KINDS))


@given(KINDS, ANY)
def test_any_text_is_read_or_kept(kind: str, text: str) -> None:
    found = reading.read_plain(kind, text)
    if isinstance(found, dict) and "unparsed" in found:
        assert found == {"unparsed": True, "text": text}
    else:
        assert json.loads(json.dumps(found)) == found


def numbers_in(text: str) -> set[int]:
    words = re.findall(r"[0-9]+|[零〇一二三四五六七八九十百两]+", reading.plain(text))
    found = {number for word in words if (number := reading.count_of(word)) is not None}
    return found | {int(word) for word in words if word.isdigit()}


@given(ANY)
def test_a_limit_is_never_invented(text: str) -> None:
    limit = reading.read_time_limit(text)
    if limit and limit.days:
        assert {limit.days, limit.extension or limit.days} <= numbers_in(text)
    elif limit:
        assert re.search("当场|即|立等|随到|现场|马上", text)
    assert all(reading.plain(one) in reading.plain(text) for one in (limit.excludes if limit else ()))


@given(ANY)
def test_a_time_is_never_invented(text: str) -> None:
    """Each hour stands in the text, as it is or counted from noon; midnight to midnight is 24 hours."""
    found = reading.read_hours(text)
    stated = numbers_in(text) | ({0} if "24" in text else set())
    for rule in found.rules if found else ():
        for span in rule.spans:
            assert span[0] < span[1]
            for hour, minute in (time.split(":") for time in span):
                assert int(hour) in stated or int(hour) - 12 in stated
                assert int(minute) in stated | {0, 30}


@given(ANY)
def test_a_material_is_never_invented(text: str) -> None:
    for one in reading.read_materials(text) or ():
        assert one.name in text
        assert {one.original or 1, one.copies or 1} <= numbers_in(text) | {1}
        assert one.condition in text


@given(ANY)
def test_a_step_is_never_invented(text: str) -> None:
    assert all(one in reading.plain(text) for one in reading.read_steps(text) or ())


def written_hours(hours: reading.OfficeHours) -> str:
    rules = [
        "、".join(f"周{'一二三四五六日'[day - 1]}" for day in rule.days)
        + "，"
        + "，".join(f"{start}-{end}" for start, end in rule.spans)
        for rule in hours.rules
    ]
    said = {True: ["法定节假日除外"], False: ["法定节假日照常办公"], None: []}[hours.holidays_closed]
    return "；".join([*rules, *said])


def written_limit(limit: reading.TimeLimit) -> str:
    if not limit.days:
        return "当场办结"
    unit = {"workday": "个工作日", "day": "个自然日"}[limit.unit]
    extension = f"，可以延长{limit.extension}{unit}" if limit.extension else ""
    excludes = f"（不含{'、'.join(limit.excludes)}时间）" if limit.excludes else ""
    return f"{limit.days}{unit}{extension}{excludes}"


@given(ANY)
def test_what_is_written_again_is_read_as_the_same(text: str) -> None:
    if found := reading.read_hours(text):
        assert reading.read_hours(written_hours(found)) == found
    if limit := reading.read_time_limit(text):
        assert reading.read_time_limit(written_limit(limit)) == limit
    if steps := reading.read_steps(text):
        assert reading.read_steps("—".join(steps)) == steps
    if channels := reading.read_channels(text):
        assert reading.read_channels("、".join(channels)) == channels


DAYS = st.lists(st.integers(1, 7), min_size=1, unique=True).map(sorted)
TIMES = st.integers(0, 47).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")


@given(
    DAYS,
    st.lists(TIMES, min_size=2, max_size=6, unique=True).map(sorted),
    st.sampled_from([True, False, None]),
)
def test_any_hours_are_read_as_they_are_written(
    days: list[int], times: list[str], closed: bool | None
) -> None:
    spans = tuple(zip(times[::2], times[1::2], strict=False))
    hours = reading.OfficeHours((reading.Rule(tuple(days), spans),), closed)
    assert reading.read_hours(written_hours(hours)) == hours


def test_long_texts_end() -> None:
    for kind in reading.KINDS:
        for sign in ("（", "周一", "1.", "—", "申请", "20个"):
            assert reading.read_plain(kind, sign * 4000)
