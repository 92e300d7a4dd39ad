"""A plan laid out as a drawing: boxes, bars and lines with their places, from top to bottom. Pure arithmetic.

Widths are counted in the width of one Chinese character; text is broken here, so that no browser and no font
decides whether something overlaps.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tongban.flow.rules.conditions import When
from tongban.flow.rules.plan import Choose, Each, Node, Plan, Seat, Steps, Together
from tongban.flow.rules.tree import Path, path_text

BOX_WIDTH = 116
EM = 13
SMALL_EM = 12
LINE, SMALL_LINE = 19, 17
PAD = 7
GAP_DOWN, GAP_BESIDE = 28, 12
BAR = 5
MARGIN = 8
PILL_WIDTH, PILL_HEIGHT = 92, 30
HEAD = 22
FRAME = 10
EMPTY_WIDTH = 56


@dataclass(frozen=True, slots=True)
class Words:
    """How the parts of a plan are written; the caller knows the language and the names.

    seat   title and small lines of a box
    need   what a group waits for
    when   the condition of a branch; None is what follows when none is true
    each   for what a list is gone through
    """

    seat: Callable[[Seat], tuple[str, tuple[str, ...]]]
    need: Callable[[str | int], str]
    when: Callable[[When | None], str]
    each: Callable[[Each], str]
    start: str
    end: str
    nothing: str


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; its x is its middle, its y the line it stands on."""

    x: int
    y: int
    text: str
    kind: Literal["title", "small", "label"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: a seat, the start or the end, an empty place, a bar of a group, or the frame of a list.

    number  of the step in the outline, empty for what is no step
    """

    x: int
    y: int
    width: int
    height: int
    kind: Literal["seat", "pill", "empty", "bar", "frame"]
    number: str = ""
    tone: str = ""
    lines: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A line from above to below, straight or with one step aside; an arrow where something begins."""

    points: tuple[tuple[int, int], ...]
    arrow: bool = False

    @property
    def path(self) -> str:
        """The line as SVG writes it."""
        return "M" + " L".join(f"{x} {y}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the drawing with its own corner at 0, 0; it is entered and left on its axis."""

    width: int
    height: int
    axis: int
    boxes: tuple[Box, ...] = ()
    links: tuple[Link, ...] = ()
    texts: tuple[Text, ...] = ()

    @property
    def is_void(self) -> bool:
        """Whether there is only a line to walk through."""
        return not self.boxes

    def at(self, x: int, y: int) -> Block:
        """The same part in another place."""
        moved = tuple(
            replace(box, x=box.x + x, y=box.y + y, lines=tuple(_moved(line, x, y) for line in box.lines))
            for box in self.boxes
        )
        links = tuple(
            replace(link, points=tuple((px + x, py + y) for px, py in link.points)) for link in self.links
        )
        return replace(self, boxes=moved, links=links, texts=tuple(_moved(text, x, y) for text in self.texts))


def draw(plan: Plan, words: Words) -> Drawing:
    """The whole plan between its start and its end. No box overlaps another, and everything is inside."""
    start, end = _pill(words.start), _pill(words.end)
    whole = _stack((start, _block(plan.root, (), words), end))
    placed = whole.at(MARGIN, MARGIN)
    return Drawing(
        whole.width + 2 * MARGIN, whole.height + 2 * MARGIN, placed.boxes, placed.links, placed.texts
    )


def _block(node: Node, path: Path, words: Words) -> Block:
    match node:
        case Seat():
            return _seat(node, path, words)
        case Steps(()) | Together(()):
            return _nothing(path, words)
        case Steps(of):
            return _stack([_block(child, (*path, number), words) for number, child in enumerate(of, 1)])
        case Together(of, need):
            members = [_block(child, (*path, number), words) for number, child in enumerate(of, 1)]
            return _group(members, path, words.need(need))
        case Choose():
            return _choice(node, path, words)
        case Each(_list, of_one):
            return _framed(_block(of_one, (*path, 1), words), path, words.each(node))


def _seat(seat: Seat, path: Path, words: Words) -> Block:
    title, small = words.seat(seat)
    lines: list[Text] = []
    y = PAD
    for text in broken(title, (BOX_WIDTH - 2 * PAD) / EM):
        lines.append(Text(BOX_WIDTH // 2, y + LINE - 5, text, "title"))
        y += LINE
    for one in small:
        for text in broken(one, (BOX_WIDTH - 2 * PAD) / SMALL_EM):
            lines.append(Text(BOX_WIDTH // 2, y + SMALL_LINE - 5, text, "small"))
            y += SMALL_LINE
    box = Box(0, 0, BOX_WIDTH, y + PAD, "seat", path_text(path), seat.duty.value, tuple(lines))
    return Block(BOX_WIDTH, box.height, BOX_WIDTH // 2, (box,))


def _pill(text: str) -> Block:
    line = Text(PILL_WIDTH // 2, PILL_HEIGHT // 2 + 4, text, "small")
    box = Box(0, 0, PILL_WIDTH, PILL_HEIGHT, "pill", lines=(line,))
    return Block(PILL_WIDTH, PILL_HEIGHT, PILL_WIDTH // 2, (box,))


def _nothing(path: Path, words: Words) -> Block:
    lines = tuple(
        Text(BOX_WIDTH // 2, PAD + SMALL_LINE * (number + 1) - 5, text, "small")
        for number, text in enumerate(broken(words.nothing, (BOX_WIDTH - 2 * PAD) / SMALL_EM))
    )
    height = 2 * PAD + SMALL_LINE * len(lines)
    box = Box(0, 0, BOX_WIDTH, height, "empty", path_text(path), lines=lines)
    return Block(BOX_WIDTH, height, BOX_WIDTH // 2, (box,))


def _stack(parts: Sequence[Block]) -> Block:
    """One below the other on one axis, each joined to the next."""
    left = max(part.axis for part in parts)
    right = max(part.width - part.axis for part in parts)
    placed: list[Block] = []
    links: list[Link] = []
    y = 0
    for number, part in enumerate(parts):
        if number:
            links.append(Link(((left, y), (left, y + GAP_DOWN)), arrow=True))
            y += GAP_DOWN
        placed.append(part.at(left - part.axis, y))
        y += part.height
    return _joined(left + right, y, left, placed, links)


def _group(members: Sequence[Block], path: Path, need: str) -> Block:
    """Members side by side between two bars; the lower bar says what is waited for."""
    members = [_widened(member, 0) for member in members]
    label = broken(need, max(sum(m.width for m in members) / SMALL_EM, 8))
    foot = SMALL_LINE * len(label) + 6
    tallest = max(member.height for member in members)
    placed, links, axes = _beside(members, BAR + GAP_DOWN, tallest, BAR)
    width = max(sum(m.width for m in members) + GAP_BESIDE * (len(members) - 1), _width(label))
    lower = BAR + GAP_DOWN + tallest + GAP_DOWN
    height = lower + BAR + foot
    bars = (
        Box(0, 0, width, BAR, "bar", path_text(path)),
        Box(0, lower, width, BAR, "bar", path_text(path)),
    )
    axis = width // 2
    shift = (width - (axes[-1][1])) // 2
    placed = [part.at(shift, 0) for part in placed]
    links = [replace(one, points=tuple((x + shift, y) for x, y in one.points)) for one in links]
    texts = tuple(
        Text(axis, lower + BAR + SMALL_LINE * (number + 1) - 3, text, "label")
        for number, text in enumerate(label)
    )
    block = _joined(width, height, axis, placed, links)
    return replace(block, boxes=(*bars, *block.boxes), texts=(*block.texts, *texts))


def _beside(
    parts: Sequence[Block], top: int, tallest: int, bar: int
) -> tuple[list[Block], list[Link], list[tuple[int, int]]]:
    """Parts in one row, each joined to what is above and to what is below; where each ends on the right."""
    placed: list[Block] = []
    links: list[Link] = []
    ends: list[tuple[int, int]] = []
    x = 0
    for part in parts:
        axis = x + part.axis
        placed.append(part.at(x, top))
        links.append(Link(((axis, bar), (axis, top)), arrow=not part.is_void))
        links.append(Link(((axis, top + part.height), (axis, top + tallest + GAP_DOWN)), arrow=True))
        ends.append((axis, x + part.width))
        x += part.width + GAP_BESIDE
    return placed, links, ends


def _choice(choose: Choose, path: Path, words: Words) -> Block:
    """A bar that forks by conditions written above each branch; what is not met walks past."""
    if not choose.branches:
        return _nothing(path, words)
    parts = [
        _headed(_block(branch.then, (*path, number), words), words.when(branch.when))
        for number, branch in enumerate(choose.branches, 1)
    ]
    if choose.otherwise is not None:
        other = _block(choose.otherwise, (*path, len(choose.branches) + 1), words)
        parts.append(_headed(other, words.when(None)))
    else:
        parts.append(_headed(Block(EMPTY_WIDTH, 0, EMPTY_WIDTH // 2), words.when(None)))
    tallest = max(part.height for part in parts)
    placed, links, ends = _beside(parts, BAR + 8, tallest, BAR)
    width = ends[-1][1]
    lower = BAR + 8 + tallest + GAP_DOWN
    bars = (
        Box(0, 0, width, BAR, "bar", path_text(path), "choice"),
        Box(0, lower, width, BAR, "bar", path_text(path), "choice"),
    )
    block = _joined(width, lower + BAR, width // 2, placed, links)
    return replace(block, boxes=(*bars, *block.boxes))


def _headed(part: Block, words: str) -> Block:
    """A part with its condition above it, crossed by nothing."""
    part = _widened(part, BOX_WIDTH if not part.is_void else EMPTY_WIDTH)
    lines = broken(words, part.width / SMALL_EM)
    head = SMALL_LINE * len(lines) + 8
    texts = tuple(
        Text(part.axis, SMALL_LINE * (number + 1) + 2, line, "label") for number, line in enumerate(lines)
    )
    link = Link(((part.axis, head), (part.axis, head + 14)), arrow=not part.is_void)
    moved = part.at(0, head + 14)
    return replace(
        moved,
        height=part.height + head + 14,
        texts=(*moved.texts, *texts),
        links=(*moved.links, link),
    )


def _framed(part: Block, path: Path, words: str) -> Block:
    """A part that is gone through again and again, in a frame that says for what."""
    inside = _widened(part, BOX_WIDTH)
    width = inside.width + 2 * FRAME
    lines = broken(words, (width - 2 * FRAME) / SMALL_EM)
    head = SMALL_LINE * len(lines) + FRAME
    height = head + inside.height + 2 * FRAME
    texts = tuple(
        Text(width // 2, SMALL_LINE * (number + 1) + 2, line, "label") for number, line in enumerate(lines)
    )
    moved = inside.at(FRAME, head + FRAME)
    frame = Box(0, 0, width, height, "frame", path_text(path))
    return Block(
        width, height, inside.axis + FRAME, (frame, *moved.boxes), moved.links, (*moved.texts, *texts)
    )


def _widened(part: Block, least: int) -> Block:
    """A part at least so wide, its axis in the middle of what was added."""
    if part.width >= least:
        return part
    aside = (least - part.width) // 2
    return replace(part.at(aside, 0), width=least, axis=part.axis + aside)


def _joined(width: int, height: int, axis: int, parts: Sequence[Block], links: Sequence[Link]) -> Block:
    return Block(
        width,
        height,
        axis,
        tuple(box for part in parts for box in part.boxes),
        (*links, *(link for part in parts for link in part.links)),
        tuple(text for part in parts for text in part.texts),
    )


def _moved(text: Text, x: int, y: int) -> Text:
    return replace(text, x=text.x + x, y=text.y + y)


def wide(text: str) -> float:
    """How many Chinese characters wide a text is, roughly; other letters count a little more than half."""
    return sum(1.0 if unicodedata.east_asian_width(mark) in "WFA" else 0.58 for mark in text)


def broken(text: str, room: float) -> list[str]:
    """The text in lines that fit, three at most; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for mark in text.strip() or " ":
        if line and wide(line + mark) > room:
            lines.append(line.rstrip())
            line = ""
        line += mark
    lines.append(line.rstrip())
    return lines if len(lines) <= 3 else [*lines[:2], lines[2][:-1] + "…"]


def _width(lines: Sequence[str]) -> int:
    return int(max(wide(line) for line in lines) * SMALL_EM) + 1
