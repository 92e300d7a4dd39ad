"""What may be done with bundles: apply for one, hand it in, push what waits, bring lists in, publish versions."""

from tongban.bundles.services.applying import (
    answer_situation,
    attach_file,
    check_may_apply,
    discard,
    drop_file,
    file_opened,
    purge_applications,
    save_answers,
    start,
)
from tongban.bundles.services.imports import import_bundles
from tongban.bundles.services.issuing import hand_over
from tongban.bundles.services.pushing import push_successors
from tongban.bundles.services.submitting import Submitted, submit
from tongban.bundles.services.versions import draft, publish, save_draft, withdraw

__all__ = [
    "Submitted",
    "answer_situation",
    "attach_file",
    "check_may_apply",
    "discard",
    "draft",
    "drop_file",
    "file_opened",
    "hand_over",
    "import_bundles",
    "publish",
    "purge_applications",
    "push_successors",
    "save_answers",
    "save_draft",
    "start",
    "submit",
    "withdraw",
]
