"""Commands for scripts: one JSON object a line in, one a line out, whatever the line holds.

A line that cannot be answered is answered by ``{"error": {"code", "message"}}``; the next one goes on.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import BinaryIO

from tongban.foundation.refusals import Refused, _

Answer = dict[str, object]
Answers = Answer | list[object]


def answer_lines(
    answer: Callable[[Mapping[str, object]], Answers],
    translate: Callable[[str], str],
    source: BinaryIO | None = None,
    target: BinaryIO | None = None,
) -> int:
    """Answer every line of the source until it ends or nobody listens any more."""
    source = source or sys.stdin.buffer
    target = target or sys.stdout.buffer
    try:
        for line in source:
            target.write(_written(_answered(line, answer, translate)))
            target.flush()
    except BrokenPipeError:
        # The reader has gone, say head(1); Python must not fail once more when it flushes on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())
    return 0


def _answered(
    line: bytes, answer: Callable[[Mapping[str, object]], Answers], translate: Callable[[str], str]
) -> Answers:
    try:
        return answer(_object_of(line))
    except Refused as refusal:
        return {"error": {"code": refusal.code, "message": refusal.text(translate)}}


def _object_of(line: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused("line.not_json", _("Give one JSON object on each line, in UTF-8.")) from None
    if not isinstance(value, dict):
        raise Refused("line.not_an_object", _("Give one JSON object on each line, in UTF-8."))
    return value


def _written(answer: Answers) -> bytes:
    try:
        return (json.dumps(answer, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair came in by an escape; only an escape can carry it out.
        return (json.dumps(answer) + "\n").encode("ascii")
