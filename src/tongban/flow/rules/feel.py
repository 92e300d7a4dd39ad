"""Conditions of a choice as FEEL, the expression language of DMN: written so that people read them, and read back.

What is written is standard FEEL: ``kind = "rent" and income >= 3``. Reading also takes the spellings of common
modellers (``${kind == 'rent' && !approved}``); whatever a condition of a plan cannot say is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from tongban.flow.rules.conditions import All, AnyOf, AtLeast, In, Is, Not, When
from tongban.foundation.refusals import Refused, _

LONGEST = 20_000
DEEPEST = 130

_KEYWORDS = frozenset(
    [
        "and",
        "or",
        "not",
        "in",
        "if",
        "then",
        "else",
        "true",
        "false",
        "null",
        "between",
        "function",
        "for",
        "return",
        "some",
        "every",
        "satisfies",
        "instance",
        "of",
        "get",
        "value",
        "list",
        "contains",
        "all",
        "any",
        "answers",
    ]
)
_NAME = re.compile(r"[^\W\d]\w*")
_TOKENS = re.compile(
    r"""\s*(?:
      (?P<number>-?\s*(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,9})?(?![\w.]))
    | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>>=|<=|!=|==|&&|\|\||[=<>!()\[\],])
    )""",
    re.VERBOSE | re.DOTALL,
)
_SPELLED = {"&&": "and", "||": "or", "==": "=", "!": "not"}
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
# What a document could not carry, or would change on the way.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A condition that was read; ``loose`` when a missing answer decides otherwise here than elsewhere."""

    when: When
    loose: bool = False


def feel_of(when: When) -> str:
    """The condition in FEEL; ``when_of`` gives the same condition back."""
    match when:
        case Is(field, value):
            return f"{field_name(field)} = {_literal(value)}"
        case In(field, values):
            listed = ", ".join(_literal(value) for value in values)
            return f"{field_name(field)} in {f'({listed})' if values else '[]'}"
        case AtLeast(field, number):
            return f"{field_name(field)} >= {_number(number)}"
        case All(of):
            return _joined(of, "and", "all")
        case AnyOf(of):
            return _joined(of, "or", "any")
        case Not(of_one):
            return f"not({feel_of(of_one)})"


def text_literal(text: str) -> str:
    """A text in quotation marks, with escapes for what a document could not carry."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNSAFE.sub(lambda found: rf"\u{ord(found[0]):04X}", quoted) + '"'


def when_of(text: str) -> Reading:
    """The condition that a text says. Refuses what no condition of a plan can say, with the place."""
    if len(text) > LONGEST:
        raise Refused("feel.too_long", _("The condition is longer than {most} characters."), most=LONGEST)
    return _Reader(_unwrapped(text)).read()


def _joined(of: tuple[When, ...], word: str, function: str) -> str:
    if len(of) < 2:
        return f"{function}([{''.join(feel_of(one) for one in of)}])"
    return f" {word} ".join(
        f"({feel_of(one)})" if isinstance(one, All | AnyOf) else feel_of(one) for one in of
    )


def field_name(name: str) -> str:
    """The field as FEEL names it; a name that FEEL cannot spell is looked up among the answers."""
    if _NAME.fullmatch(name) and name not in _KEYWORDS:
        return name
    return f"get value(answers, {text_literal(name)})"


def _literal(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return text_literal(value) if isinstance(value, str) else str(value)


def _number(number: Decimal) -> str:
    plain = abs(number.adjusted()) < 30 and len(number.as_tuple().digits) < 60
    return format(number, "f") if plain else str(number)


def _unwrapped(text: str) -> str:
    """Without the wrapping of modellers: ``${…}``, ``#{…}``, a leading ``=``."""
    text = text.strip()
    if text[:2] in ("${", "#{") and text.endswith("}"):
        return text[2:-1]
    return text.removeprefix("=")


