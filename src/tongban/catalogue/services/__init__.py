"""What may be done with the catalogue: bring lists and guides in, move versions through their life, refresh search."""

from tongban.catalogue.finding import rebuild_index, refresh_index
from tongban.catalogue.services.drafts import (
    change_plan,
    change_procedure,
    change_tables,
    discard_draft,
    restore_plan,
)
from tongban.catalogue.services.imports import (
    import_guides,
    import_items,
    keep_report,
    register_licence_types,
)
from tongban.catalogue.services.versions import (
    cancel,
    draft_from,
    publish,
    resume,
    return_to_draft,
    send_to_review,
    suspend,
)

__all__ = [
    "cancel",
    "change_plan",
    "change_procedure",
    "change_tables",
    "discard_draft",
    "draft_from",
    "import_guides",
    "import_items",
    "keep_report",
    "publish",
    "rebuild_index",
    "refresh_index",
    "register_licence_types",
    "restore_plan",
    "resume",
    "return_to_draft",
    "send_to_review",
    "suspend",
]
