"""Sentences to people: find them all, keep each room's translations, compile one catalogue.

    python scripts/messages.py            add what is missing, compile, say what lacks its Chinese
    python scripts/messages.py --check    change nothing; exit 1 when anything is missing or out of date

A room's sentences stand in ``locale/zh_Hans/rooms/<room>.po``; the compiled catalogue is one file, as
Django reads it. Translations are never deleted here: one that no code asks for is listed as idle.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "tongban"
ROOMS = PACKAGE / "locale" / "zh_Hans" / "rooms"
COMPILED = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
METADATA = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "zh_Hans",
    "Plural-Forms": "nplurals=1; plural=0;",
}
NARROW = re.compile(r"(?<=[\u4e00-\u9fff}”）》])([,;:!?](?=[\u4e00-\u9fff{“（《]|$)|\()")
"""Punctuation of another script within a Chinese sentence."""
Key = tuple[str | None, str, str | None]


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    wrong = 0
    merged = polib.POFile()
    merged.metadata = METADATA
    rooms = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
    for room in rooms:
        wanted = dict(sentences_of(PACKAGE / room))
        kept = read(ROOMS / f"{room}.po")
        wrong += report(room, wanted, kept)
        if not check and add_missing(kept, wanted):
            kept.save(str(ROOMS / f"{room}.po"))
        for entry in kept:
            said = entry.msgstr or entry.msgstr_plural.get(0, "")
            if not (entry.msgid and said):
                continue
            other = merged.find(entry.msgid, msgctxt=entry.msgctxt or False)
            if other is None:
                merged.append(entry)
            elif said != (already := other.msgstr or other.msgstr_plural.get(0, "")):
                print(f"{room}: {entry.msgid!r} is {said!r} here and {already!r} in another room")
                wrong += 1
    merged.sort(key=lambda entry: (entry.msgctxt or "", entry.msgid))
    compiled = merged.to_binary()
    if check:
        if not COMPILED.exists() or COMPILED.read_bytes() != compiled:
            print("the compiled catalogue is out of date: run python scripts/messages.py")
            wrong += 1
    else:
        COMPILED.parent.mkdir(parents=True, exist_ok=True)
        COMPILED.write_bytes(compiled)
    return 1 if check and wrong else 0


def sentences_of(room: Path) -> Iterator[tuple[Key, str]]:
    """Every marked sentence of a room, from its Python and its templates, with where it stands."""
    for path in sorted(
        [*room.rglob("*.py"), *room.rglob("templates/**/*.html"), *room.rglob("templates/**/*.txt")]
    ):
        if "migrations" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            source = as_python(source)
        lines = io.BytesIO(source.encode())
        for line, message, _comments, context in extract(
            "python", lines, KEYWORDS, options={"encoding": "utf-8"}
        ):
            single, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
            if single:
                yield (context, single, plural), f"{path.relative_to(PACKAGE)}:{line}"


def as_python(template: str) -> str:
    """A template as the gettext calls it makes: {% translate %} and {% blocktranslate %} with their contexts."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    text = templatize(template)
    calls = re.findall(
        r"n?p?gettext\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|\"{3}.*?\"{3}|[^()])*\)", text, re.S
    )
    calls += re.findall(r"(?<![a-z])_\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")\)", text)
    return "\n".join(call.replace("\n", "\\n") if '"""' not in call else call for call in calls)


def read(path: Path) -> polib.POFile:
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = METADATA
    return fresh


def report(room: str, wanted: dict[Key, str], kept: polib.POFile) -> int:
    """Say what lacks its Chinese or has lost a placeholder; the number of faults."""
    faults = 0
    for (context, single, plural), place in wanted.items():
        entry = kept.find(single, msgctxt=context or False)
        text = (entry.msgstr or entry.msgstr_plural.get(0, "")) if entry else ""
        if not text or (entry and entry.fuzzy):
            print(f"{room}: no Chinese for {single!r} ({place})")
            faults += 1
        elif not plural and placeholders(single) != placeholders(text):
            print(f"{room}: placeholders differ in {single!r} -> {text!r}")
            faults += 1
        elif NARROW.search(text):
            print(f"{room}: narrow punctuation in {text!r}: Chinese is written with ，；：！？")
            faults += 1
    idle = [
        entry.msgid for entry in kept if (entry.msgctxt or None, entry.msgid) not in {k[:2] for k in wanted}
    ]
    if idle:
        print(f"{room}: {len(idle)} translations that nothing asks for: {idle[:3]}")
    return faults


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]|(?<!{){(\w+)[^}]*}", text))


def add_missing(kept: polib.POFile, wanted: dict[Key, str]) -> bool:
    added = False
    for (context, single, plural), place in wanted.items():
        if kept.find(single, msgctxt=context or False) is None:
            file = place.rsplit(":", 1)[0]
            entry = polib.POEntry(msgid=single, msgctxt=context, comment=file)
            if plural:
                entry.msgid_plural, entry.msgstr_plural = plural, {0: ""}
            kept.append(entry)
            added = True
    return added


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
