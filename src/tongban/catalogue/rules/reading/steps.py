"""Steps of a procedure: 申请—受理（当场审查）—决定—发照, or a numbered list whose entries begin with their name."""

from __future__ import annotations

import re

from tongban.catalogue.rules.reading.plain import plain

LONGEST = 20
_ARROW = re.compile(r"-*(?:→|➝|➔|⇒|=>|>|↓|⟶|⮕)+|-+")
_NUMBER = re.compile(
    r"(?:^|(?<=[。;,\n、:)])|(?<=[\u4e00-\u9fff]))(?:\((?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\)[、.]?|(?:[0-9]{1,2})[.、)](?![0-9])|[①②③④⑤⑥⑦⑧⑨⑩]|(?:第[一二三四五六七八九十]{1,3}步|步骤[一二三四五六七八九十0-9]{1,2})[:、,]?|(?:^|(?<=[。;]))[一二三四五六七八九十]{1,3}、)"
)
_LEAD = re.compile(r"^(?:办理|审批|办事|服务|工作|申办|业务)?(?:流程|程序|步骤|环节)(?:为|是|如下)?:?")
# The names that a step may have when nothing but commas parts the steps.
_COMMON = re.compile(
    r"^(?:网上|窗口|现场|提出|提交|材料|当场|部门|领导|结果|证照)?(?:申请|申报|收件|受理|初审|审查|审核|复审|复核|审批|决定|核准|批准|勘验|踏勘|现场勘验|现场核查|评审|公示|公告|制证|发证|颁证|发照|送达|领取|取件|办结|归档|登记|缴费|告知|备案|反馈|签发|出证|预审|预约|核验|核查|调查|检测|取证|审定|制发|公布|评价|发放|存档|检验|听证)"
    r"(?:申请|材料|结果|证照|送达|归档|发证|办结|决定|审查|与决定|与送达|证书)?$"
)
_NAME = re.compile(r"[A-Za-z0-9]*[\u4e00-\u9fff《“\"][\u4e00-\u9fffA-Za-z0-9《》“”\"、·/]+")
_SENTENCE = re.compile(r"(?:应当|可以|符合|不符合|向.+提出|凭.+向|根据|依据|自.+之日|携带|登录|的,|经过)")


def read_steps(text: str) -> tuple[str, ...] | None:
    """The names of the steps in order; None when the text tells a story instead of naming them."""
    # A blank before a number ends the entry before it: 一、申请 二、受理.
    parted = re.sub(r"\s+(?=[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.、．]|[（(①-⑩第步])", ";", text.strip())
    words = _LEAD.sub("", plain(parted)).strip("。;,")
    steps = _numbered(words) or _arrows(words) or _listed(text)
    if not steps or len(steps) < 2 or len(set(steps)) != len(steps):
        return None
    return steps


def _arrows(words: str) -> tuple[str, ...] | None:
    """Steps parted by arrows or dashes; what stands in brackets tells more and is no name."""
    bare = _without_brackets(words)
    parts = [re.sub(r"^[0-9]{1,2}[.、]", "", part.strip("。;,、")) for part in _ARROW.split(bare)]
    return _named(parts) if len(parts) > 1 else None


def _numbered(words: str) -> tuple[str, ...] | None:
    """Steps of a numbered list, each by the words before its first stop."""
    marks = list(_NUMBER.finditer(words))
    if len(marks) < 2 or marks[0].start() != 0:
        return None
    names = []
    for at, mark in enumerate(marks):
        entry = words[mark.end() : marks[at + 1].start() if at + 1 < len(marks) else None]
        names.append(re.split(r"[:。;,\n-]", _without_brackets(entry), maxsplit=1)[0].strip("、"))
    return _named(names)


def _listed(text: str) -> tuple[str, ...] | None:
    """Steps parted by commas, stops or blanks: only when each has a name that steps usually have."""
    words = _LEAD.sub("", plain(re.sub(r"(?<=\S)\s+(?=\S)|[|｜]", ",", text.strip()))).strip("。;,")
    parts = re.split(r"[、,;。\n]", _without_brackets(words))
    return _named(parts) if all(_COMMON.match(part) for part in parts) else None


def _without_brackets(words: str) -> str:
    """The words without the brackets that close a name; brackets inside a name stay, and it is then no name."""
    return re.sub(r"\([^()]*\)(?=$|[-→➝➔⇒=>↓⟶⮕。;,、:\n])", "", words)


def _named(parts: list[str]) -> tuple[str, ...] | None:
    """The parts as names; None when one of them is a sentence, or no words."""
    fit = all(_NAME.fullmatch(part) and len(part) <= LONGEST and not _SENTENCE.search(part) for part in parts)
    return tuple(parts) if fit else None
