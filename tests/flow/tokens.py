"""A small token game over exported BPMN: a second reading of the standard, independent of engine and rules.

It also plays what SpiffWorkflow cannot: a list among the members of a group that some answers end. The copies of
such a list (multi-instance with behavior “None”) pass one token each, and the complex gateway counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from tests.flow.spiff import MODEL, OURS, evaluated

Xml = ElementTree.Element


class Game:
    def __init__(self, bpmn: bytes, answers: Mapping[str, object]) -> None:
        root = ElementTree.fromstring(bpmn)
        self.answers = answers
        self.lists = {one.get("id"): str(one.get("name")) for one in root.iter(f"{MODEL}dataObject")}
        [process] = root.iter(f"{MODEL}process")
        self.whole = Scope(self, process, "")
        self.whole.begin()

    def waiting(self) -> dict[str, Activity]:
        return dict(self.whole.waiting())

    def answer(self, instance: str) -> None:
        self.waiting()[instance].finish()

    @property
    def ended(self) -> bool:
        return self.whole.over

    def entries(self, loop: Xml) -> list[object]:
        listed = self.answers.get(self.lists[loop.findtext(f"{MODEL}loopDataInputRef")])
        return listed if isinstance(listed, list) else []


class Scope:
    """A running process or sub-process: where its tokens are."""

    def __init__(self, game: Game, element: Xml, path: str, owner: Activity | None = None) -> None:
        self.game, self.element, self.path, self.owner = game, element, path, owner
        self.nodes = {one.get("id"): one for one in element}
        self.flows = {one.get("id"): one for one in element.findall(f"{MODEL}sequenceFlow")}
        self.arrived: Counter[str] = Counter()
        self.fired: set[str] = set()
        self.active: list[Activity] = []
        self.over = False
        self.moving = 0

    def begin(self) -> None:
        [start] = self.element.findall(f"{MODEL}startEvent")
        self.move(start)

    def move(self, node: Xml | None) -> None:
        """Tokens leave a node; when all have come to stand and nothing is at work, the scope has ended."""
        self.moving += 1
        if node is not None:
            self.leave(node)
        self.moving -= 1
        if not self.moving and not self.active and not self.over:
            self.end()

    def waiting(self) -> Iterator[tuple[str, Activity]]:
        for activity in self.active:
            if activity.inside is not None:
                yield from activity.inside.waiting()
            else:
                yield activity.instance, activity

    def leave(self, node: Xml, only: str = "") -> None:
        for outgoing in node.findall(f"{MODEL}outgoing"):
            if not self.over and only in ("", outgoing.text):
                self.enter(self.nodes[self.flows[outgoing.text].get("targetRef")])

    def enter(self, node: Xml) -> None:
        id_, kind = str(node.get("id")), node.tag.removeprefix(MODEL)
        self.arrived[id_] += 1
        match kind:
            case "endEvent":
                if node.find(f"{MODEL}terminateEventDefinition") is not None:
                    self.end()
            case "exclusiveGateway":
                self.leave(node, self.chosen(node))
            case "parallelGateway":
                if self.arrived[id_] == len(node.findall(f"{MODEL}incoming")):
                    self.leave(node)
            case "complexGateway":
                condition = str(node.findtext(f"{MODEL}activationCondition"))
                known = {**self.game.answers, "activationCount": self.arrived[id_]}
                known |= {name: self.game.answers.get(name) or [] for name in self.game.lists.values()}
                if id_ not in self.fired and evaluated(condition, known):
                    self.fired.add(id_)
                    self.leave(node)
            case _:
                self.work(node)

    def chosen(self, node: Xml) -> str:
        outgoing = [str(one.text) for one in node.findall(f"{MODEL}outgoing")]
        for id_ in outgoing if len(outgoing) > 1 else ():
            condition = self.flows[id_].findtext(f"{MODEL}conditionExpression")
            if condition is not None and evaluated(condition, self.game.answers):
                return id_
        return str(node.get("default") or outgoing[0])

    def work(self, node: Xml) -> None:
        loop = node.find(f"{MODEL}multiInstanceLoopCharacteristics")
        if loop is None:
            self.active.append(Activity(self, node, self.path, None))
            self.active[-1].begin()
            return
        copies = Copies(loop, len(self.game.entries(loop)))
        numbers = range(1, copies.count + 1)
        begun = [Activity(self, node, f"{self.path}.{n}" if self.path else str(n), copies) for n in numbers]
        self.active += begun
        for activity in begun:
            if activity in self.active:
                activity.begin()
        if not begun and not copies.by_instance:
            self.leave(node)

    def finished(self, activity: Activity) -> None:
        self.active.remove(activity)
        node, copies = activity.node, activity.copies
        passes = copies is None or copies.passes_on(self.game.answers)
        if passes and copies is not None and not copies.by_instance:
            self.active = [one for one in self.active if one.copies is not copies]
        self.move(node if passes else None)

    def end(self) -> None:
        self.over = True
        self.active = []
        if self.owner is not None:
            self.owner.scope.finished(self.owner)


class Copies:
    """The copies of a multi-instance activity: how many there are, and how many have answered."""

    def __init__(self, loop: Xml, count: int) -> None:
        self.count, self.done = count, 0
        self.by_instance = loop.get("behavior") == "None"
        self.enough = loop.findtext(f"{MODEL}completionCondition")

    def passes_on(self, answers: Mapping[str, object]) -> bool:
        self.done += 1
        if self.enough is not None:
            known = {**answers, "numberOfCompletedInstances": self.done}
            return bool(evaluated(self.enough, known)) or self.done == self.count
        return self.by_instance or self.done == self.count


class Activity:
    """A task that waits for its answer, or a sub-process that runs."""

    def __init__(self, scope: Scope, node: Xml, path: str, copies: Copies | None) -> None:
        self.scope, self.node, self.path, self.copies = scope, node, path, copies
        subprocess = node.tag == f"{MODEL}subProcess"
        self.inside = Scope(scope.game, node, path, self) if subprocess else None

    @property
    def instance(self) -> str:
        [seat] = self.node.iter(f"{OURS}seat")
        return f"{seat.get('key')}#{self.path}" if self.path else str(seat.get("key"))

    def begin(self) -> None:
        if self.inside is not None:
            self.inside.begin()

    def finish(self) -> None:
        self.scope.finished(self)
