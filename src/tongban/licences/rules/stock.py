"""Stock licences (存量证照): issued on paper before the platform, entered into it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tongban.licences.rules.record import FaceValue

STOCK_GRADES = ("A", "B", "C", "D")
"""Trust grades (国办函〔2016〕108号 guide): A agency's own data, B seen at the window, C uploaded, D declared."""


@dataclass(frozen=True, slots=True)
class StockLicence:
    """One licence of the stock, as an authority's old register has it.

    single  whether a holder has at most one valid licence of this type
    grade   how far it can be trusted, one of ``STOCK_GRADES``
    """

    holder_kind: str
    holder_id: str
    holder_name: str
    holder_code: str
    type_code: str
    type_name: str
    issuer_uscc: str
    issuer_name: str
    number: str
    issued_on: date
    valid_from: date
    valid_to: date | None = None
    face: Mapping[str, FaceValue] = field(default_factory=dict)
    single: bool = True
    grade: str = "A"
