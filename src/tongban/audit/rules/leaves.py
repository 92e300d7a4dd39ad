"""A leaf: one act or one look, as one canonical text, and the columns by which it is found again."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.audit.rules.tree import hasher
from tongban.foundation.actors import Actor
from tongban.foundation.canonical import canonical_text
from tongban.foundation.ids import new_key

ALGORITHMS = ("sm3", "sha256")
LEAF_PREFIX = b"\x00"
_ACTOR = ("account", "body", "department", "name", "person", "role", "staff")

# The columns of the table of leaves that a writer fills; ``position`` is given later, by the seal.
LEAF_COLUMNS = (
    "id",
    "at",
    "action",
    "result",
    "purpose",
    "subject_kind",
    "subject_id",
    "about_id",
    "case_id",
    "actor_account",
    "actor_person",
    "actor_name",
    "actor_body",
    "actor_staff",
    "actor_department",
    "actor_role",
    "algorithm",
    "body",
    "leaf_hash",
)


@dataclass(frozen=True, slots=True)
class Act:
    """Who did or saw what, with which result.

    action   ``room.what_was_done``, past tense: "cases.accepted", "identity.person_read"
    case_id  None when no case is concerned
    purpose  why personal data was looked at, in words that the person concerned will read
    detail   plain values only; no personal data that the subject's own row already holds
    about    the person concerned, when the subject is not the person herself
    """

    actor: Actor
    action: str
    subject_kind: str
    subject_id: str
    case_id: str | None = None
    purpose: str = ""
    result: str = "ok"
    detail: Mapping[str, object] = field(default_factory=dict)
    about: str = ""


def leaf_row(act: Act, at: datetime, algorithm: str = "sm3") -> dict[str, Any]:
    """The row of one leaf, not yet positioned: column names and values, ready for any kind of insert."""
    actor = act.actor
    columns: dict[str, Any] = {
        "id": new_key(),
        "at": at,
        "action": act.action,
        "result": act.result,
        "purpose": act.purpose,
        "subject_kind": act.subject_kind,
        "subject_id": act.subject_id,
        "about_id": act.about or (act.subject_id if act.subject_kind == "person" else ""),
        "case_id": act.case_id or "",
        "actor_account": actor.account_id,
        "actor_person": actor.person_id,
        "actor_name": actor.name,
        "actor_body": actor.body_id,
        "actor_staff": actor.staff_id,
        "actor_department": actor.department_id,
        "actor_role": actor.role,
        "algorithm": algorithm,
    }
    body = body_of(columns, act.detail)
    return {**columns, "body": body, "leaf_hash": leaf_hash(body, algorithm).hex()}


def body_of(columns: Mapping[str, Any], detail: Mapping[str, object]) -> str:
    """The canonical text of a leaf: everything that the record promises, and nothing else."""
    return canonical_text(
        {
            "about": columns["about_id"],
            "action": columns["action"],
            "actor": {name: columns[f"actor_{name}"] for name in _ACTOR},
            "algorithm": columns["algorithm"],
            "at": columns["at"],
            "case": columns["case_id"],
            "detail": detail,
            "id": columns["id"],
            "purpose": columns["purpose"],
            "result": columns["result"],
            "subject": {"id": columns["subject_id"], "kind": columns["subject_kind"]},
        }
    )


def columns_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that follow from a leaf's body; a column that says otherwise was tampered with."""
    actor, subject = body["actor"], body["subject"]
    return {
        "id": uuid.UUID(body["id"]),
        "at": datetime.fromisoformat(body["at"]),
        "action": body["action"],
        "result": body["result"],
        "purpose": body["purpose"],
        "subject_kind": subject["kind"],
        "subject_id": subject["id"],
        "about_id": body["about"],
        "case_id": body["case"],
        **{f"actor_{name}": actor[name] for name in _ACTOR},
        "algorithm": body["algorithm"],
    }


def leaf_hash(body: str, algorithm: str) -> bytes:
    """The hash of a leaf (RFC 9162, section 2.1.1). Raises ValueError for an unknown algorithm."""
    return hasher(algorithm)(LEAF_PREFIX + body.encode())


def fault_of(row: Mapping[str, Any]) -> str:
    """What is wrong with a stored leaf: "hash", "body", the name of a column, or empty when it is whole."""
    if row["algorithm"] not in ALGORITHMS:
        return "algorithm"
    if leaf_hash(row["body"], row["algorithm"]).hex() != row["leaf_hash"]:
        return "hash"
    try:
        expected = columns_of(json.loads(row["body"]))
    except (ValueError, KeyError, TypeError):
        return "body"
    return next((name for name, value in expected.items() if row[name] != value), "")
