"""BPMN 2.0 as an exchange format: a plan is written with its drawing, and a block-structured file is read back.

What stands outside the subset is refused with the ids of the elements and the reasons, all at once.
"""

from tongban.flow.rules.bpmn.reading import Imported, plan_from_bpmn
from tongban.flow.rules.bpmn.writing import plan_to_bpmn

__all__ = ["Imported", "plan_from_bpmn", "plan_to_bpmn"]
