"""Lists of materials: 1.身份证原件及复印件2份；2.申请表（加盖公章）; each name with its copies, note and condition."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tongban.catalogue.rules.reading.plain import NUMERAL, count_of

LONGEST = 80
_NUMBER = re.compile(
    r"(?:(?:^|(?<=[；;。，,、\n）)])|(?<=[\u4e00-\u9fff》份张件]))\s*(?:[（(](?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[）)][、.．]?|[0-9]{1,2}(?:[.．](?![0-9])|[、)）])\s*|[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮])|(?:^|(?<=[；;。\n]))[一二三四五六七八九十]{1,3}、)"
)
_UNITS = "份|张|套|本|页|件|个"
_KIND = r"原件|复印件|影印件|扫描件|电子版|电子件"
_TAIL = re.compile(
    rf"(?P<kinds>(?:(?:{_KIND})(?:[、及和与或/]|以及)*)+)?(?P<each>各)?(?P<set>一式)?(?P<count>{NUMERAL})?(?P<unit>{_UNITS})?$"
)
_ONLY_COUNTS = re.compile(rf"(?:原件|复印件)(?:各|一式)?(?:{NUMERAL})?(?:{_UNITS})?$")
# 原件1份、复印件2份: the first of two counts, the second stands behind it.
_FIRST_COUNT = re.compile(rf"(?P<kind>原件|复印件)(?P<count>{NUMERAL})(?:{_UNITS})(?:、|，|,|和|及)$")
_SEVERAL = re.compile(r"(?:原件|复印件|证|簿|本|书|表|件|照片)(?:和|及|与|以及|、)")
_PAREN = re.compile(r"[（(]([^（()）]*)[）)]$")
_CONDITIONAL = re.compile(
    r"^(?:如|若|如果|若是|属于?|凡)?(?:有|为|是|系|需要?)?(?P<when>.{1,30}?)(?:的|时|者|情况下|情形)?[，,]?(?:另需|还需|需要?另?|须|应|应当|另须|需另行|还应|还须)(?:要)?(?:提供|提交|出具|携带|附|补充|报送)?(?P<name>.{2,40})$"
)
_ONLY_WHEN = re.compile(
    r"^(?:如|若|仅|仅限)?(?P<when>.{2,30}?)(?:的|时|者)?[，,]?(?:需|须|应|应当|才需?|时|方需)?(?:要)?(?:提供|提交|出具)$"
)
_SENTENCE = re.compile(
    r"^(?:无需|不需|无须|免于?提|无$)|其他.*(?:材料|文件|资料)$|应当|必须|可以|下列|以下|之一|根据|按照|详见|参见|等$|其他(?:相关|有关|需要|必要|应)?(?:的)?材料|法律、?法规|认为|："
)
_DOCUMENT = re.compile(
    r"(?:证|簿|书|表|照片|件|明|同|料|照|章程|协议|申请|报告|清单|名单|函|票|单|卡|册|图|护照|本|文件|方案|票据|发票|声明|承诺|账单|名录|材料|档案|凭证|制度|批文|记录|合影|决议|信)$"
)


@dataclass(frozen=True, slots=True)
class Material:
    """One material. ``original`` and ``copies`` are None when the text asks for none of that kind."""

    name: str
    original: int | None = None
    copies: int | None = None
    note: str = ""
    condition: str = ""

    def plain(self) -> dict[str, object]:
        fields = (
            ("original", self.original),
            ("copies", self.copies),
            ("note", self.note),
            ("condition", self.condition),
        )
        return {"name": self.name} | {name: value for name, value in fields if value}


def read_materials(text: str) -> tuple[Material, ...] | None:
    """The materials in order; None when an entry is not a name with its counts, notes and conditions."""
    entries = _entries(text.strip())
    found: list[Material] = []
    for entry in entries:
        materials = _material(entry)
        if materials is None:
            return None
        found += materials
    return tuple(found) or None


def _entries(text: str) -> list[str]:
    """The text entry by entry: by its numbers, else by semicolons and lines, else by 、 between documents."""
    text = re.sub(r"^(?:(?:申请|办理|所需|提交|申报|需提交的?)?材料(?:清单|目录)?(?:如下)?)[：:]", "", text)
    marks = [mark for mark in _NUMBER.finditer(text) if _depth(text, mark.start()) == 0]
    if marks and not text[: marks[0].start()].strip():
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        parts = [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    else:
        parts = _split(text, "；;\n。")
        if len(parts) == 1:
            parts = _documents(parts[0])
    return [part for part in (part.strip(" \t\r\n；;。，,、") for part in parts) if part]


def _documents(text: str) -> list[str]:
    """身份证、户口簿和结婚证: split where every part is a document by its last word, left whole where none is.

    Some and not all: what belongs together cannot be told, so nothing is read.
    """
    parts: list[str] = []
    for part in (one for piece in _split(text, "、，,") for one in _pair(piece)):
        if parts and _ONLY_COUNTS.match(part):
            parts[-1] += "、" + part
        else:
            parts.append(part)
    if len(parts) == 1:
        return parts
    bare = [_without_counts(part) for part in parts]
    documents = [len(one) >= 2 and bool(_DOCUMENT.search(one)) for one in bare]
    if not any(documents[:-1]):
        return [text]
    return _shared(parts) if all(documents) else []


def _shared(parts: list[str]) -> list[str]:
    """执照、代码证、登记证复印件各1份: 各 gives each its copies; without it, bare names before it say nothing of theirs."""
    last = _TAIL.search(parts[-1])
    bare = all(part == _without_counts(part) for part in parts[:-1])
    if not bare or not last or not last["kinds"]:
        return parts
    if not last["each"] or len(re.findall(_KIND, last["kinds"])) > 1:
        return []
    return [part + last[0] for part in parts[:-1]] + parts[-1:]


def _without_counts(part: str) -> str:
    return _FIRST_COUNT.sub("", _TAIL.sub("", re.sub(r"[（(][^（()）]*[）)]", "", part)))


def _pair(text: str) -> tuple[str, ...]:
    """身份证和户口簿 are two; with copies or a description behind them it is not said of which."""
    match = re.fullmatch(
        r"([^的]{2,10}(?:证|簿|本|书|表|照片))(?:和|与|及|以及)([^的]{2,12}(?:证|簿|本|书|表|照片))", text
    )
    return (match[1], match[2]) if match else (text,)


def _split(text: str, signs: str) -> list[str]:
    parts, start = [], 0
    for at, sign in enumerate(text):
        if sign in signs and _depth(text, at) == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _depth(text: str, end: int) -> int:
    before = text[:end]
    opened = sum(before.count(sign) for sign in "（(《")
    return opened - sum(before.count(sign) for sign in "）)》") if opened else 0


def _material(entry: str) -> list[Material] | None:
    words = entry.strip()
    if sum(words.count(sign) for sign in "（(") != sum(words.count(sign) for sign in "）)"):
        return None
    stripped = _stripped(words)
    if stripped is None:
        return None
    counted, further = stripped
    name = counted.name.strip(" 的、，,")
    alone = _CONDITIONAL.match(name) if re.match(r"如|若|.{2,20}(?:的|时)[，,]", name) else None
    if alone and not counted.condition:
        counted = replace(counted, condition=alone["when"])
        name = alone["name"].strip()
    if re.search(r"(?:原件|复印件)(?:和|及|与|以及|、)", name):
        return None
    if (counted.original or counted.copies) and _SEVERAL.search(name.rsplit("的", 1)[-1]):
        # 身份证和户口簿原件: of both or of the last only is not said.
        return None
    if not 2 <= len(name) <= LONGEST or _SENTENCE.search(name) or re.search(r"[；;。：:]|[，,]", name):
        return None
    return [replace(counted, name=name), *further]


def _stripped(words: str) -> tuple[Material, list[Material]] | None:
    """The name without the counts and brackets behind it, what they say, and materials the brackets add.

    Taken off from the end: 营业执照复印件（加盖公章）1份 is 1份, then the bracket, then 复印件. Behind 原件 or 复印件
    begins the name, with its own brackets: 营业执照（副本）复印件.
    """
    one, further = Material(""), list[Material]()
    number: int | None = None
    while True:
        paren = _PAREN.search(words)
        if paren:
            only = _TAIL.fullmatch(paren[1].strip())
            if only and only["count"] and only["unit"] and not only["kinds"] and number is None:
                number = count_of(only["count"])
                words = words[: paren.start()].rstrip()
                continue
            read = _inside(paren[1].strip(), one, number)
            if read is None or not words[: paren.start()].strip():
                return None
            one, further = read[0], read[1] + further
            words = words[: paren.start()].rstrip()
            continue
        tail = _TAIL.search(words)
        if tail and tail["kinds"]:
            counted = _with_counts(one, tail, number)
            return (_with_first(counted, words[: tail.start()], tail["kinds"]), further) if counted else None
        if not tail or not (tail["count"] and tail["unit"]) or number is not None:
            break
        number = count_of(tail["count"])
        words = words[: tail.start()].rstrip()
    asked = one.original or one.copies
    return replace(one, name=words, copies=one.copies if asked else number), further


def _with_first(one: Material, words: str, kinds: str) -> Material:
    """原件1份、复印件2份: the count that stands before the last one."""
    first = _FIRST_COUNT.search(words)
    number = count_of(first["count"]) if first else None
    if first is None or number is None or first["kind"] in kinds:
        return replace(one, name=words)
    name = words[: first.start()]
    return (
        replace(one, name=name, original=number)
        if first["kind"] == "原件"
        else replace(one, name=name, copies=number)
    )


def _inside(words: str, one: Material, number: int | None) -> tuple[Material, list[Material]] | None:
    """What round brackets add: counts, a condition, another material on a condition, or a note."""
    tail = _TAIL.match(words)
    if tail and (tail["kinds"] or tail["unit"]):
        counted = _with_counts(one, tail, number)
        return (counted, []) if counted else None
    only = _ONLY_WHEN.match(words)
    if only:
        return replace(one, condition=_when(only["when"])), []
    conditional = _CONDITIONAL.match(words) if re.match(r"如|若", words) else None
    if conditional:
        added = _material(conditional["name"])
        return (one, [replace(added[0], condition=_condition(words, conditional))]) if added else None
    parts = re.split(r"[，,；;]", words)
    notes: list[str] = []
    for part in parts:
        tail = _TAIL.match(part)
        counted = _with_counts(one, tail, number) if tail and (tail["kinds"] or tail["unit"]) else None
        if counted:
            one = counted
        else:
            notes.append(part)
    note = "，".join(notes)
    return replace(one, note=f"{note}；{one.note}" if one.note and note else note or one.note), []


def _condition(words: str, match: re.Match[str]) -> str:
    """The condition as written, without 如 before and 的 behind it: 有委托, 委托他人办理."""
    said = words[: match.start("name")]
    said = re.split(r"[，,]", said)[0]
    return _when(said)


def _when(words: str) -> str:
    words = re.sub(r"^(?:如果|如|若)", "", words)
    return re.sub(r"(?:的|时|者|情况下)$", "", words)


def _with_counts(one: Material, tail: re.Match[str], behind: int | None) -> Material | None:
    """The counts: 原件 is one unless said; 原件及复印件2份 are one original and two copies; 各2份 two of each."""
    kinds = re.findall(_KIND, tail["kinds"] or "")
    number = count_of(tail["count"]) if tail["count"] else behind
    if tail["count"] and number is None:
        return None
    if any(kind in ("扫描件", "电子版", "电子件") for kind in kinds):
        return None
    if re.search(r"或|/", tail["kinds"] or ""):
        return None
    original = "原件" in kinds
    copy = "复印件" in kinds or "影印件" in kinds
    if original and copy:
        return replace(one, original=number if tail["each"] and number else 1, copies=number or 1)
    if original:
        return replace(one, original=number or 1)
    return replace(one, copies=number or 1)
