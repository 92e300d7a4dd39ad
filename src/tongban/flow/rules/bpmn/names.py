"""The names of BPMN 2.0 and of our own extension."""

from __future__ import annotations

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"
OURS = "urn:tongban:plan:1"

# Attributes of common modellers that say who is asked and over which list.
ASKED_BY = ("candidateGroups", "assignee")
COLLECTION = "collection"
