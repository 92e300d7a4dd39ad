"""What a file of BPMN may be refused for, and what is noted about how it was read: one sentence for each code."""

from __future__ import annotations

from tongban.foundation.refusals import _

SENTENCES = {
    "bpmn.not_bpmn": _("This is no BPMN 2.0 file: the root element is “{name}”."),
    "bpmn.no_process": _("The file holds no process with a start."),
    "bpmn.several_processes": _(
        "The file holds {count} processes; a plan is one. Save each in its own file."
    ),
    "bpmn.too_large": _("The process has more than {most} elements; no plan is that large."),
    "bpmn.too_deep": _("The gateways and sub-processes are nested more than {most} deep."),
    "bpmn.duplicate_id": _("The id is used by several elements."),
    "bpmn.no_id": _("The {kind} in line {line} has no id."),
    "bpmn.no_start": _("There is no start event."),
    "bpmn.several_starts": _("There are {count} start events; a plan begins at one."),
    "bpmn.start_trigger": _(
        "The start waits for an event ({event}); a plan begins when the case is accepted."
    ),
    "bpmn.no_end": _("There is no end event."),
    "bpmn.several_ends": _("There are {count} end events; lead all of them to one."),
    "bpmn.end_trigger": _("The end throws an event ({event}); a plan just ends."),
    "bpmn.task_kind": _(
        "A “{kind}” is done by a machine or by a message; a plan asks people only (user task)."
    ),
    "bpmn.event": _("A plan has no “{kind}” in the middle."),
    "bpmn.boundary_event": _(
        "A plan has no events on the boundary of a task; deadlines stand in its workdays."
    ),
    "bpmn.gateway_kind": _("A plan has no “{kind}”; use exclusive or parallel gateways."),
    "bpmn.complex_gateway": _(
        "A complex gateway is read only as the join of a group in a sub-process that it ends (terminate), "
        "with “activationCount >= n”."
    ),
    "bpmn.subprocess_kind": _("A sub-process of the kind “{kind}” cannot be made part of a plan."),
    "bpmn.collapsed": _("The process called here stands elsewhere; draw its steps here."),
    "bpmn.compensation": _("A plan compensates nothing; take the mark away."),
    "bpmn.message_flow": _("Message flows between pools are no part of a plan."),
    "bpmn.unknown_element": _("“{kind}” is not known here."),
    "bpmn.loop_marker": _("A repeated task cannot be part of a plan; seats return a case by themselves."),
    "bpmn.sequential": _(
        "The copies for a list are asked one after the other; a plan asks them all at once."
    ),
    "bpmn.list_missing": _("The repetition names no list of the case (loop data input)."),
    "bpmn.completion_condition": _("The completion condition “{text}” is not of the form “… >= number”."),
    "bpmn.loop": _("The flow leads back to an earlier element; seats return a case by themselves."),
    "bpmn.dangling_flow": _("The flow leads from or to “{id}”, which is not in this process."),
    "bpmn.unreachable": _("No flow leads here from the start."),
    "bpmn.dead_end": _("No flow leads from here; only the end event ends a plan."),
    "bpmn.flow_into_start": _("A flow leads into the start."),
    "bpmn.flow_out_of_end": _("A flow leads out of the end."),
    "bpmn.implicit_split": _("Several flows leave this element; put a gateway after it."),
    "bpmn.flow_condition": _("A condition stands on a flow that leaves no exclusive gateway."),
    "bpmn.condition_missing": _(
        "The flow leaves an exclusive gateway without a condition and is not its default."
    ),
    "bpmn.default_condition": _("The default flow carries a condition; it is taken when no other is."),
    "bpmn.join_missing": _("The branches of this parallel gateway are not joined by a parallel gateway."),
    "bpmn.join_waits": _(
        "This gateway joins {incoming} flows, but its counterpart starts {outgoing}; give each gateway its own join."
    ),
    "bpmn.split_missing": _("This parallel gateway joins flows that no parallel gateway has split."),
    "bpmn.not_nested": _("Branches of a gateway meet here before they are joined; nest the gateways."),
    "bpmn.empty_branch": _("A branch of this parallel gateway holds no task."),
    "bpmn.nothing_inside": _("There is no task in it."),
    "bpmn.seat_wrong": _("“{name}” of the seat cannot be read: {value}."),
    "bpmn.name_missing": _("The task has no name."),
    # How it was read
    "note.department": _("“{name}” names no department; give it one before the plan is used."),
    "note.lane": _("The department of “{name}” is taken from {source}: {department}."),
    "note.decides": _("“{name}” is the last task; it is read as the decision."),
    "note.skipped": _("A branch without a task was turned into a condition of the others."),
    "note.loose": _("“{text}” is also true when the answer is missing."),
    "note.gateway": _("The gateway neither splits nor joins; it was left out."),
    "note.left_out": _("Left out, since a plan has no place for it: {kinds}."),
    "note.parallel_empty": _("A parallel branch without a task was left out."),
}
