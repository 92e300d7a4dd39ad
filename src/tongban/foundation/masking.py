"""Personal data shown in part: enough to recognise one's own, never enough to learn another's.

The whole value is shown only with a recorded reason. Widths: GB/T 35273 leaves them to the house.
"""

from __future__ import annotations

import re
import unicodedata

from tongban.foundation.names import MIDDLE_DOT, is_han

STAR = "*"
_SURNAMES_OF_TWO = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于"
    "司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户公玉公仪梁丘公仲"
    "左丘公伯西门公祖第五公乘公皙南荣东里东宫仲长子书子桑即墨达奚褚师纳兰歐陽東方萬俟諸葛尉遲澹臺鍾離長孫淳于单于"
)
_COMPOUND_SURNAMES = frozenset(
    _SURNAMES_OF_TWO[start : start + 2] for start in range(0, len(_SURNAMES_OF_TWO), 2)
)
_ADDRESS_PLACES = re.compile(
    r"^(?:[^省市区县盟旗州]{1,12}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|省|市|区|县|盟|旗|州)){1,4}"
    r"(?:[^镇乡街道路号村\d]{1,10}?(?:街道|镇|乡|苏木))?"
)


def mask_name(name: str) -> str:
    """The family name, or the first letter, then a star for every further character: 欧阳**, 买**·***, M*** S****."""
    text = name.strip()
    if len(_units(text)) <= 1:
        return STAR if text else ""
    if MIDDLE_DOT in text or not is_han(text[0]):
        return _mask_parts(text)
    compound = text[:2] in _COMPOUND_SURNAMES and len(_units(text)) > 2
    return _keep(text, 2 if compound else 1)


def mask_id(number: str) -> str:
    """The first four and last four of a long number, the first and last of a short one: 1101**********002X."""
    text = number.strip()
    if len(text) >= 15:
        return text[:4] + STAR * (len(text) - 8) + text[-4:]
    if len(text) >= 5:
        return text[0] + STAR * (len(text) - 2) + text[-1]
    return STAR * len(text)


def mask_phone(number: str) -> str:
    """A mobile number without its four middle digits, another without all but its last two: 138****1234."""
    text = number.strip()
    digits = [position for position, character in enumerate(text) if character.isdigit()]
    mobile = re.search(r"1\d{10}$", "".join(text[position] for position in digits))
    hidden = digits[-8:-4] if mobile else digits[: -2 if len(digits) > 4 else None]
    return "".join(STAR if position in hidden else character for position, character in enumerate(text))


def mask_address(address: str) -> str:
    """The divisions of an address down to the street or town, then stars; of another, its first third at most."""
    text = address.strip()
    found = _ADDRESS_PLACES.match(text)
    kept = found[0] if found else text[: min(6, len(text) // 3)]
    return kept + STAR * 4 if len(kept) < len(text) or not found else kept


def _mask_parts(text: str) -> str:
    """The first letter of a name in parts; every other letter hidden, the joints kept."""
    first, *others, _last = _units(text)
    return first + "".join(unit if unit in (" ", "-", MIDDLE_DOT) else STAR for unit in others) + STAR


def _keep(text: str, count: int) -> str:
    units = _units(text)
    return "".join(units[:count]) + STAR * (len(units) - count)


def _units(text: str) -> list[str]:
    """The characters as a reader counts them: marks stay with their letter."""
    units: list[str] = []
    for character in text:
        if units and (unicodedata.category(character)[0] == "M" or character == "\u200d"):
            units[-1] += character
        else:
            units.append(character)
    return units
