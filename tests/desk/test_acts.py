"""The audit log speaks in words: every act that any room records has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

import tongban
from tongban.cases import rules as cases
from tongban.desk import acts

HOUSE = Path(tongban.__file__).parent
ROOMS = "audit|bundles|cases|catalogue|files|flow|identity|licences|notifications|org|outbox|sample"
NAMED = re.compile(rf'action="((?:{ROOMS})\.[a-z_]+)"')
RECORDED = re.compile(rf'\b_record\([^"]*"((?:{ROOMS})\.[a-z_]+)"')


def recorded() -> set[str]:
    """The acts named in the services of all rooms."""
    found: set[str] = set()
    for path in HOUSE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(NAMED.findall(text)) | set(RECORDED.findall(text))
    return found


def test_every_act_that_a_service_records_has_words() -> None:
    assert len(recorded()) > 20, "the search for recorded acts finds them"
    assert recorded() - set(acts.ACTIONS) == set()


def test_every_event_of_a_case_has_words() -> None:
    assert {f"cases.{kind}" for kind in cases.KINDS} <= set(acts.ACTIONS)


def test_words_are_sentences_and_never_codes() -> None:
    for words in (*acts.ACTIONS.values(), *acts.SUBJECTS.values(), *acts.ROLES.values()):
        assert "." not in words
        assert "_" not in words


def test_an_act_without_words_is_shown_as_it_stands_in_the_record() -> None:
    assert acts.action_words("later.added") == "later.added"
