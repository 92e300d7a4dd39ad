"""Builders: items of a catalogue and a bundle that joins them, in the words of the trade; no database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.catalogue.given import an_item
from tongban.bundles import rules
from tongban.catalogue.rules import Choice, FieldCard, ItemCard, MaterialCard, ResultCard

LICENCE = "11990000000000019A001"
TRADE, FOOD, SIGN = "T-TRADE", "T-FOOD", "T-SIGN"
NAME = {"key": "trade_name", "label": "店铺名称"}
PLACE = {"key": "place", "label": "经营场所", "kind": "address"}
PHONE = {"key": "phone", "label": "手机号码", "kind": "phone", "source": "person.phone"}
FORMS: dict[str, list[dict[str, Any]]] = {
    TRADE: [NAME, PLACE, {"key": "scope", "label": "经营范围", "page": 2}, PHONE],
    FOOD: [
        {**NAME, "source": f"licence.{LICENCE}.name", "max_length": 30},
        {"key": "number", "label": "执照编号", "source": f"licence.{LICENCE}.number"},
        PLACE,
        {"key": "tel", "label": "联系电话", "kind": "phone", "source": "person.phone", "required": False},
        {"key": "delivers", "label": "送外卖吗", "kind": "yes_no", "page": 2},
        {
            "key": "platform",
            "label": "在哪个平台",
            "page": 2,
            "when": {"field": "delivers", "is": "yes"},
        },
    ],
    SIGN: [NAME, {"key": "words", "label": "招牌上写什么", "page": 2}, {**PHONE, "required": False}],
}
MATERIALS: dict[str, list[dict[str, Any]]] = {
    TRADE: [{"id": "premises", "name": "场所使用证明"}],
    FOOD: [
        {
            "id": "licence",
            "name": "营业执照",
            "licence_type": LICENCE,
            "exempt": "licence",
            "source": "government",
        },
        {"id": "m2", "name": "《场所使用证明》", "copies": 2},
        {"id": "layout", "name": "布局图"},
    ],
    SIGN: [
        {"id": "place", "name": "场所使用证明", "necessity": "optional", "copies": 3},
        {"id": "picture", "name": "效果图", "necessity": "optional"},
    ],
}
NAMES = {TRADE: "个体工商户登记", FOOD: "食品经营许可", SIGN: "户外招牌"}


def a_field(**told: Any) -> FieldCard:
    choices = tuple(Choice(value, value) for value in told.pop("choices", ()))
    return FieldCard(**{"purpose": "登记", "basis": "第七条"} | told, choices=choices)


def an_item_of(code: str, **changes: Any) -> ItemCard:
    result = ResultCard("营业执照", type_code=LICENCE) if code == TRADE else None
    facts = {
        "id": f"i-{code}",
        "version_id": f"v-{code}",
        "code": code,
        "local_code": code,
        "name": NAMES.get(code, code),
        "fields": tuple(a_field(**one) for one in FORMS.get(code, ())),
        "materials": tuple(MaterialCard(**one) for one in MATERIALS.get(code, ())),
        "result": result,
        "subjects": ("person", "body"),
    }
    return replace(an_item(), **(facts | changes))


def the_items() -> dict[str, ItemCard]:
    return {code: an_item_of(code) for code in NAMES}


QUESTIONS: list[dict[str, Any]] = [
    {
        "key": "licence",
        "text": "您有营业执照了吗？",
        "known_by": LICENCE,
        "options": [
            {"value": "yes", "label": "有"},
            {"value": "no", "label": "还没有", "items": [TRADE], "fields": {f"{TRADE} scope": "餐饮服务"}},
        ],
    },
    {
        "key": "sign",
        "text": "要挂招牌吗？",
        "options": [
            {
                "value": "yes",
                "label": "要挂",
                "items": [SIGN],
                "questions": [
                    {
                        "key": "lit",
                        "text": "发光吗？",
                        "options": [
                            {"value": "yes", "label": "发光", "materials": [f"{SIGN} picture"]},
                            {"value": "no", "label": "不发光"},
                        ],
                    }
                ],
            },
            {"value": "no", "label": "不挂"},
        ],
    },
]
PLAIN: dict[str, Any] = {
    "name": "开办餐饮店一件事",
    "also": "开餐馆 开饭店",
    "members": [
        {"name": "食品经营许可", "item_code": FOOD, "after": [TRADE]},
        {"name": "个体工商户登记", "item_code": TRADE},
        {"name": "户外招牌", "item_code": SIGN, "after": [TRADE]},
        {"name": "营业执照信息核验", "role": "check"},
    ],
    "questions": QUESTIONS,
}


def a_bundle(**changes: Any) -> rules.Content:
    return rules.content_from(PLAIN | changes)


HAS_LICENCE = {"licence": ("yes",), "sign": ("yes",), "lit": ("no",)}
NO_LICENCE = {"licence": ("no",), "sign": ("yes",), "lit": ("no",)}


def parts_of(content: rules.Content, situation: rules.Answers) -> rules.Parts:
    """The items of a situation, with the licences that their predecessors lead to."""
    needed = rules.needed(content, situation)
    cards = the_items()
    return rules.Parts(
        cards={one.item_code: cards[one.item_code] for one in needed},
        after={
            one.item_code: frozenset({LICENCE}) if rules.waits_for(one, needed) else frozenset()
            for one in needed
        },
        given=rules.given_answers(content, situation),
        out=rules.left_out(content, situation),
        joined=content.joined,
    )
