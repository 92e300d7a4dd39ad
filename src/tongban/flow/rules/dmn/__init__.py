"""DMN decision tables: read from files of others with all reasons named, and answered for the answers of a case."""

from tongban.flow.rules.dmn.deciding import Decisions, Explained, answers_with, decide, explained
from tongban.flow.rules.dmn.reading import ImportedDecisions, decisions_from_dmn

__all__ = [
    "Decisions",
    "Explained",
    "ImportedDecisions",
    "answers_with",
    "decide",
    "decisions_from_dmn",
    "explained",
]
