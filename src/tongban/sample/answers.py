"""Answers of invented people to the questions that no register could answer for them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from tongban.catalogue.rules import FieldCard, ItemCard

CHOSEN: dict[str, tuple[str, ...]] = {
    "child_ethnic": ("汉族",),
    "clinic_name": ("海棠杏林中医诊所", "海棠同和中医诊所", "听雨堂中医诊所"),
    "clinic_address": ("海棠市听雨区书院街18号一楼", "海棠市青枫区竹园街6号一楼"),
    "trade_name": (
        "海棠市听雨区小巷面馆(个体工商户)",
        "海棠市青枫区竹里茶铺(个体工商户)",
        "海棠市云渡区港前理发店(个体工商户)",
    ),
    "business_scope": ("餐饮服务;食品销售", "日用百货销售", "理发服务"),
    "premises_address": ("海棠市听雨区梧桐路21号", "海棠市云渡区港前街3号"),
    "receipt_no": ("L99010200001234",),
    "relative_name": ("陈嘉华", "林国栋"),
    "household_no": ("",),
}
NUMBERS = {
    "household_size": (1, 5),
    "monthly_income": (2600, 6800),
    "rent": (500, 1500),
    "floor_area": (60, 180),
}
NO = {"own_home", "has_other_staff", "by_agent", "needs_approval", "foreign_papers"}


def answers_for(item: ItemCard, known: Mapping[str, Any], hand: random.Random) -> dict[str, Any]:
    """An answer to every question that has none yet."""
    return {one.key: _answer(one, hand) for one in item.fields if not known.get(one.key)}


def _answer(field: FieldCard, hand: random.Random) -> Any:
    if field.kind == "list":
        least, _most = field.entries
        return [
            {part.key: _answer(part, hand) for part in field.of if part.required} for _entry in range(least)
        ]
    if field.choices:
        return str(hand.choice(field.choices).value)
    if field.key in CHOSEN:
        return hand.choice(CHOSEN[field.key])
    if field.key in NUMBERS:
        return str(hand.randint(*NUMBERS[field.key]))
    return {
        "yes_no": "no" if field.key in NO else "yes",
        "phone": f"1540000{hand.randint(0, 9999):04d}",
        "address": "海棠市听雨区柳荫街道梧桐路8号",
        "date": "2026-01-05",
        "number": "1",
        "person": "王小明",
    }.get(field.kind, "无")
