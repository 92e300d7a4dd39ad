"""A small world for the tests of the look: no database, no other room."""

from __future__ import annotations

import re
from pathlib import Path

from django import forms
from django.template import Context, Template
from django.test import override_settings

import tongban.design
from tongban.design.fields import hinted
from tongban.design.forms import PlainDateField, PlainForm

DESIGN = Path(tongban.design.__file__).parent
STATIC = DESIGN / "static" / "design"
ROOMS = DESIGN.parent


def without_other_rooms() -> override_settings:
    """Settings under which the look stands alone."""
    return override_settings(
        ROOT_URLCONF="tests.design.pages",
        MIDDLEWARE=[
            "tongban.design.middleware.PolicyMiddleware",
            "tongban.design.middleware.LookMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "tongban.design.context.look",
                    ]
                },
            }
        ],
    )


def drawn(template: str, **context: object) -> str:
    """What a template of parts becomes."""
    return Template("{% load i18n parts %}" + template).render(Context(context))


def words(html: str) -> str:
    """The text that a person reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


class DemoForm(PlainForm):
    name = forms.CharField(label="姓名", help_text="与身份证一致")
    nickname = forms.CharField(label="小名", required=False)
    born_on = PlainDateField(label="出生日期")
    home = forms.ChoiceField(
        label="住处", widget=forms.RadioSelect, choices=[("a", "甲"), ("b", hinted("乙", "乙的说明"))]
    )
    ways = forms.MultipleChoiceField(
        label="方式", widget=forms.CheckboxSelectMultiple, choices=[("x", "短信"), ("y", "电话")]
    )
    hall = forms.ChoiceField(label="大厅", choices=[("", "请选择"), ("1", "中心")])
    more = forms.CharField(label="说明", widget=forms.Textarea)
    photo = forms.FileField(label="照片")
    sure = forms.BooleanField(label="已核对")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def demo(**answers: object) -> DemoForm:
    return DemoForm(answers)
