"""Names as people bear them: every character kept, only the typing put right, look-alikes refused.

Never folded by NFKC: it would change characters that are somebody's name. What is put right (a dot of
another kind, a stray space, full-width Latin) is told in notes, so that the person can object.
Sources: GB 18030-2022; 《通用规范汉字表》; the middle dot of minority names is U+00B7
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from tongban.foundation.refusals import Refused, _
from tongban.foundation.sentences import Sentence, say

Kind = Literal["person", "body"]
LONGEST = 100
MIDDLE_DOT = "\u00b7"
_DOTS = frozenset("•・･‧⋅∙·᛫⸱⸳﹒．.")
_DOTS_ONLY_BETWEEN_HAN = frozenset("．.﹒")
_FULL_WIDTH_LETTERS = {
    code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *range(0xFF10, 0xFF1A))
}
_TIBETAN_TSHEG = "\u0f0b"
_PERSON_MARKS = frozenset(" -'’.·," + _TIBETAN_TSHEG)
_BODY_MARKS = frozenset(" -'’.·,，、。()（）《》〈〉“”\"‘[]【】&+/:：_—–~@#%!！*№℃")
_HINTS = {"○": "〇", "◯": "〇", "ー": "一", "—": "一", "｜": "丨", "|": "丨", "×": "乂"}
_RESEMBLING = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
_COMPATIBILITY = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_TRUE_HAN_AMONG_THEM = frozenset("\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29")


def normalise_name(text: str, *, kind: Kind = "person") -> tuple[str, tuple[Sentence, ...]]:
    """The name in its one form, with notes on what was put right.

    Refuses a name that is empty or longer than 100 characters, that holds characters which cannot be seen,
    which change the direction of writing or only look like those of the script around them.
    """
    _refuse_invisible(text)
    notes: list[Sentence] = []
    name = text.translate(_FULL_WIDTH_LETTERS)
    if name != text:
        notes.append(say(_("Full-width letters were written in their usual width.")))
    name = _with_middle_dots(name, notes)
    name = _with_plain_spaces(name, notes)
    if not name:
        raise Refused("names.empty", _("Give a name."))
    if len(name) > LONGEST:
        raise Refused(
            "names.too_long",
            _("A name has at most {longest} characters; this has {length}."),
            longest=LONGEST,
            length=len(name),
        )
    _refuse_look_alikes(name)
    _refuse_strangers(name, kind)
    _refuse_mixed_scripts(name)
    return name, tuple(notes)


def is_han(character: str) -> bool:
    """Whether a character is an ideograph, in every block; planes 2 and 3 hold nothing else."""
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x3FFFD
        or 0xF900 <= code <= 0xFAFF
        or character in "〇々"
    )


def _with_middle_dots(name: str, notes: list[Sentence]) -> str:
    def dot(found: re.Match[str]) -> str:
        before, after = name[: found.start()], name[found.end() :]
        between_han = before[-1:] and after[:1] and is_han(before[-1]) and is_han(after[0])
        return MIDDLE_DOT if found[0].strip() not in _DOTS_ONLY_BETWEEN_HAN or between_han else found[0]

    class_of_dots = re.escape("".join(_DOTS) + MIDDLE_DOT)
    mended = re.sub(rf"(?<=\w)\s*[{class_of_dots}]\s*(?=\w)", dot, name)
    if mended != name:
        notes.append(say(_("The dot between the parts of the name was written as “{dot}”."), dot=MIDDLE_DOT))
    return mended


def _with_plain_spaces(name: str, notes: list[Sentence]) -> str:
    spaced = " ".join(name.split())
    closed = re.sub(r"(?<=(.)) (?=(.))", lambda m: "" if is_han(m[1]) and is_han(m[2]) else " ", spaced)
    if closed != name.strip():
        notes.append(say(_("Spaces inside the name were put right.")))
    return closed


def _refuse_invisible(text: str) -> None:
    for position, character in enumerate(text, 1):
        category = unicodedata.category(character)
        selector = 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
        unseen = category in ("Cf", "Cs") or selector or (category == "Cc" and character not in "\t\r\n")
        if unseen or character in "\u115f\u1160\u3164\uffa0\u034f\u2800":
            raise Refused(
                "names.invisible_character",
                _("Character {position} of the name (U+{codepoint}) cannot be seen; type the name again."),
                position=position,
                codepoint=f"{ord(character):04X}",
            )
        if category == "Co":
            raise Refused(
                "names.private_character",
                _(
                    "Character {position} of the name (U+{codepoint}) exists only on one computer; choose it from the standard set."
                ),
                position=position,
                codepoint=f"{ord(character):04X}",
            )


def _refuse_strangers(name: str, kind: Kind) -> None:
    marks = _BODY_MARKS if kind == "body" else _PERSON_MARKS
    has_letter = False
    run_of_marks = 0
    for character in name:
        category = unicodedata.category(character)
        run_of_marks = run_of_marks + 1 if category[0] == "M" else 0
        letter = is_han(character) or category[0] == "L"
        has_letter = has_letter or letter
        digit = kind == "body" and character.isascii() and character.isdigit()
        if letter or digit or character in marks or 0 < run_of_marks <= 3:
            continue
        hint = _HINTS.get(character)
        if hint:
            raise _mistaken(character, hint)
        raise Refused(
            "names.strange_character", _("“{character}” does not belong in a name."), character=character
        )
    if not has_letter:
        raise Refused("names.no_letter", _("A name has at least one letter or ideograph."))


def _refuse_look_alikes(name: str) -> None:
    for character in name:
        code = ord(character)
        radical = 0x2E80 <= code <= 0x2FDF or 0x31C0 <= code <= 0x31EF
        compatible = _COMPATIBILITY.match(character) and character not in _TRUE_HAN_AMONG_THEM
        if radical or compatible:
            meant = unicodedata.normalize("NFKC", character)
            raise _mistaken(character, meant if meant != character else "")


def _refuse_mixed_scripts(name: str) -> None:
    """Words of one script each, Han with Latin excepted; of the alphabets that resemble one another, one in all."""
    for word in re.split(r"[ \-·]", name):
        scripts = {script for character in word if (script := _script(character))}
        if len(scripts) > 1 and scripts != {"CJK", "LATIN"}:
            raise _out_of_place(next(c for c in word if _script(c) and _script(c) != _script(word[0])))
    alphabets = [c for c in name if _script(c) in _RESEMBLING]
    for character in alphabets:
        if _script(character) != _script(alphabets[0]):
            raise _out_of_place(character)


def _out_of_place(character: str) -> Refused:
    return Refused(
        "names.mixed_scripts",
        _(
            "“{character}” (U+{codepoint}) belongs to another script than the characters beside it; type it again."
        ),
        character=character,
        codepoint=f"{ord(character):04X}",
    )


def _mistaken(character: str, meant: str) -> Refused:
    codepoint = f"{ord(character):04X}"
    if not meant:
        return Refused(
            "names.look_alike",
            _("“{character}” (U+{codepoint}) only looks like a character of names."),
            character=character,
            codepoint=codepoint,
        )
    return Refused(
        "names.stands_for_another",
        _("“{character}” (U+{codepoint}) only looks like “{meant}”; type “{meant}” instead."),
        character=character,
        codepoint=codepoint,
        meant=meant,
    )


def _script(character: str) -> str:
    """The script of a letter by the first word of its Unicode name; empty for what all scripts share."""
    if is_han(character):
        return "CJK"
    if unicodedata.category(character)[0] != "L":
        return ""
    first = unicodedata.name(character, "").split(" ")[0]
    return {
        "HALFWIDTH": "KATAKANA",
        "KATAKANA-HIRAGANA": "KATAKANA",
        "MODIFIER": "",
        "FULLWIDTH": "LATIN",
    }.get(first, first)
