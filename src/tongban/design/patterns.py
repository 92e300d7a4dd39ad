"""Invented content for the page that shows every part in every state: data, and so in Chinese."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from tongban.design.forms import PlainDateField, PlainForm
from tongban.foundation.lights import Light, LightReading

_ZONE = ZoneInfo("Asia/Shanghai")
SAY = {
    "every_page_is_built_from": "每个页面都由这些部件组成。直接按表单末尾的按钮，可以看到没填时的提示。",
    "what_happened": "办理经过",
    "facts": "信息",
    "we_ask_the_departments_f": "4 份材料由我们向有关部门调取。",
    "your_answers_are_kept": "您填的内容已保存。",
    "the_file_is_empty": "这是空文件。",
    "administrative_licence_l": "《行政许可法》第三十二条。",
    "number": "编号",
    "applicant": "申请人",
    "deadline": "期限",
    "fee": "费用",
    "questions": "填写",
    "receipt": "回执",
    "beside_the_page": "页边",
    "short_remarks_and_links": "屏幕较宽时，简短的说明和链接放在这里。",
    "newborn": "新生儿落户",
    "for_example_register_a_b": "例如：孩子上户口、开饭店",
    "done": "已完成",
    "new": "新",
    "due_soon": "临期",
    "overdue": "超期",
    "not_started": "未开始",
    "you_need_not_upload_anyt": "您不用上传材料",
    "please_add_one_photo": "请补 1 张照片",
    "legal_basis": "法律依据",
    "worklist": "待办",
    "submit_the_application": "提交申请",
    "save_the_draft": "保存草稿",
    "withdraw": "撤回“居住证申领”",
    "not_now": "以后再办",
}


class SampleForm(PlainForm):
    name = forms.CharField(label="孩子姓名", help_text="与出生医学证明一致")
    born_on = PlainDateField(label="出生日期")
    home = forms.ChoiceField(
        label="您住在哪里？",
        widget=forms.RadioSelect,
        choices=[
            ("rent", "租的房子"),
            ("own", "自己的房子"),
            ("dorm", "单位宿舍"),
        ],
    )
    half_year = forms.ChoiceField(
        label="您在本市住满半年了吗？",
        widget=forms.RadioSelect,
        choices=[("yes", "是"), ("no", "否")],
    )
    ways = forms.MultipleChoiceField(
        label="怎么通知您？",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("sms", "短信"), ("mail", "电子邮件")],
    )
    hall = forms.ChoiceField(
        label="办事大厅",
        choices=[("", "请选择"), ("1", "海棠市政务服务中心"), ("2", "东岸区分中心")],
    )
    reason = forms.CharField(
        label="还有要说明的吗？", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = forms.FileField(label="照片", help_text="可传 PDF、JPG、PNG，小于 20 MB")
    true = forms.BooleanField(label="我已核对，愿对真实性负责。")


def drawing() -> SimpleNamespace:
    """A drawing of two steps, the second one marked."""
    boxes = [
        SimpleNamespace(
            x=8, y=8 + 92 * place, width=116, height=52, kind="seat", number=str(place), tone=tone,
            lines=[
                SimpleNamespace(x=66, y=30 + 92 * place, text=title, kind="title"),
                SimpleNamespace(x=66, y=48 + 92 * place, text="市公安局", kind="small"),
            ],
        )
        for place, (title, tone) in enumerate((("户籍审查", "review"), ("户籍审批", "decide")))
    ]  # fmt: skip
    links = [SimpleNamespace(path="M66 60 L66 100", arrow=True)]
    return SimpleNamespace(width=132, height=160, boxes=boxes, links=links, texts=[])


def context() -> dict[str, Any]:
    """Everything the page shows besides its form."""
    at = dt.datetime(2026, 11, 20, 14, 40, tzinfo=_ZONE)
    return {
        "rows": [
            {"label": "孩子姓名", "value": "欧阳·阿卜杜热西提", "change": "#", "source": ""},
            {
                "label": "父亲",
                "value": "王*  310115********0012",
                "source": "人口库",
                "change": "#",
                "change_label": "不对？纠错",
            },
            {"label": "首页", "value": "海棠市东岸区𬤇桥路 12 号\n3 单元 501 室"},
            {"label": "期限", "value": "最晚 11月27日（周五）", "light": LightReading(Light.WARNING, 1)},
        ],
        "tasks": [
            {"label": "核名与营业执照", "url": "#", "status": "已完成", "done": True},
            {
                "label": "食品经营许可",
                "url": "#",
                "status": "未完成",
                "hint": "由股东李四填写，已邀请",
            },
            {
                "label": "税务",
                "status": "暂不能开始",
                "kind": "quiet",
                "hint": "先完成食品经营许可",
            },
        ],
        "lights": [
            LightReading(Light.NORMAL, 5),
            LightReading(Light.WARNING, 1),
            LightReading(Light.WARNING, 0),
            LightReading(Light.URGENT, 1),
            LightReading(Light.OVERDUE, -2),
            LightReading(Light.PAUSED, 0),
        ],
        "clocks": [
            {
                "title": "承诺办结期限",
                "light": LightReading(Light.PAUSED, 8),
                "day": "2026年12月18日（周五）",
                "note": "依法暂停，还剩 8 个工作日。",
                "marks": [{"text": "依法延期 10 个工作日", "icon": "calendar"}],
            },
            {"title": "专家评审", "light": LightReading(Light.NORMAL, 4), "day": "2026年12月3日（周四）"},
            {"title": "送达", "light": LightReading(Light.OVERDUE, -2), "day": "2026年11月18日（周三）"},
        ],
        "stages_sample": [
            {"title": "提交", "state": "done", "note": "11-20 14:40"},
            {"title": "受理", "state": "done", "note": "11-20 15:02"},
            {"title": "审查", "state": "now"},
            {"title": "决定", "state": "todo"},
            {"title": "发证", "state": "todo"},
        ],
        "events": [
            {"title": "提交", "at": at, "by": "王*"},
            {
                "title": "受理",
                "at": at + dt.timedelta(minutes=22),
                "by": "海棠市公安局 户政科",
                "text": "材料齐全。",
            },
            {"title": "审查", "state": "now"},
            {"title": "决定", "state": "todo"},
        ],
        "cards": [
            {"title": "出生", "url": "#", "icon": "baby", "text": "落户、医保、预防接种"},
            {"title": "上学", "url": "#", "icon": "graduation-cap"},
            {"title": "就业", "url": "#", "icon": "briefcase"},
            {"title": "开店", "url": "#", "icon": "store"},
        ],
        "drawing": drawing(),
        "marks": {"1": "changed"},
        "say": SAY,
        "at": at,
        "day": dt.date(2026, 11, 27),
    }
