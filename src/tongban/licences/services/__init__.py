"""What may be done with licences: issue, enter stock, end, use, show, print and verify."""

from tongban.licences.queries import snapshot
from tongban.licences.services.documents import Document, Giver, record_download, render_pdf, tampered_copy
from tongban.licences.services.ending import (
    deregister,
    expire_due,
    forfeit,
    restore,
    revoke,
    suspend,
)
from tongban.licences.services.issuing import issue
from tongban.licences.services.stock import StockEntered, backfill
from tongban.licences.services.using import log_use, log_verdict, present, show
from tongban.licences.services.verifying import (
    verify_file,
    verify_identifier,
    verify_pdf,
    verify_qr,
    verify_record,
    verify_text,
)

__all__ = [
    "Document",
    "Giver",
    "StockEntered",
    "backfill",
    "deregister",
    "expire_due",
    "forfeit",
    "issue",
    "log_use",
    "log_verdict",
    "present",
    "record_download",
    "render_pdf",
    "restore",
    "revoke",
    "show",
    "snapshot",
    "suspend",
    "tampered_copy",
    "verify_file",
    "verify_identifier",
    "verify_pdf",
    "verify_qr",
    "verify_record",
    "verify_text",
]
