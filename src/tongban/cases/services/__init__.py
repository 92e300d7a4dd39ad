"""What may be done with a case, by stage: apply, hand in, accept, give opinion, decide, deliver, withdraw.

Every act takes who, when and a key: the same key and request give the same answer, and do it once.
"""

from tongban.cases.queries import CaseView, DraftCard
from tongban.cases.services.accept import (
    accept,
    answer_correction,
    attach_correction,
    deem_accepted,
    refuse_acceptance,
    request_correction,
)
from tongban.cases.services.apply import (
    attach_file,
    check_may_apply,
    discard_draft,
    drop_file,
    open_draft,
    pick_up,
    pickup_code,
    save_answers,
)
from tongban.cases.services.at_once import API_CHANNEL, apply_at_once
from tongban.cases.services.decide import decide, usual_remedies
from tongban.cases.services.deliver import deliver, deliver_online
from tongban.cases.services.known import Known, known_fields, known_for_guide, known_materials
from tongban.cases.services.opinion import record_opinion
from tongban.cases.services.prepared import prepare_draft
from tongban.cases.services.reading import file_opened, numbers_shown, open_case
from tongban.cases.services.steps import CaseResult
from tongban.cases.services.submit import answer_faults, submit
from tongban.cases.services.timers import deem_accepted_due, purge_drafts
from tongban.cases.services.verify import CasesVerdict, verify_cases
from tongban.cases.services.withdraw import withdraw

__all__ = [
    "API_CHANNEL",
    "CaseResult",
    "CaseView",
    "CasesVerdict",
    "DraftCard",
    "Known",
    "accept",
    "answer_correction",
    "answer_faults",
    "apply_at_once",
    "attach_correction",
    "attach_file",
    "check_may_apply",
    "decide",
    "deem_accepted",
    "deem_accepted_due",
    "deliver",
    "deliver_online",
    "discard_draft",
    "drop_file",
    "file_opened",
    "known_fields",
    "known_for_guide",
    "known_materials",
    "numbers_shown",
    "open_case",
    "open_draft",
    "pick_up",
    "pickup_code",
    "prepare_draft",
    "purge_drafts",
    "record_opinion",
    "refuse_acceptance",
    "request_correction",
    "save_answers",
    "submit",
    "usual_remedies",
    "verify_cases",
    "withdraw",
]
