"""Rules of the catalogue: what an item is, what a guide must say, and which version counts.

Plain Python; rooms above may use these cards in their own rules.
"""

from tongban.catalogue.rules.cards import (
    Choice,
    CommitmentCard,
    EligibilityQuestion,
    FieldCard,
    ItemCard,
    KnownMaterial,
    LicenceTypeCard,
    MaterialCard,
    PageCard,
    ProcedureCard,
    ResultCard,
    Step,
    TableCard,
    Window,
    from_plain,
    to_plain,
)
from tongban.catalogue.rules.codes import CodeReading, read_item_code, registered_uscc, type_code_of
from tongban.catalogue.rules.forms import answers_faults, asked, form_schema, shown
from tongban.catalogue.rules.items import (
    APPLIED_FOR,
    ITEM_TYPES,
    may_be_applied_for,
    promise_kept_within,
    statutory_unit,
)
from tongban.catalogue.rules.limits import Limit, capped, days_of, read_limit
from tongban.catalogue.rules.materials import demanded, exempt_by_default, merged, needed
from tongban.catalogue.rules.reports import KEPT, MENDED, REFUSED, ImportReport, Mend, RowReport
from tongban.catalogue.rules.validation import content_faults
from tongban.catalogue.rules.versions import VersionState, after, may_follow

__all__ = [
    "APPLIED_FOR",
    "ITEM_TYPES",
    "KEPT",
    "MENDED",
    "REFUSED",
    "Choice",
    "CodeReading",
    "CommitmentCard",
    "EligibilityQuestion",
    "FieldCard",
    "ImportReport",
    "ItemCard",
    "KnownMaterial",
    "LicenceTypeCard",
    "Limit",
    "MaterialCard",
    "Mend",
    "PageCard",
    "ProcedureCard",
    "ResultCard",
    "RowReport",
    "Step",
    "TableCard",
    "VersionState",
    "Window",
    "after",
    "answers_faults",
    "asked",
    "capped",
    "content_faults",
    "days_of",
    "demanded",
    "exempt_by_default",
    "form_schema",
    "from_plain",
    "may_be_applied_for",
    "may_follow",
    "merged",
    "needed",
    "promise_kept_within",
    "read_item_code",
    "read_limit",
    "registered_uscc",
    "shown",
    "statutory_unit",
    "to_plain",
    "type_code_of",
]
