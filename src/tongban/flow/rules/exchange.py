"""A plan in a file of whatever kind: our own plain data (JSON), or BPMN 2.0."""

from __future__ import annotations

import json

from tongban.flow.rules.bpmn import Imported, plan_from_bpmn
from tongban.flow.rules.reasons import Reason, reason_of
from tongban.flow.rules.text import plan_from
from tongban.foundation.refusals import Refused, _


def plan_from_file(data: bytes) -> Imported:
    """The plan in the bytes of a file. Never raises: what is no plan is refused with every reason."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        return _refused("file.empty", _("The file is empty."))
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"{":
        return plan_from_bpmn(data)
    try:
        written = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _refused("plan.not_json", _("This is no JSON in UTF-8."))
    try:
        return Imported(plan_from(written))
    except Refused as refusal:
        faults = [
            Reason(one.field or None, "plan.unsound", one.sentence, one.values) for one in refusal.faults
        ]
        return Imported(None, tuple(faults) or (reason_of(refusal),))


def _refused(code: str, sentence: str) -> Imported:
    return Imported(None, (Reason(None, code, sentence),))
