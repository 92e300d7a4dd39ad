"""What rooms above tell the pages of a case: of which larger matter it is a part.

A case stands below the bundles it may belong to, so it cannot ask; the room that can, registers itself at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.cases.cards import CaseCard
from tongban.cases.rules import Line
from tongban.foundation.actors import Actor
from tongban.foundation.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another case of the same matter that the reader may open; ``url`` is its page for this reader."""

    name: str
    department: str
    status: Sentence
    url: str


@dataclass(frozen=True, slots=True)
class Belonging:
    """The larger matter: its name, its page for the applicant, what was answered to its questions, its other cases.

    hand_over_url  where this reader hands over all decided results at once; empty when she may not, or none is decided
    """

    name: str
    url: str
    situation: tuple[tuple[str, str], ...]
    siblings: tuple[Sibling, ...]
    hand_over_url: str = ""


Lines = Callable[[str], Sequence[Line]]
_lines: list[Lines] = []


def register_lines(provider: Lines) -> None:
    """Say who knows more lines of a case's timeline, for officials only; the last word counts."""
    _lines[:] = [provider]


def more_lines(*, case_id: str) -> tuple[Line, ...]:
    """What other rooms know of a case that its officials read in the timeline."""
    return tuple(_lines[0](case_id)) if _lines else ()


Belongs = Callable[[Actor, CaseCard, date], Belonging | None]
_belongs: list[Belongs] = []


def register_belonging(provider: Belongs) -> None:
    """Say who knows of which matter a case is a part; the last word counts."""
    _belongs[:] = [provider]


def belonging(*, actor: Actor, case: CaseCard, today: date) -> Belonging | None:
    """The larger matter of a case as this reader may see it; None when it stands alone."""
    return _belongs[0](actor, case, today) if _belongs else None