class _Reader:
    """Recursive descent over the tokens; ``or`` binds weaker than ``and``, ``and`` weaker than ``not``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0
        self.deep = 0
        self.loose = False

    def read(self) -> Reading:
        when = self.either()
        if self.at < len(self.tokens):
            self.wrong()
        return Reading(when, self.loose)

    def either(self) -> When:
        self.deep += 1
        if self.deep > DEEPEST:
            raise Refused("feel.too_deep", _("The condition is nested more than {most} deep."), most=DEEPEST)
        parts = [self.both()]
        while self.takes("or"):
            parts.append(self.both())
        self.deep -= 1
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self) -> When:
        parts = [self.one()]
        while self.takes("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self) -> When:
        if self.takes("not"):
            return self.denied()
        if self.takes("("):
            inside = self.either()
            self.needs(")")
            return inside
        if self.peek(1) == "(" and self.peek() in ("all", "any"):
            return self.listed()
        if self.takes("true"):
            return All(())
        if self.takes("false"):
            return AnyOf(())
        return self.comparison()

    def denied(self) -> When:
        """``not(a or b)``, and ``!a`` for the one that follows."""
        self.deep += 1
        if self.deep > DEEPEST:
            raise Refused("feel.too_deep", _("The condition is nested more than {most} deep."), most=DEEPEST)
        inside = self.one()
        self.deep -= 1
        return Not(inside)

    def listed(self) -> When:
        kind = All if self.takes("all") else AnyOf
        self.takes("any")
        self.needs("(")
        self.needs("[")
        parts: list[When] = []
        while not self.takes("]"):
            parts.append(self.either())
            if not self.takes(","):
                self.needs("]")
                break
        self.needs(")")
        return kind(tuple(parts))

    def comparison(self) -> When:
        field = self.field()
        if self.takes("in"):
            return In(field, self.values())
        if self.takes("="):
            return Is(field, self.value())
        if self.takes("!="):
            self.loose = True
            return Not(Is(field, self.value()))
        if self.takes(">="):
            return AtLeast(field, self.number())
        if self.takes("<"):
            self.loose = True
            return Not(AtLeast(field, self.number()))
        if self.peek() in ("<=", ">"):
            raise Refused(
                "feel.not_sayable",
                _("Write “{text}” with >= or <: a plan has no other bound."),
                text=self.text,
            )
        return Is(field, True)

    def field(self) -> str:
        if (self.peek(), self.peek(1), self.peek(2)) == ("get", "value", "("):
            self.at += 3
            self.needs("answers")
            self.needs(",")
            name = self.text_value()
            self.needs(")")
            return name
        words = []
        while self.kind() == "name" and self.peek() not in _KEYWORDS:
            words.append(str(self.take()))
        if not words:
            self.wrong()
        return " ".join(words)

    def values(self) -> tuple[str | int | bool, ...]:
        closing = {"(": ")", "[": "]"}.get(str(self.peek()))
        if closing is None:
            self.wrong()
        self.at += 1
        found: list[str | int | bool] = []
        while not self.takes(closing):
            found.append(self.value())
            if not self.takes(","):
                self.needs(closing)
                break
        return tuple(found)

    def value(self) -> str | int | bool:
        if self.takes("true"):
            return True
        if self.takes("false"):
            return False
        if self.kind() == "text":
            return self.text_value()
        number = self.number()
        if number.adjusted() > 300 or number != number.to_integral_value():
            self.wrong()
        return int(number)

    def number(self) -> Decimal:
        if self.kind() != "number":
            self.wrong()
        return Decimal(re.sub(r"\s", "", str(self.take())))

    def text_value(self) -> str:
        if self.kind() != "text":
            self.wrong()
        return _unquoted(str(self.take()))

    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def peek(self, ahead: int = 0) -> str | None:
        """The word or sign that comes; None for a text or a number, and at the end."""
        if self.at + ahead >= len(self.tokens):
            return None
        kind, token = self.tokens[self.at + ahead]
        return token if kind in ("name", "sign") else None

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def takes(self, token: str) -> bool:
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def needs(self, token: str) -> None:
        if not self.takes(token):
            self.wrong()

    def wrong(self) -> NoReturn:
        raise _wrong(self.text)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, position, end = [], 0, len(text.rstrip())
    while position < end:
        token = _TOKENS.match(text, position)
        if token is None or token.lastgroup is None:
            raise _wrong(text)
        read = token[token.lastgroup]
        found.append((token.lastgroup, _SPELLED.get(read, read)))
        position = token.end()
    return found


def _wrong(text: str) -> Refused:
    shown = text.strip()[:80]
    return Refused(
        "feel.not_understood",
        _("“{text}” is no condition that a plan can hold: compare a field with =, in (…) or >=."),
        text=shown,
    )


def _unquoted(quoted: str) -> str:
    def plain(found: re.Match[str]) -> str:
        if found[1]:
            return chr(int(found[1], 16))
        return _ESCAPED.get(found[2], found[2])

    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|(.))", plain, quoted[1:-1], flags=re.DOTALL)
