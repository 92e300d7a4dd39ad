"""What a text cites: each law it names, in which edition, and where in it. Reads; knows no law.

The grammar in words. A law is named by its title in brackets, by its title without them, by the order of its
promulgation, by 同法 or 该条例 after another, or by 及其实施条例. In round brackets behind it stands the edition
(a year, an order, a document number). Places follow (``places``). Words in quotation marks behind a place repeat
the article. Everything else, such as 根据 or 的规定, says nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from tongban.law.rules.cards import Citation, Edition
from tongban.law.rules.numerals import CHINESE
from tongban.law.rules.orders import COUNCIL, DOCUMENT, NUMBER, ORDER, YEAR, more_orders, order_in
from tongban.law.rules.places import read_places
from tongban.law.rules.spelling import plain

LONGEST_TITLE, DEEPEST = 200, 4
_ENDINGS = (
    "法典|法|条例|规定|办法|细则|决定|规则|规程|章程|准则|规范|标准|通知|意见|公告|批复|解释|方案|目录|制度|指南|纲要"
    "|守则|通则|命令|公约|协定|议定书|规划|函|令|修正案(?:\\([一二三四五六七八九十]{1,3}\\))?"
)
_BEHIND_TITLE = (
    rf"$|第(?:\(|[0-9{CHINESE}])|[0-9]+条|\(|[,。;、:\"《》〕)-]|及其|和|与|以及|的|之|中|等|附件|附表|附录|规定|关于|以下|里|明确"
    r"|有关|相关|(?:19|20)[0-9]{2}年"
)
_MAY_END = re.compile(_BEHIND_TITLE)
# A title without brackets begins the text, follows a sign, or one of these words.
_MAY_BEGIN = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|根据|依据|按照|依照|违反|参照|遵照|符合|详见|参见|适用|执行|见|由|落实|及|和|与|同时|条|款|项)$"
)
_TITLE_END = re.compile(rf"(?:{_ENDINGS})(?:\((?:试行|暂行|草案|修订|修正)\))?(?={_BEHIND_TITLE})")
_LEAD = re.compile(r"根据|依据|按照|依照|违反|参照|遵照|详见|参见|[0-9]{1,2}[.。、]")
# Words that lead to a title only where the words begin; inside they may be part of it: 见义勇为, 预算执行.
_HEAD = re.compile(
    r"^(?:符合|适用|执行|属于|对照|落实|同时|以及|及其|设定依据是?|法律依据是?|见|由|即|如|和|及|与|或|并|的|、|\")+"
)
_MEANT = re.compile(
    r"(?:前述|上述|前款|同|该|本)(?P<kind>法|条例|办法|规定|细则|决定|规则|通知|意见)(?=第|[0-9])"
)
_ITS_OWN = re.compile(r"》?及其?(?P<what>实施条例|实施细则|实施办法|施行细则|实施规则)")
_EDITION_TAIL = re.compile(
    r"\((?P<what>(?:根据)?(?:(?:19|20)[0-9]{2}年?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?)(?:第?[一二三四五六七八九]?次?)?(?:修正|修订|修改|版|公布|发布|颁布|施行|实施|制定|通过)?(?:版|本|稿)?)\)$"
)
# What stands before words that repeat an article.
_SAYS = re.compile(r"(?:[条款项目)]|规定|明确|之[一二三四五六七八九十])[:,]?$")
_NAME = re.compile(r"[\u4e00-\u9fff]{2}")
# Words that stand in sentences and in no title.
_SENTENCE = re.compile(
    r"可以|应当|不得|予以|不予|作出|除可|必须|之规定|其他|本法|这些|要求|进行|提出|有权|认为|之日|作废|符合|不再"
)
_NEW_OLD = re.compile(r"^(?:新修订的|新修订|新修正的|新的|现行的?|原)(?=.)")


class Known(Protocol):
    """What knows titles, so that one without brackets is read whole whatever words it holds."""

    def title_at(self, text: str, at: int) -> int:
        """Where the title that begins at this place ends; the place itself when none begins."""


def read_citations(text: str, known: Known | None = None) -> tuple[Citation, ...]:
    """Every law that the text cites, in its order; empty when it cites none."""
    return tuple(_Scanner(plain(text), known).read())


class _Scanner:
    """Goes through the text once and gathers the citations."""

    def __init__(self, text: str, known: Known | None) -> None:
        self.text = text
        self.known = known
        self.at = 0
        self.found: list[Citation] = []
        self.year: int | None = None
        self.no_title_before = 0

    def read(self) -> list[Citation]:
        steps: tuple[Callable[[], bool], ...] = (
            self._known,
            self._bracketed,
            self._its_own,
            self._round,
            self._places,
            self._quoted,
            self._order,
            self._document,
            self._meant,
            self._year,
            self._bare,
        )
        while self.at < len(self.text):
            if not any(step() for step in steps):
                self.at += 1
        return self.found

    def _begin(self, citation: Citation) -> None:
        if self.year and not citation.edition:
            citation = replace(citation, edition=Edition(year=self.year))
        self.year = None
        last = self.found[-1] if self.found else None
        if last and citation.title and not last.title and not last.places and not last.document:
            # An order that stands before the title it belongs to.
            self.found[-1] = replace(citation, edition=last.edition)
        else:
            self.found.append(citation)

    def _known(self) -> bool:
        """A title that is known, without brackets: where words may begin, and with nothing of a longer one behind."""
        if self.known is None or not _MAY_BEGIN.search(self.text[max(0, self.at - 4) : self.at]):
            return False
        return self._take_known(self.at)

    def _take_known(self, start: int) -> bool:
        end = self.known.title_at(self.text, start) if self.known else start
        if end == start or not _MAY_END.match(self.text, end):
            return False
        self._begin(Citation(self.text[start:end]))
        self.at = end
        return True

    def _bracketed(self) -> bool:
        if self.text[self.at] != "《":
            return False
        depth, end = 0, self.at
        limit = min(len(self.text), self.at + 2 * LONGEST_TITLE)
        while end < limit:
            depth += {"《": 1, "》": -1}.get(self.text[end], 0)
            if not 0 < depth <= DEEPEST:
                break
            end += 1
        inside = self.text[self.at + 1 : end]
        if depth:
            inside = inside.split("《")[0]
            inside = _before_places(inside)
            end = self.at + len(inside)
        title, places = _without_places(inside)
        if self.known is None or self.known.title_at(title, 0) != len(title):
            title, edition = _without_edition(title)
        else:
            edition = Edition()
        if not _NAME.search(title) or len(title) > LONGEST_TITLE:
            return False
        self._begin(Citation(title, edition))
        if places:
            self._add_places(places, 0)
        self.at = end + 1
        return True

    def _its_own(self) -> bool:
        match = _ITS_OWN.match(self.text, self.at)
        if not match or not self.found or not self.found[-1].title:
            return False
        self._begin(Citation(self.found[-1].title.removesuffix("》") + match["what"]))
        self.at = match.end()
        return True

    def _round(self) -> bool:
        """Round brackets behind a title: the edition, an order, a document number, or words that say nothing."""
        if self.text[self.at] != "(" or not self.found or self.found[-1].places:
            return False
        end = _closing(self.text, self.at)
        inside = self.text[self.at + 1 : end]
        last = self.found[-1]
        order, document = order_in(inside), DOCUMENT.search(inside)
        if order:
            self.found[-1] = replace(last, edition=order)
        elif document:
            self.found[-1] = replace(last, document=document[0])
        elif year := YEAR.search(inside):
            if last.title and not last.edition:
                self.found[-1] = replace(last, edition=Edition(year=int(year["year"])))
        elif inside.startswith("以下简称") or not read_places(inside)[0]:
            pass
        else:
            return False
        self.at = end + 1
        return True

    def _places(self) -> bool:
        return bool(self.found) and self._add_places(self.text, self.at)

    def _add_places(self, text: str, start: int) -> bool:
        last = self.found[-1]
        places, end = read_places(text, start, last.places)
        if end == start:
            return False
        self.found[-1] = replace(last, places=places)
        if text is self.text:
            self.at = end
        return True

    def _quoted(self) -> bool:
        """The words behind a place: in quotation marks, or to the end of the sentence after a colon."""
        if self.text[self.at] not in '":' or not self.found or not self.found[-1].places:
            return False
        start = self.at + 1
        if not _SAYS.search(self.text[max(0, self.at - 4) : self.at]):
            return False
        marked = self.text[self.at] == '"' or self.text[start : start + 1] == '"'
        start += self.text[self.at] == ":" and marked
        end = self.text.find('"', start) if marked else _end_of_words(self.text, start)
        end = len(self.text) if end < 0 else end
        last = self.found[-1]
        self.found[-1] = replace(last, quoted=last.quoted + self.text[start:end])
        self.at = end + marked
        return True

    def _order(self) -> bool:
        council = COUNCIL.match(self.text, self.at)
        if council:
            end = more_orders(self.text, council.end())
            order = order_in(self.text[self.at : end])
            if order:
                self._take_order(order, end)
                return True
        match = ORDER.match(self.text, self.at)
        if not match or "《" in match[0]:
            return False
        order = order_in(_LEAD.split(match[0])[-1])
        if not order:
            return False
        self._take_order(order, match.end())
        return True

    def _take_order(self, order: Edition, end: int) -> None:
        last = self.found[-1] if self.found else None
        directly = self.text[self.at - 1 : self.at] in {"》", "法", "例", "定"}
        if last and last.title and not last.places and not last.edition and directly:
            self.found[-1] = replace(last, edition=order)
        else:
            self._begin(Citation("", order))
        self.at = end

    def _document(self) -> bool:
        match = DOCUMENT.match(self.text, self.at)
        if not match:
            return False
        words = _LEAD.split(match[0])[-1].lstrip("、")
        last = self.found[-1] if self.found else None
        if last and last.title and not last.places and not last.document and self.text[self.at - 1] == "》":
            self.found[-1] = replace(last, document=words)
        else:
            self._begin(Citation("", document=words))
        self.at = match.end()
        return True

    def _meant(self) -> bool:
        """同法, 该条例: the law last named, or the last one of that kind."""
        match = _MEANT.match(self.text, self.at)
        if not match or not self.found:
            return False
        of_kind = [one for one in self.found if one.title.endswith(match["kind"])]
        meant = of_kind[-1] if of_kind else self.found[-1]
        if meant is not self.found[-1]:
            self.found.append(replace(meant, places=(), quoted=""))
        self.at = match.end()
        return True

    def _year(self) -> bool:
        """A year before or behind a title without brackets: 2018年修正的《…》, 行政许可法2019年修正版."""
        match = re.compile(
            r"((?:19|20)[0-9]{2})年?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:第[一二三]次)?(?:修正|修订|修改|公布|发布|颁布|版)?(?:版|本|的|后的)*"
        ).match(self.text, self.at)
        if not match:
            return False
        year = int(match[1])
        last = self.found[-1] if self.found else None
        if last and last.title and not last.places and not last.edition:
            self.found[-1] = replace(last, edition=Edition(year=year))
        else:
            self.year = year
        self.at = match.end()
        return True

    def _bare(self) -> bool:
        """A title without brackets: the words up to an ending of titles, after any 根据 or 按照."""
        if self.at < self.no_title_before or not "\u4e00" <= self.text[self.at] <= "\u9fff":
            return False
        run = re.compile(r"[\u4e00-\u9fff、\"]+(?:\([一二三四五六七八九十]{1,3}\))?").match(
            self.text, self.at
        )
        if not run:
            return False
        if any(self._take_known(lead.end()) for lead in _LEAD.finditer(self.text, self.at, run.end())):
            return True
        limit = run.end() + 12
        for end in _TITLE_END.finditer(self.text, self.at, min(limit, len(self.text))):
            if end.start() > run.end():
                break
            if end.start() == self.at:
                continue
            whole = self.text[self.at : end.end()]
            if "以下简称" in whole:
                continue
            title = _NEW_OLD.sub("", _HEAD.sub("", _LEAD.split(whole)[-1]))
            if _too_short(title) or _SENTENCE.search(title):
                continue
            title, edition = _without_edition(title)
            self._begin(Citation(title, edition))
            self.at = end.end()
            return True
        # The end of a sentence is no title: what began here is not tried again from its middle.
        self.no_title_before = run.end()
        return False


def _too_short(title: str) -> bool:
    """Whether the words are an ending only, such as 本法 or 规定, and no name."""
    rest = re.sub(rf"(?:{_ENDINGS})$", "", title)
    return not rest or rest in {
        "本",
        "该",
        "同",
        "有关",
        "相关",
        "上述",
        "国家",
        "法律",
        "法律、法规",
        "行政",
        "合",
        "方",
        "做",
        "作",
        "依",
    }


def _before_places(words: str) -> str:
    """The words of a bracket that nobody closed, up to the first place or sign behind the title."""
    found = re.search(rf"第(?:\({NUMBER}\)|{NUMBER})(?:条|款|项)|[(,;。:]|[0-9]+条", words)
    return words[: found.start()] if found else words


def _without_places(words: str) -> tuple[str, str]:
    """A title, and the places that were written inside its brackets: 《行政许可法第四十二条》."""
    found = re.search(rf"(?<=[法例定则])第{NUMBER}条", words)
    if not found or "关于" in words or "《" in words:
        return words, ""
    return words[: found.start()], words[found.start() :]


def _without_edition(title: str) -> tuple[str, Edition]:
    title = _NEW_OLD.sub("", title)
    tail = _EDITION_TAIL.search(title)
    year = YEAR.search(tail["what"]) if tail else None
    if not tail or not year or "修正案" in title:
        return re.sub(r"\((?:修正|修订|修正案文本|新)\)$", "", title), Edition()
    return title[: tail.start()], Edition(year=int(year["year"]))


def _closing(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text) - 1


def _end_of_words(text: str, start: int) -> int:
    """Where the words of an article end: before the next title in brackets at the head of a sentence."""
    following = re.compile(r"(?<=[。;\n])(?=《)").search(text, start)
    return following.start() if following else len(text)
