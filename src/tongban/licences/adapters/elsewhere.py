"""Asks the licence platform of the province or the nation which licences a holder has. It may refuse, hang or lie.

Asked is for a purpose and an item, as the interface of shared licences wants it (GB/T 36906); an answer later than a
moment, larger than a page or not of the agreed form is none. A platform that fails again and again is left alone a while.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from tongban.foundation import identifiers

SECONDS = 2.0
MOST_BYTES = 256 * 1024
FAILURES = 3
REST_SECONDS = 30.0


class NoAnswer(Exception):
    """The platform gave no answer that can be used."""


@dataclass(frozen=True, slots=True)
class Found:
    """A valid licence as the platform tells of it."""

    type_code: str
    identifier: str
    name: str
    issuer_name: str


class _Breaker:
    """How the platform has behaved of late in this process."""

    lock = threading.Lock()
    failures = 0
    rests_until = 0.0


def held(
    address: str, *, holder_code: str, holder_code_type: str, type_codes: Sequence[str], cause: str, item: str
) -> tuple[Found, ...]:
    """The valid licences of these types. Raises NoAnswer."""
    if _Breaker.failures >= FAILURES and time.monotonic() < _Breaker.rests_until:
        raise NoAnswer("it rests")
    asked = {
        "holderCode": holder_code,
        "holderTypeCode": holder_code_type,
        "certTypeCodes": list(type_codes),
        "useCause": cause,
        "itemCode": item,
    }
    try:
        found = _read(_answer(address, json.dumps(asked).encode()), frozenset(type_codes))
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        _failed()
        raise NoAnswer(type(error).__name__) from error
    _Breaker.failures = 0
    return found


def is_silent() -> bool:
    """Whether the last question to the platform had no answer."""
    return _Breaker.failures > 0


def forget() -> None:
    """Ask as if nothing had ever failed."""
    _Breaker.failures, _Breaker.rests_until = 0, 0.0


def _failed() -> None:
    with _Breaker.lock:
        _Breaker.failures += 1
        _Breaker.rests_until = time.monotonic() + REST_SECONDS


def _answer(address: str, body: bytes) -> bytes:
    """The bytes of the answer, all of them within the time and the size; a trickle is too late as well."""
    ends = time.monotonic() + SECONDS
    request = urllib.request.Request(  # noqa: S310 - the operator's own setting, http or https
        f"{address}/licences/held", data=body, headers={"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
        parts, size = [], 0
        while part := response.read1(16 * 1024):
            size += len(part)
            if size > MOST_BYTES or time.monotonic() > ends:
                raise ValueError("too large or too late")
            parts.append(part)
    return b"".join(parts)


def _read(answer: bytes, wanted: frozenset[str]) -> tuple[Found, ...]:
    """What the answer says, of the types that were asked for, each with a true identifier."""
    lines: Any = json.loads(answer)["licences"]
    found = [
        Found(str(one["typeCode"]), str(one["identifier"]), str(one["name"]), str(one["issuer"]))
        for one in lines
    ]
    return tuple(
        one
        for one in found
        if one.type_code in wanted and identifiers.check("licence-id", one.identifier).valid
    )
