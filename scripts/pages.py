"""The pages of docs/ that are made from the code, so that they cannot lie.

python scripts/pages.py            write docs/house.md, statutes.md, events.md, refusals.md, deadlines.md
python scripts/pages.py --check    exit 1 when a page differs from what the code says
"""

from __future__ import annotations

import ast
import csv
import importlib
import inspect
import os
import re
import sys
import tempfile
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "tongban"
DOCS = ROOT / "docs"
MADE = "<!-- Made by scripts/pages.py from the code. Do not edit. -->\n"


@dataclass(frozen=True)
class Refusal:
    code: str
    sentence: str
    basis: str
    place: str


@dataclass(frozen=True)
class Event:
    name: str
    words: str
    carries: tuple[str, ...]
    reactions: tuple[str, ...]
    why_none: str


def main(arguments: list[str]) -> int:
    made = {
        "house.md": house(),
        "statutes.md": statutes(),
        "events.md": event_page(),
        "refusals.md": refusal_page(),
        "deadlines.md": deadline_page(),
    }
    if "--check" not in arguments:
        DOCS.mkdir(exist_ok=True)
        for name, text in made.items():
            (DOCS / name).write_text(text, encoding="utf-8")
        return 0
    stale = [
        n for n, text in made.items() if not (DOCS / n).exists() or (DOCS / n).read_text("utf-8") != text
    ]
    for name in stale:
        print(f"docs/{name} is out of date: run python scripts/pages.py")
    return 1 if stale else 0


def rooms() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def layers() -> list[list[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found = next(c["layers"] for c in contracts if c.get("id") == "floors")
    return [[room.strip() for room in layer.split("|")] for layer in found]


def house() -> str:
    """The floors with their rooms, drawn from the import contract and the rooms' own first sentences."""
    lines = [
        MADE,
        "# The house\n",
        "A room may import rooms on lower floors; it tells the rest by announcing.\n",
    ]
    lines += [
        "```",
        *(f" {' | '.join(layer)}" for layer in layers()),
        "```\n",
        "| Room | 中文 | What it is for |",
        "| --- | --- | --- |",
    ]
    for layer in layers():
        for room in layer:
            words = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8"))) or ""
            chinese = re.search(r"Chinese term: ([^.]+)\.", words)
            lines.append(f"| `{room}` | {chinese[1] if chinese else ''} | {words.splitlines()[0]} |")
    return "\n".join(lines) + "\n"


def provisions() -> list[Any]:
    found = []
    for room in rooms():
        for path in sorted((PACKAGE / room).glob("rules*.py")) + sorted(
            (PACKAGE / room / "rules").glob("*.py")
        ):
            name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
            module = importlib.import_module(name.removesuffix(".__init__"))
            for title, value in vars(module).items():
                rows = value if isinstance(value, tuple) else (value,)
                for row in rows:
                    if (
                        type(row).__name__ == "Provision"
                        and title != "PROVISIONS"
                        and (room, title, row) not in found
                    ):
                        found.append((room, title, row))
    return [row for _room, _title, row in found]


def statutes() -> str:
    """Every number fixed by a text of law or a standard, with its source and the day from which it holds."""
    lines = [
        MADE,
        "# Numbers fixed by law\n",
        "| Source | In force since | Value | Unit |",
        "| --- | --- | --- | --- |",
    ]
    rows = {(p.source, p.since.isoformat(), str(p.value), str(getattr(p, "unit", ""))) for p in provisions()}
    lines += [f"| {source} | {since} | {value} | {unit} |" for source, since, value, unit in sorted(rows)]
    return "\n".join(lines) + "\n"


def events() -> list[Event]:
    start_django()
    from tongban import reactions

    table = reactions.REACTIONS
    without = getattr(reactions, "NO_REACTION", {})
    found = []
    for room in rooms():
        if not (PACKAGE / room / "events.py").exists():
            continue
        module = importlib.import_module(f"tongban.{room}.events")
        for name, kind in vars(module).items():
            if inspect.isclass(kind) and kind.__module__ == module.__name__:
                answers = tuple(reaction.__name__ for reaction in table.get(kind, ()))
                words = (inspect.getdoc(kind) or "").splitlines()[0]
                carries = tuple(f.name for f in fields(kind))
                found.append(Event(f"{room}.{name}", words, carries, answers, without.get(kind, "")))
    return found


def event_page() -> str:
    """What rooms announce, and what follows."""
    lines = [
        MADE,
        "# What is announced, and what follows\n",
        "| Event | Says | Carries | What follows |",
        "| --- | --- | --- | --- |",
    ]
    for event in events():
        follows = ", ".join(f"`{name}`" for name in event.reactions) or event.why_none
        lines.append(f"| `{event.name}` | {event.words} | {', '.join(event.carries)} | {follows} |")
    return "\n".join(lines) + "\n"


def refusals() -> list[Refusal]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).split(".")[-1] == "Refused"
                and len(node.args) >= 2
            ):
                code, sentence = (text_of(argument) for argument in node.args[:2])
                basis = next((text_of(k.value) for k in node.keywords if k.arg == "basis"), "")
                if code and sentence:
                    found.append(Refusal(code, sentence, basis or "", str(path.relative_to(PACKAGE))))
    return sorted(set(found), key=lambda refusal: (refusal.code, refusal.place))


