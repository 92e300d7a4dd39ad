"""Ways to apply: 网上现场都可提交. The names are those of 办理形式 in GB/T 39046-2020, and two that halls have besides."""

from __future__ import annotations

import re

from tongban.catalogue.rules.reading.plain import plain

_WAYS = {
    "网上": r"网上|线上|互联网|在线|网络|网办|电脑端|PC端|政务服务网|网站|网页",
    "窗口": r"窗口|现场|线下|大厅|实体",
    "移动端": r"移动端|手机端?|掌上|掌|APP|小程序|微信|支付宝|公众号",
    "快递": r"快递|邮寄|邮政|寄递|EMS|信函",
    "自助终端": r"自助(?:终端|机|服务终端|服务机|一体机)?",
    "电话": r"电话",
}
_WAY = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _WAYS.items()), re.IGNORECASE)
_EMPTY = re.compile(
    r"全程|全流程|政务服务(?:中心|大厅)?|综合|服务|中心|都可以?|均可以?|皆可|可以?|也可以?|和|及|与|或者?|以及|并|、|,|;|/|\+|。|\(|\)|:|提交|申请|办理|申报|受理|收取|递交|方式|渠道"
    r"|支持|提供|通过|采用|实行|任选|同时|既|又|仅|只|限|两种|三种|多种|均|上|到|端|申领|材料|办事|业务|办|的|等"
)


def read_channels(text: str) -> tuple[str, ...] | None:
    """The ways in the order of the text; None when it names none or says something else besides."""
    words, at = plain(text), 0
    found: list[str] = []
    while at < len(words):
        match = _WAY.match(words, at) or _EMPTY.match(words, at)
        if not match:
            return None
        if match.lastgroup:
            found.append(match.lastgroup)
        at = match.end()
    return tuple(dict.fromkeys(found)) or None
