"""The face of a licence in the order and under the labels of its type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from tongban.catalogue import queries as catalogue
from tongban.foundation.refusals import Refused
from tongban.licences import queries, rules
from tongban.licences.queries import LicenceCard


def labels_of(card: LicenceCard, record: Mapping[str, str]) -> dict[str, str]:
    """Record key to label, in the order in which a face is read: holder, fields of the type, number."""
    try:
        named = dict(catalogue.licence_type(code=card.type_code).face_fields)
    except Refused:
        named = {}
    own = [key for key in rules.face_of(record) if key not in named]
    face = {rules.FACE_PREFIX + key: label for key, label in named.items()}
    face |= {rules.FACE_PREFIX + key: key for key in own}
    code = _("ID number") if card.holder_kind == "person" else _("Unified social credit code")
    return {"CZZT": _("Holder"), "CZZTDM": code, "ZZBH": _("Licence number"), **face}


def rows_of(card: LicenceCard, *, extent: rules.Extent) -> tuple[tuple[str, str], ...]:
    """Label and value of what the holder sees, or chose to show."""
    return shown_fields_of(card, queries.record(licence=card), extent)


def shown_fields_of(
    card: LicenceCard, record: Mapping[str, str], extent: rules.Extent
) -> tuple[tuple[str, str], ...]:
    """Label and value of the fields of a record; a value that repeats an earlier one is left out."""
    rows = rules.shown_fields(extent, record=record, labels=labels_of(card, record))
    seen: dict[str, str] = {}
    for label, value in rows:
        if value not in seen:
            seen[value] = label
    return tuple((label, value) for value, label in seen.items())


def period(valid_from: date, valid_to: date | None) -> str:
    """The validity in words."""
    if valid_to is None:
        return _("from {first}, without end").format(first=valid_from.isoformat())
    return _("{first} to {last}").format(first=valid_from.isoformat(), last=valid_to.isoformat())