def text_of(node: ast.expr) -> str:
    """The literal text of a string or a marked string; empty when it is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"_", "gettext", "gettext_lazy"}
        and node.args
    ):
        return text_of(node.args[0])
    return ""


def refusal_page() -> str:
    """Every code by which the house says no, in both languages."""
    chinese = {}
    for room in rooms():
        path = PACKAGE / "locale" / "zh_Hans" / "rooms" / f"{room}.po"
        if path.exists():
            chinese |= {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    lines = [
        MADE,
        "# Refusals\n",
        "A refusal is the rules saying no. The code is stable; the sentence is for people.\n",
    ]
    lines += ["| Code | Sentence | 中文 | Basis |", "| --- | --- | --- | --- |"]
    seen = set()
    for refusal in refusals():
        if refusal.code not in seen:
            seen.add(refusal.code)
            said = chinese.get(refusal.sentence, "")
            lines.append(f"| `{refusal.code}` | {refusal.sentence} | {said} | {refusal.basis} |")
    return "\n".join(lines) + "\n"


TOPICS = {
    "vectors": "The published vectors of the clock",
    "on the spot": "A period of nothing: decided on the spot",
    "a notice that came late": "Notices that moved days close at hand",
    "eve of a holiday": "One working day from the eve of every holiday, 2007-2026",
    "made-up working days": "One working day before every made-up Saturday and Sunday, 2007-2026",
    "end of the year": "Over the end of every year",
    "Spring Festival": "Around every Spring Festival",
    "accepted on a holiday": "Accepted on National Day: counting still starts the day after",
    "leap days": "Leap days",
    "joint handling": "Joint handling: 45 working days, and 15 more",
    "extension": "Twenty working days, and the extension of ten",
    "delivery": "Delivery within ten working days of the decision",
    "completeness": "Five working days to say once what is missing",
    "calendar days": "Calendar days: the last day moves on to a working day",
    "suspension": "Days that do not count",
    "further": "Further working days",
    "without a notice": "2027, before its notice is imported",
}


def deadline_page() -> str:
    """Worked deadlines, from docs/deadlines.csv; tests/foundation/test_deadlines.py counts each on three calendars."""
    with (DOCS / "deadlines.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [
        MADE.replace("from the code", "from docs/deadlines.csv"),
        "# Worked deadlines\n",
        f"{len(rows)} deadlines on the national calendar. Counting begins the day after the start; days of a stop do not",
        "count, its first and last included (Administrative License Law, arts. 42, 45, 82). A period of calendar days that",
        "ends on a day off moves to the next working day (Civil Procedure Law, art. 85; Administrative Reconsideration Law,",
        "art. 88). Each is counted by this house, day by day on the independent calendar `chinesecalendar`, and on a third",
        "table of working days; a test compares them.",
    ]
    for topic, title in TOPICS.items():
        lines += [
            f"\n## {title}\n",
            "| Start | Period | Days that do not count | Due | Note |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [_deadline_row(row) for row in rows if row["topic"] == topic]
    return "\n".join(lines) + "\n"


def _deadline_row(row: dict[str, str]) -> str:
    unit = {"workday": "working", "day": "calendar"}[row["unit"]]
    stops = ", ".join(stop.replace("/", " to ") for stop in row["stops"].split())
    due = f"{row['due']} (provisional)" if row["provisional"] else row["due"]
    return f"| {row['start']} | {row['days']} {unit} | {stops} | {due} | {row['note']} |"


def start_django() -> None:
    os.environ.setdefault("TONGBAN_HOME", tempfile.mkdtemp(prefix="tongban-pages-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
