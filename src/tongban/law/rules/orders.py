"""Orders and document numbers: 国务院令第716号, 国令716, 公安部令第112号, 湘政办发〔2022〕67号, and what a year beside them says."""

from __future__ import annotations

import re

from tongban.law.rules.cards import Edition, Order
from tongban.law.rules.numerals import CHINESE, read_number

NUMBER = rf"(?:[0-9]{{1,4}}|[{CHINESE}]{{1,9}})"
# No order has such a number; it is a year.
FIRST_YEAR = 1900
COUNCIL = re.compile(
    rf"(?:中华人民共和国)?国务院(?:、?(?:中华人民共和国)?中央军(?:事委员会|委))?"
    rf"(?:令\(?(?:〔?(?P<year>[0-9]{{4}})〕?年?)?第?(?P<after>{NUMBER})号?\)?|\(?第?(?P<before>{NUMBER})号令\)?)"
    rf"|国令\(?(?:〔?(?P<year2>[0-9]{{4}})〕?年?)?第?(?P<short>{NUMBER})号?\)?"
    rf"|第(?P<first>{NUMBER})号国务院令"
)
_ORGAN = r"[\u4e00-\u9fff、]{2,40}?"
ORDER = re.compile(
    rf"(?P<organ>{_ORGAN})(?:令\(?(?:〔?(?P<year>[0-9]{{4}})〕?年?)?第?(?P<after>{NUMBER})号\)?|第?(?P<before>{NUMBER})号令)"
)
DOCUMENT = re.compile(
    rf"(?P<organ>[\u4e00-\u9fff、]{{1,40}}?)(?:〔(?P<year>[0-9]{{4}})〕|公告\(?(?P<notice>[0-9]{{4}})年)(?:第)?(?P<number>{NUMBER})号"
)
YEAR = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:年|(?=修|版|\)|$))")
_REVISED = re.compile(
    r"((?:19|20)[0-9]{2})年?[^0-9,;]{0,4}(?:国务院令第[0-9]{1,4}号)?(?:第[一二三四五六]次)?(?:修订|修正|修改)"
)


def order_in(words: str) -> Edition:
    """The order that the words name; an empty edition when they name none."""
    match = COUNCIL.search(words)
    if match:
        numbers = ("before", "after", "short", "first")
        number = read_number(next((match[one] for one in numbers if match[one]), ""))
        # 国务院令第344号，第591号修订: the last one made the text that is meant.
        later = [read_number(one[1]) or 0 for one in re.finditer(rf"第({NUMBER})号", words[match.end() :])]
        number = max([number or 0, *later])
        year = match["year"] or match["year2"]
        if number and number < FIRST_YEAR:
            revised = _REVISED.search(words)
            stated = int(year) if year else _stated_year(words)
            return Edition(int(revised[1]) if revised else None, Order("国务院", number), stated)
    match = ORDER.search(words)
    number = read_number(match["after"] or match["before"]) if match else None
    if not match or not number:
        return Edition()
    organ = organ_of(match["organ"])
    return Edition(order=Order(organ, number), order_year=int(match["year"]) if match["year"] else None)


def _stated_year(words: str) -> int | None:
    match = YEAR.search(words)
    return int(match["year"]) if match else None


def organ_of(name: str) -> str:
    """An organ by one name: without 中华人民共和国, and the State Council alone where it acts with another."""
    name = re.sub(r"^.*[0-9]日|^[,、]", "", name).replace("中华人民共和国", "").strip("、")
    return "国务院" if name.startswith("国务院") and "办公厅" not in name else name


def more_orders(text: str, start: int) -> int:
    """Where further numbers of the same organ's orders end: 、第591号."""
    match = re.compile(rf"(?:(?:、|,|和)第{NUMBER}号)*").match(text, start)
    return match.end() if match else start
