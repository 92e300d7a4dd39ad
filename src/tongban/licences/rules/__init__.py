"""Rules of licences: what a record holds, when a licence counts, how its code is made and read. Pure."""

from tongban.licences.rules.document import differences, document_is_of, identifiers_in
from tongban.licences.rules.record import (
    FACE_PREFIX,
    LicenceFacts,
    face_of,
    record_of,
    record_text,
)
from tongban.licences.rules.seal import (
    Seal,
    code_of,
    hash_algorithm,
    read_seal,
    seal_is_good,
    signed_part,
)
from tongban.licences.rules.showing import Extent, Showing, shown_fields, shown_until
from tongban.licences.rules.standing import (
    Change,
    Standing,
    State,
    basis_of,
    next_state,
    next_version,
    operation_code,
    serial_number,
    standing,
    state_word,
)
from tongban.licences.rules.stock import STOCK_GRADES, StockLicence
from tongban.licences.rules.verdict import Check, PublicFace, Verdict, VerdictKind, judged

__all__ = [
    "FACE_PREFIX",
    "STOCK_GRADES",
    "Change",
    "Check",
    "Extent",
    "LicenceFacts",
    "PublicFace",
    "Seal",
    "Showing",
    "Standing",
    "State",
    "StockLicence",
    "Verdict",
    "VerdictKind",
    "basis_of",
    "code_of",
    "differences",
    "document_is_of",
    "face_of",
    "hash_algorithm",
    "identifiers_in",
    "judged",
    "next_state",
    "next_version",
    "operation_code",
    "read_seal",
    "record_of",
    "record_text",
    "seal_is_good",
    "serial_number",
    "shown_fields",
    "shown_until",
    "signed_part",
    "standing",
    "state_word",
]
