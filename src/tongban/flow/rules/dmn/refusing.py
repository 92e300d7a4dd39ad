"""What a DMN file may be refused for: one sentence for each code."""

from __future__ import annotations

from tongban.foundation.refusals import _

SENTENCES = {
    "dmn.not_dmn": _("This is no DMN file: the root element is “{name}”."),
    "dmn.too_large": _("The file holds more than {most} elements “{kind}”."),
    "dmn.no_decision": _("The file holds no decision."),
    "dmn.name_missing": _("The decision has no name."),
    "dmn.elsewhere": _("“{name}” ({kind}) is not read: write its rules into the table itself."),
    "dmn.knowledge": _("The decision uses a knowledge model; write its rules into the table itself."),
    "dmn.language": _("The expression language “{name}” is not read; write FEEL."),
    "dmn.logic_kind": _("A decision of the kind “{kind}” is not read; write a decision table."),
    "dmn.logic_missing": _("The decision says nothing; write a decision table."),
    "dmn.kind_unread": _("Values of the kind “{kind}” are not read: use number, string, boolean or date."),
    "dmn.requirement_unknown": _("The decision requires “{id}”, which is not in the file."),
    "dmn.circle": _("The decision requires itself, over others."),
    "dmn.hit_policy": _("There is no hit policy “{name}”."),
    "dmn.aggregation": _("“{name}” cannot gather this table: SUM, MIN, MAX or COUNT of one output."),
    "dmn.ranking_missing": _("This hit policy needs the output values in their order."),
    "dmn.output_missing": _("The table has no output."),
    "dmn.output_names": _("Several outputs need a name each."),
    "dmn.column_empty": _("The input column asks nothing."),
    "dmn.rule_width": _("The rule must have {inputs} input and {outputs} output entries."),
    "dmn.too_many_rules": _("The table has more than {most} rules."),
}
