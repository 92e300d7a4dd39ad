"""What may be done with a case, by stage: apply, hand in, accept, give opinion, decide, deliver, withdraw.

Every act takes who, when and a key: the same key and request give the same answer, and do it once.
"""

from tongban.cases.queries import CaseView, DraftCard
from tongban.cases.services.accept import (
    accept,
    answer_correction,
    attach_correction,
    attach_later,
    deem_accepted,
    refuse_acceptance,
    request_correction,
)
from tongban.cases.services.apply import (
    attach_file,
    check_may_apply,
    check_not_banned,
    discard_draft,
    drop_file,
    open_draft,
    pick_up,
    pickup_code,
    save_answers,
)
from tongban.cases.services.at_once import API_CHANNEL, apply_at_once
from tongban.cases.services.choosing import Choice, choose_earlier, choose_later, choose_promise
from tongban.cases.services.decide import decide, usual_remedies
from tongban.cases.services.deliver import deliver, deliver_online
from tongban.cases.services.ending import correct_on_spot, decide_on_spot, end_permission, terminate
from tongban.cases.services.hearing import (
    ask_hearing,
    call_hearing,
    call_visit,
    hold_hearing,
    hold_visit,
    offer_hearing,
)
from tongban.cases.services.known import Known, known_fields, known_for_guide, known_materials
from tongban.cases.services.marks import broken_promise_of
from tongban.cases.services.migrating import (
    Target,
    cases_concerned,
    confirm_migration,
    drop_migration,
    go_on,
    migrate,
    migrate_due,
    migration_foreseen,
    migration_target,
    propose_migration,
    undo_migration,
)
from tongban.cases.services.moves import move_seat, propose_correction
from tongban.cases.services.opinion import record_opinion
from tongban.cases.services.originals import compare_originals
from tongban.cases.services.pace import count_paces
from tongban.cases.services.parties import announce_hearing, hear_statement, tell_parties
from tongban.cases.services.prepared import prepare_draft
from tongban.cases.services.reading import copy_opened, file_opened, numbers_shown, open_case
from tongban.cases.services.recounts import Recounted, recount, recount_due, recount_is_due
from tongban.cases.services.special import (
    ask_extension,
    decline_extension,
    end_special,
    extend,
    start_special,
)
from tongban.cases.services.steps import CaseResult
from tongban.cases.services.submit import answer_faults, submit
from tongban.cases.services.timers import (
    abandon_due,
    deem_accepted_due,
    deem_renewed_due,
    lapse_gaps_due,
    purge_drafts,
)
from tongban.cases.services.trial import facts_after, refusal_of, return_targets
from tongban.cases.services.trust import check_promise, supply_from_store, supply_gap, withdraw_promise
from tongban.cases.services.verify import CasesVerdict, verify_cases
from tongban.cases.services.withdraw import withdraw

__all__ = [
    "API_CHANNEL",
    "CaseResult",
    "CaseView",
    "CasesVerdict",
    "Choice",
    "DraftCard",
    "Known",
    "Recounted",
    "Target",
    "abandon_due",
    "accept",
    "announce_hearing",
    "answer_correction",
    "answer_faults",
    "apply_at_once",
    "ask_extension",
    "ask_hearing",
    "attach_correction",
    "attach_file",
    "attach_later",
    "broken_promise_of",
    "call_hearing",
    "call_visit",
    "cases_concerned",
    "check_may_apply",
    "check_not_banned",
    "check_promise",
    "choose_earlier",
    "choose_later",
    "choose_promise",
    "compare_originals",
    "confirm_migration",
    "copy_opened",
    "correct_on_spot",
    "count_paces",
    "decide",
    "decide_on_spot",
    "decline_extension",
    "deem_accepted",
    "deem_accepted_due",
    "deem_renewed_due",
    "deliver",
    "deliver_online",
    "discard_draft",
    "drop_file",
    "drop_migration",
    "end_permission",
    "end_special",
    "extend",
    "facts_after",
    "file_opened",
    "go_on",
    "hear_statement",
    "hold_hearing",
    "hold_visit",
    "known_fields",
    "known_for_guide",
    "known_materials",
    "lapse_gaps_due",
    "migrate",
    "migrate_due",
    "migration_foreseen",
    "migration_target",
    "move_seat",
    "numbers_shown",
    "offer_hearing",
    "open_case",
    "open_draft",
    "pick_up",
    "pickup_code",
    "prepare_draft",
    "propose_correction",
    "propose_migration",
    "purge_drafts",
    "record_opinion",
    "recount",
    "recount_due",
    "recount_is_due",
    "refusal_of",
    "refuse_acceptance",
    "request_correction",
    "return_targets",
    "save_answers",
    "start_special",
    "submit",
    "supply_from_store",
    "supply_gap",
    "tell_parties",
    "terminate",
    "undo_migration",
    "usual_remedies",
    "verify_cases",
    "withdraw",
    "withdraw_promise",
]
