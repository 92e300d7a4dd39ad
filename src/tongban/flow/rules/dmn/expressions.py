"""Simple expressions and unary tests of decision tables (S-FEEL), compiled for simpleeval.

What is compiled holds nothing but constants and calls of the functions of ``values``; simpleeval reaches no attribute
and calls nothing else. A name is looked up among the inputs, the longest known one first, since FEEL's names have blanks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from simpleeval import SimpleEval

from tongban.flow.rules.dmn.values import FUNCTIONS, Value
from tongban.foundation.refusals import Refused, _

LONGEST = 5_000
DEEPEST = 40
MOST_STEPS = 20_000

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{1,4})?|\.\d+)
    | (?P<text>"(?:[^"\\]|\\.)*")
    | (?P<date>@"[^"]*")
    | (?P<sign>\*\*|<=|>=|!=|\.\.|[-+*/=<>()\[\],.?])
    | (?P<name>[^\W\d]\w*)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_COMPARED = {"=": "equal", "!=": "unequal", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}
_BINARY = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_WORDS = frozenset(
    [
        "and",
        "or",
        "not",
        "in",
        "between",
        "true",
        "false",
        "null",
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
        "every",
        "function",
        "instance",
    ]
)


@dataclass(frozen=True)
class Expression:
    """One compiled cell: its text, and what simpleeval runs."""

    text: str
    source: str
    parsed: ast.AST

    def value(self, scope: Mapping[str, Value], of: Value = None) -> Value:
        """The value in this scope; ``of`` is what the column of the cell asks about."""
        functions: dict[str, Callable[..., Value]] = {**FUNCTIONS, "name": scope.get, "asked": lambda: of}
        found: Value = SimpleEval(functions=functions).eval(self.source, previously_parsed=self.parsed)
        return found

    @property
    def asks(self) -> frozenset[str]:
        """The names that it looks up."""
        return frozenset(str(one) for one in self._constants("name"))

    @property
    def literals(self) -> tuple[Value, ...]:
        """The numbers, texts and dates that are written in it, in order."""
        return tuple(
            value
            for kind in ("number", "text", "date")
            for one in self._constants(kind)
            if (value := FUNCTIONS[kind](one)) is not None
        )

    def _constants(self, function: str) -> list[object]:
        """What the calls of a function are given, as far as it is written out."""
        return [
            call.args[0].value
            for call in ast.walk(self.parsed)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == function
            and call.args
            and isinstance(call.args[0], ast.Constant)
        ]


def expression(text: str, known: frozenset[str]) -> Expression:
    """A simple expression over known names. Refuses what is outside S-FEEL."""
    return _compiled(text, known, _Compiler.whole)


def unary_tests(text: str, known: frozenset[str]) -> Expression:
    """The tests of a cell: ``-``, ``< 5``, ``[1..5]``, ``"a", "b"``, ``not(…)``."""
    return _compiled(text, known, _Compiler.cell)


def _compiled(text: str, known: frozenset[str], read: Callable[[_Compiler], str]) -> Expression:
    if len(text) > LONGEST:
        raise Refused(
            "dmn.expression_too_long", _("The expression is longer than {most} characters."), most=LONGEST
        )
    source = read(_Compiler(text, known))
    if _nested(source) > 2 * DEEPEST:
        raise Refused(
            "dmn.expression_too_long", _("The expression is longer than {most} characters."), most=LONGEST
        )
    return Expression(text.strip(), source, SimpleEval.parse(source))


@lru_cache(maxsize=16)
def _names(known: frozenset[str]) -> re.Pattern[str]:
    """What finds a known name where it begins, the longest first, unless it only begins a longer word."""
    longest_first = sorted((one for one in known if one and one not in _WORDS), key=len, reverse=True)
    either = "|".join(re.escape(one) for one in longest_first)
    return re.compile(rf"(?:{either})(?:(?<!\w)|(?!\w))" if either else r"(?!)")


def _nested(source: str) -> int:
    """How deep the calls of a source are nested: long sums nest as deep as they are long."""
    deep = deepest = 0
    for sign in re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", "", source):
        deep += (sign == "(") - (sign == ")")
        deepest = max(deepest, deep)
    return deepest


class _Compiler:
    """Recursive descent from S-FEEL to the source that simpleeval runs."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        self.text = text
        self.tokens = list(self._tokens(known))
        self.at = 0
        self.deep = 0
        self.steps = 0

    def whole(self) -> str:
        source = self.either()
        return self.done(source)

    def cell(self) -> str:
        if [token for _kind, token in self.tokens] == ["-"]:
            return "true()"
        if self.ahead("not", "("):
            self.at += 2
            tests = self.tests()
            self.needs(")")
            return self.done(f"negate({tests})")
        return self.done(self.tests())

    def done(self, source: str) -> str:
        if self.at < len(self.tokens):
            self.wrong()
        return source

    def tests(self) -> str:
        found = [self.test()]
        while self.takes(","):
            found.append(self.test())
        return found[0] if len(found) == 1 else f"any_of({', '.join(found)})"

    def test(self) -> str:
        for sign, function in _COMPARED.items():
            if self.takes(sign):
                return f"{function}(asked(), {self.sum()})"
        interval = self.interval("asked()")
        if interval:
            return interval
        asks = ("sign", "?") in self.tokens
        return self.either() if asks else f"matches(asked(), {self.sum()})"

    def interval(self, value: str) -> str:
        """``[a..b]`` and its open forms; empty when what comes is none."""
        start = self.at
        if self.peek() not in ("[", "(", "]"):
            return ""
        opened = self.take()
        try:
            low = self.sum()
        except Refused:
            low = ""
        if not low or not self.takes(".."):
            self.at = start
            return ""
        high = self.sum()
        closed = self.take() if self.peek() in ("]", ")", "[") else self.wrong()
        lower = "at_least" if opened == "[" else "more"
        upper = "at_most" if closed == "]" else "less"
        return f"both({lower}({value}, {low}), {upper}({value}, {high}))"

    def either(self) -> str:
        self.deep += 1
        if self.deep > DEEPEST:
            raise Refused(
                "dmn.expression_too_deep", _("The expression is nested more than {most} deep."), most=DEEPEST
            )
        source = self.both()
        while self.takes("or"):
            source = f"either({source}, {self.both()})"
        self.deep -= 1
        return source

    def both(self) -> str:
        source = self.comparison()
        while self.takes("and"):
            source = f"both({source}, {self.comparison()})"
        return source

    def comparison(self) -> str:
        left = self.sum()
        for sign, function in _COMPARED.items():
            if self.takes(sign):
                return f"{function}({left}, {self.sum()})"
        if self.takes("between"):
            low = self.sum()
            self.needs("and")
            return f"both(at_least({left}, {low}), at_most({left}, {self.sum()}))"
        if self.takes("in"):
            interval = self.interval(left)
            if interval:
                return interval
            self.needs("(")
            found = [f"matches({left}, {one})" for one in self.arguments(")")]
            return f"any_of({', '.join(found)})" if found else self.wrong()
        return left

    def sum(self) -> str:
        source = self.product()
        while self.peek() in ("+", "-"):
            sign = self.take()
            source = f"{_BINARY[sign]}({source}, {self.product()})"
        return source

    def product(self) -> str:
        source = self.power()
        while self.peek() in ("*", "/"):
            sign = self.take()
            source = f"{_BINARY[sign]}({source}, {self.power()})"
        return source

    def power(self) -> str:
        source = self.unary()
        while self.takes("**"):
            source = f"power({source}, {self.unary()})"
        return source

    def unary(self) -> str:
        signs = 0
        while self.takes("-"):
            signs += 1
        source = self.path()
        return f"minus({source})" if signs % 2 else source

    def path(self) -> str:
        source = self.primary()
        while self.peek() == "." and self.kind(1) == "name":
            self.at += 1
            source = f"part({source}, {self.take()!r})"
        return source

    def primary(self) -> str:
        self.steps += 1
        if self.steps > MOST_STEPS:
            self.wrong()
        kind = self.kind()
        if kind == "number":
            return f"number({self.take()!r})"
        if kind == "text":
            return f"text({_unquoted(self.take())!r})"
        if kind == "date":
            return f"date({self.take()[2:-1]!r})"
        if kind == "known":
            return f"name({self.take()!r})"
        if self.takes("?"):
            return "asked()"
        if self.takes("("):
            source = self.either()
            self.needs(")")
            return source
        if self.takes("["):
            return f"listed({', '.join(self.arguments(']'))})"
        for word in ("true", "false", "null"):
            if self.takes(word):
                return f"{word}()"
        return self.call()

    def call(self) -> str:
        """The two functions of S-FEEL that a table needs: ``not(…)`` and ``date(…)``."""
        word = self.peek()
        if word not in ("not", "date") or not self.ahead(word, "("):
            self.wrong()
        self.at += 2
        inside = self.either()
        self.needs(")")
        return f"{'negate' if word == 'not' else 'date'}({inside})"

    def arguments(self, closing: str) -> list[str]:
        found: list[str] = []
        while not self.takes(closing):
            found.append(self.either())
            if not self.takes(","):
                self.needs(closing)
                break
        return found

    def _tokens(self, known: frozenset[str]) -> list[tuple[str, str]]:
        found, position, end = [], 0, len(self.text.rstrip())
        names = _names(known)
        while position < end:
            position += len(self.text[position:]) - len(self.text[position:].lstrip())
            name = names.match(self.text, position)
            if name is not None:
                found.append(("known", name[0]))
                position = name.end()
                continue
            token = _TOKEN.match(self.text, position)
            if token is None or token.lastgroup is None:
                self.wrong()
            found.append((token.lastgroup, token[token.lastgroup]))
            position = token.end()
        return found

    def kind(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead][0] if self.at + ahead < len(self.tokens) else ""

    def peek(self, ahead: int = 0) -> str | None:
        """The word or sign that comes; None for everything else."""
        if self.kind(ahead) not in ("name", "sign"):
            return None
        return self.tokens[self.at + ahead][1]

    def ahead(self, first: str, second: str) -> bool:
        return self.peek() == first and self.peek(1) == second

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
        raise Refused(
            "dmn.expression_wrong",
            _("“{text}” is not a simple expression over the inputs of this decision."),
            text=self.text.strip()[:80],
        )


def _unquoted(quoted: str) -> str:
    def plain(found: re.Match[str]) -> str:
        if found[1]:
            return chr(int(found[1], 16))
        return _ESCAPED.get(found[2], found[2])

    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|(.))", plain, quoted[1:-1], flags=re.DOTALL)
