"""A DMN file read as decisions, or refused with every reason at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tongban.flow.rules.dmn.deciding import Column, Decision, Decisions, Input, Output, Rule, Table
from tongban.flow.rules.dmn.expressions import Expression, expression, unary_tests
from tongban.flow.rules.dmn.refusing import SENTENCES
from tongban.flow.rules.dmn.values import Value
from tongban.flow.rules.reasons import Reason, reason_of
from tongban.foundation.refusals import Refused
from tongban.foundation.xmldoc import Element, read_xml

# DMN 1.1 to 1.5; in the namespace stands the date of the version.
_MODEL = re.compile(r"https?://www\.omg\.org/spec/DMN/(20\d{6})/(MODEL/|dmn\.xsd)")
_FEEL = re.compile(r"(?i)(feel|https?://www\.omg\.org/spec/(feel|dmn)/\d+/(feel/?)?)?")
_POLICIES = frozenset({"UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"})
_KINDS = frozenset({"number", "string", "boolean", "date"})
_UNREAD_KINDS = frozenset(
    {"time", "dateTime", "date and time", "duration", "dayTimeDuration", "yearMonthDuration"}
)
_ELSEWHERE = ("import", "businessKnowledgeModel", "decisionService")
MOST_RULES = 5_000
MOST_PARTS = 300


@dataclass(frozen=True)
class ImportedDecisions:
    """What became of a file: decisions, or all reasons why not."""

    model: Decisions | None
    reasons: tuple[Reason, ...] = ()


def decisions_from_dmn(data: bytes) -> ImportedDecisions:
    """The decisions that a DMN file holds. Never raises: whatever the bytes are, they are read or refused."""
    try:
        root = read_xml(data)
    except Refused as refusal:
        return ImportedDecisions(None, (reason_of(refusal),))
    reader = _Reader(root)
    model = reader.model()
    if reader.reasons:
        return ImportedDecisions(None, tuple(dict.fromkeys(reader.reasons)))
    return ImportedDecisions(model)


@dataclass
class _Reader:
    root: Element
    reasons: list[Reason] = field(default_factory=list)

    def refuse(self, element: Element | None, code: str, **values: object) -> None:
        place = (element.get("id") or None) if element is not None else None
        self.reasons.append(Reason(place, code, SENTENCES[code], _Values(values)))

    def model(self) -> Decisions:
        if self.root.tag != "definitions" or not _MODEL.fullmatch(self.root.namespace):
            self.refuse(None, "dmn.not_dmn", name=self.root.tag[:80])
            return Decisions((), ())
        for tag in _ELSEWHERE:
            for element in self.root.all(tag):
                self.refuse(element, "dmn.elsewhere", kind=tag, name=element.get("name")[:80])
        self.check_language(self.root)
        for tag in ("decision", "inputData", "itemDefinition"):
            if sum(1 for _one in self.root.all(tag)) > MOST_PARTS:
                self.refuse(None, "dmn.too_large", kind=tag, most=MOST_PARTS)
                return Decisions((), ())
        decisions = {one.get("id"): one for one in self.root.all("decision")}
        inputs = {one.get("id"): self.input(one) for one in self.root.all("inputData")}
        if not decisions:
            self.refuse(None, "dmn.no_decision")
        names = {id_: one.name for id_, one in inputs.items()}
        names |= {id_: _variable(one) for id_, one in decisions.items()}
        read = {id_: self.decision(one, self.needed(one, names)) for id_, one in decisions.items()}
        order = self.in_order(decisions)
        return Decisions(
            tuple(inputs.values()), tuple(one for id_ in order if (one := read[id_]) is not None)
        )

    def input(self, element: Element) -> Input:
        variable = element.first("variable")
        name = _variable(element)
        kind, allowed = self.kind(element, variable.get("typeRef") if variable is not None else "")
        return Input(name, kind, allowed)

    def kind(self, element: Element, reference: str) -> tuple[str, Expression | None]:
        """The kind behind a type reference, and the values it allows; empty for any kind and for structures."""
        allowed: Expression | None = None
        for _step in range(20):
            kind = reference.rpartition(":")[2].strip()
            if kind in _KINDS:
                return kind, allowed
            if kind in _UNREAD_KINDS:
                self.refuse(element, "dmn.kind_unread", kind=kind)
                return "", None
            found = next((one for one in self.root.all("itemDefinition") if one.get("name") == kind), None)
            if (
                found is None
                or found.get("isCollection") == "true"
                or found.first("itemComponent") is not None
            ):
                return "", None
            allowed = self.read(found, _text(found.first("allowedValues")), unary_tests) or allowed
            below = found.first("typeRef")
            reference = below.text if below is not None else ""
        return "", None

    def needed(self, decision: Element, names: dict[str, str]) -> frozenset[str]:
        """The names that the decision may use: of the inputs and decisions it requires."""
        found = set()
        for requirement in decision.all("informationRequirement"):
            for one in requirement.children:
                id_ = one.get("href").rpartition("#")[2]
                if one.tag in ("requiredInput", "requiredDecision") and id_ not in names:
                    self.refuse(requirement, "dmn.requirement_unknown", id=id_[:80])
                elif names.get(id_):
                    found.add(names[id_])
        for requirement in decision.all("knowledgeRequirement"):
            self.refuse(requirement, "dmn.knowledge")
        return frozenset(found)

    def in_order(self, decisions: dict[str, Element]) -> list[str]:
        """The decisions so that each stands after those it requires. A circle is refused."""
        needs = {
            id_: {one for one in _required(element) if one in decisions} for id_, element in decisions.items()
        }
        order: list[str] = []
        while needs:
            ready = [id_ for id_, needed in needs.items() if not needed - set(order)]
            if not ready:
                for id_ in needs:
                    self.refuse(decisions[id_], "dmn.circle")
                break
            order += ready
            for id_ in ready:
                del needs[id_]
        return order

    def decision(self, element: Element, known: frozenset[str]) -> Decision | None:
        name = _variable(element)
        if not name:
            self.refuse(element, "dmn.name_missing")
        logic: Table | Expression | None = None
        table, literal = element.first("decisionTable"), element.first("literalExpression")
        if table is not None:
            logic = self.table(table, known)
        elif literal is not None:
            self.check_language(literal)
            logic = self.read(element, _text(literal), lambda text, names: expression(text, names), known)
            if not _text(literal):
                self.refuse(element, "dmn.logic_missing")
        else:
            other = next((one.tag for one in element.children if one.tag in _OTHER_LOGIC), "")
            self.refuse(element, "dmn.logic_kind" if other else "dmn.logic_missing", kind=other)
        variable = element.first("variable")
        kind = ""
        if table is None and variable is not None:
            kind, _allowed = self.kind(element, variable.get("typeRef"))
        return None if logic is None else Decision(element.get("id"), name, logic, kind)

    def table(self, element: Element, known: frozenset[str]) -> Table | None:
        policy = element.get("hitPolicy", "UNIQUE")
        if policy not in _POLICIES:
            self.refuse(element, "dmn.hit_policy", name=policy[:40])
        outputs = list(element.all("output"))
        gathers = element.get("aggregation") if policy == "COLLECT" else ""
        if gathers and (gathers not in ("SUM", "MIN", "MAX", "COUNT") or len(outputs) != 1):
            self.refuse(element, "dmn.aggregation", name=gathers[:40])
        if not outputs:
            self.refuse(element, "dmn.output_missing")
        columns = [self.column(one, known) for one in element.all("input")]
        read = [self.output(one, known) for one in outputs]
        if policy in ("PRIORITY", "OUTPUT ORDER") and not any(one.ranked for one in read):
            self.refuse(element, "dmn.ranking_missing")
        if len(read) > 1 and len({one.name for one in read if one.name}) < len(read):
            self.refuse(element, "dmn.output_names")
        rows = list(element.all("rule"))
        if len(rows) > MOST_RULES:
            self.refuse(element, "dmn.too_many_rules", most=MOST_RULES)
            return None
        rules = [self.rule(row, len(columns), len(outputs), known) for row in rows]
        if None in columns or None in rules:
            return None
        return Table(
            policy,
            gathers,
            tuple(one for one in columns if one is not None),
            tuple(read),
            tuple(one for one in rules if one is not None),
        )

    def column(self, element: Element, known: frozenset[str]) -> Column | None:
        asked = element.first("inputExpression")
        if asked is not None:
            self.check_language(asked)
        text = _text(asked)
        if not text:
            self.refuse(element, "dmn.column_empty")
            return None
        asks = self.read(element, text, expression, known)
        allowed = self.read(element, _text(element.first("inputValues")), unary_tests)
        return None if asks is None else Column(asks, allowed)

    def output(self, element: Element, known: frozenset[str]) -> Output:
        ranked: tuple[Value, ...] = ()
        text = _text(element.first("outputValues"))
        if text:
            listed = self.read(element, f"[{text}]", expression)
            values = listed.value({}) if listed is not None else []
            ranked = tuple(values) if isinstance(values, list) else ()
        otherwise = self.read(element, _text(element.first("defaultOutputEntry")), expression, known)
        return Output(element.get("name"), ranked, otherwise)

    def rule(self, element: Element, inputs: int, outputs: int, known: frozenset[str]) -> Rule | None:
        tests, said = list(element.all("inputEntry")), list(element.all("outputEntry"))
        if (len(tests), len(said)) != (inputs, outputs):
            self.refuse(element, "dmn.rule_width", inputs=inputs, outputs=outputs)
            return None
        read = [self.cell(element, one, unary_tests, known, "-") for one in tests]
        written = [self.cell(element, one, expression, known, "null") for one in said]
        if None in read or None in written:
            return None
        return Rule(
            tuple(one for one in read if one is not None), tuple(one for one in written if one is not None)
        )

    def cell(
        self,
        rule: Element,
        element: Element,
        read: Callable[[str, frozenset[str]], Expression],
        known: frozenset[str],
        empty: str,
    ) -> Expression | None:
        self.check_language(element)
        return self.read(element if element.get("id") else rule, _text(element) or empty, read, known)

    def read(
        self,
        element: Element,
        text: str,
        read: Callable[[str, frozenset[str]], Expression],
        known: frozenset[str] = frozenset(),
    ) -> Expression | None:
        """The compiled text; None when there is none, or when it is refused, which is kept."""
        if not text:
            return None
        try:
            return read(text, known)
        except Refused as refusal:
            self.reasons.append(
                Reason(element.get("id") or None, refusal.code, refusal.sentence, _Values(refusal.values))
            )
            return None

    def check_language(self, element: Element) -> None:
        language = element.get("expressionLanguage")
        if not _FEEL.fullmatch(language):
            self.refuse(element, "dmn.language", name=language[:80])


_OTHER_LOGIC = frozenset(
    [
        "context",
        "invocation",
        "functionDefinition",
        "relation",
        "list",
        "conditional",
        "for",
        "every",
        "some",
        "filter",
    ]
)


class _Values(dict[str, object]):
    """Values of a reason that can be told apart from others, so that each reason stands once."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted((key, str(value)) for key, value in self.items())))


def _variable(element: Element) -> str:
    """The name under which others use an input or a decision."""
    variable = element.first("variable")
    name = variable.get("name") if variable is not None else ""
    return " ".join((name or element.get("name")).split())


def _required(decision: Element) -> Iterator[str]:
    for requirement in decision.all("informationRequirement"):
        for one in requirement.all("requiredDecision"):
            yield one.get("href").rpartition("#")[2]


def _text(element: Element | None) -> str:
    found = element.first("text") if element is not None else None
    return found.text.strip() if found is not None else ""
