"""The acts that are open to an official now, as panels on the page of the case: nothing else is offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tongban.cases.views.acts import ACTS
from tongban.cases.views.acts.acting import GROUPS, Acting, Desk, Rows, remedies_sentence

__all__ = ["ACTS", "Desk", "Group", "Panel", "grouped", "panels"]


@dataclass(slots=True)
class Panel:
    """One act as it stands on the page."""

    name: str
    title: str
    sentence: str
    template: str
    form: Any
    press: str
    kind: str = ""
    group: str = ""
    rows: Rows = ()
    previews: bool = False
    preview: Rows | None = None
    url: str = ""
    open: bool = False
    kept: bool = False
    remedies_sentence: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rare acts under one heading."""

    title: str
    panels: list[Panel] = field(default_factory=list)


def panels(desk: Desk, typed: tuple[str, Any] | None = None) -> list[Panel]:
    """Every act that is open to this official now; one that was typed and refused keeps what was typed."""
    shown = []
    for name, acting in ACTS.items():
        for seat in acting.offered(desk):
            kept = typed[1] if typed and typed[0] == name and _seat_of(typed[1]) == seat else None
            shown.append(_panel(name, acting, desk, seat, kept))
    if typed and not any(panel.form is typed[1] for panel in shown):
        shown.insert(0, _panel(typed[0], ACTS[typed[0]], desk, _seat_of(typed[1]), typed[1]))
    return shown


def grouped(shown: Iterable[Panel]) -> list[Group]:
    """The acts to do now first, without a heading; then the rare ones under theirs. What was typed comes first."""
    groups = {name: Group(_(title) if title else "") for name, title in GROUPS.items()}
    for panel in shown:
        groups["" if panel.kept else panel.group].panels.append(panel)
    groups[""].panels.sort(key=lambda panel: (not panel.kept, not panel.open))
    return [group for group in groups.values() if group.panels]


def _panel(name: str, acting: Acting, desk: Desk, seat: str, kept: Any) -> Panel:
    return Panel(
        name=name,
        title=acting.title(),
        sentence=acting.sentence(desk, seat),
        template=f"cases/desk/{acting.template}.html",
        form=kept if kept is not None else acting.form(desk, seat, None),
        press=acting.press(),
        kind="danger" if acting.danger else "",
        group=acting.group,
        rows=acting.rows(desk),
        previews=acting.preview is not None,
        open=kept is not None or not acting.folded,
        kept=kept is not None,
        remedies_sentence=remedies_sentence(desk) if acting.template in WITH_REMEDIES else "",
    )


WITH_REMEDIES = frozenset({"decide", "end_permission"})


def _seat_of(form: Any) -> str:
    return str(form.data.get("seat", "")) if "seat" in form.fields else ""
