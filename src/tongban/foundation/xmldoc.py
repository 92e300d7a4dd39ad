"""XML files of strangers, read with care: no DTD, no entity, nothing fetched, bounded in size, number and depth.

The elements come as plain objects. Whatever is wrong with a file is a refusal in a sentence, never a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from tongban.foundation.refusals import Refused, _

MOST_BYTES = 8 * 1024 * 1024
MOST_ELEMENTS = 100_000
DEEPEST = 200

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_NATIVE = frozenset({"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "latin1"})
# Encodings of old office software that the parser does not know itself; GB18030 reads all three Chinese ones.
_DECODED = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859-15",
}


@dataclass(slots=True)
class Element:
    """One element: its namespace and local name, attributes, text, children, and the line where it begins.

    attributes  those without a namespace under their name, others under ``{namespace}name``
    text        all character data directly inside, between the children too
    """

    namespace: str
    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def get(self, name: str, otherwise: str = "") -> str:
        return self.attributes.get(name, otherwise)

    def all(self, tag: str) -> Iterator[Element]:
        """The children with this local name in the element's own namespace."""
        return (one for one in self.children if one.tag == tag and one.namespace == self.namespace)

    def first(self, tag: str) -> Element | None:
        return next(self.all(tag), None)

    def below(self) -> Iterator[Element]:
        """This element and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(one.children))


def read_xml(data: bytes) -> Element:
    """The root element of a file. Refuses what is no XML, too large, too deep, or declares a document type."""
    if len(data) > MOST_BYTES:
        raise Refused(
            "xml.too_large", _("The file is larger than {most} MB."), most=MOST_BYTES // (1024 * 1024)
        )
    building = _Building()
    text, encoding = _decoded(data)
    parser = expat.ParserCreate(encoding, " ")
    parser.buffer_text = True
    parser.ordered_attributes = False
    parser.StartDoctypeDeclHandler = building.document_type
    parser.StartElementHandler = lambda name, attributes: building.start(
        name, attributes, parser.CurrentLineNumber
    )
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.characters
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Refused(
            "xml.not_well_formed",
            _("This is no well-formed XML: line {line}, column {column}."),
            line=parser.CurrentLineNumber,
            column=parser.CurrentColumnNumber + 1,
        ) from None
    return building.root()


def _decoded(data: bytes) -> tuple[bytes, str | None]:
    """The bytes as the parser can read them, and the encoding it is told; None lets it see for itself."""
    found = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    declared = found[1].decode("ascii").lower() if found else ""
    if not declared or declared in _NATIVE:
        return data, None
    try:
        return data.decode(_DECODED[declared]).encode(), "utf-8"
    except KeyError:
        raise Refused(
            "xml.encoding_unknown", _("The encoding “{name}” is not read; save it as UTF-8."), name=declared
        ) from None
    except UnicodeError:
        raise Refused(
            "xml.encoding_wrong", _("The file says it is {name}, but is not."), name=declared
        ) from None


class _Building:
    """The tree while it is read; the depth is kept in a list, so that no file can exhaust the stack."""

    def __init__(self) -> None:
        self.open: list[Element] = []
        self.texts: list[list[str]] = []
        self.count = 0
        self.top: Element | None = None

    def document_type(self, *_arguments: Any) -> None:
        raise Refused(
            "xml.declares_a_type", _("Files with a DTD or entities are not read; save it without DOCTYPE.")
        )

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise Refused(
                "xml.too_many_elements", _("The file has more than {most} elements."), most=MOST_ELEMENTS
            )
        if len(self.open) >= DEEPEST:
            raise Refused("xml.too_deep", _("The elements are nested more than {most} deep."), most=DEEPEST)
        namespace, _space, tag = name.rpartition(" ")
        element = Element(namespace, tag, {_plain(key): value for key, value in attributes.items()}, line)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.top = element
        self.open.append(element)
        self.texts.append([])

    def characters(self, text: str) -> None:
        if self.texts:
            self.texts[-1].append(text)

    def end(self, _name: str) -> None:
        self.open.pop().text = "".join(self.texts.pop())

    def root(self) -> Element:
        if self.top is None:
            raise Refused("xml.no_element", _("The file holds no element."))
        return self.top


def _plain(name: str) -> str:
    namespace, _space, local = name.rpartition(" ")
    return f"{{{namespace}}}{local}" if namespace else local
