"""What offices do at a seat: return, pass on, add, take back, remind, waive, stand in. Only what is possible is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.cases import desk_forms, rules, services
from tongban.cases.views.acts.acting import Acting, Desk, offer, stamp, start
from tongban.org import queries as org

Choices = list[tuple[str, str]]
BETWEEN = ">"
"""Between a seat and where it goes, in the value of a choice; neither of them has it in its name."""


def _move(desk: Desk, kind: str, seat: str, target: str = "", reason: str = "…") -> rules.Move:
    """The move as it would be asked for, to hear what the law says to it."""
    return rules.Move(*desk.stamp, kind, seat, target, reason)


def _seats_for(desk: Desk, kind: str) -> list[rules.SeatOpening]:
    """The open seats at which this official may make this move."""
    return [seat for seat in desk.facts.seats if desk.open_to(_move(desk, kind, seat.instance))]


def _named(seat: rules.SeatOpening) -> str:
    return f"{seat.department_name} · {seat.name}"


def _seats(kind: str) -> Callable[[Desk], Choices]:
    return lambda desk: [(seat.instance, _named(seat)) for seat in _seats_for(desk, kind)]


def _returns(desk: Desk) -> Choices:
    """Each of my seats with each earlier seat to which the case can go back."""
    found = []
    for seat in _seats_for(desk, "return"):
        act = _move(desk, "return", seat.instance)
        for target in services.return_targets(facts=desk.facts, act=act):
            value = f"{seat.instance}{BETWEEN}{target.instance}"
            found.append(
                (value, _("from {seat} to {target}").format(seat=seat.name, target=target.seat.name))
            )
    return found


def _recalls(desk: Desk) -> Choices:
    """What this department said or passed on last and nobody has answered yet."""
    said = [entry for entry in desk.facts.entries if _ours(desk, entry.department_name)]
    names = {row.instance: row.name for row in _opened(desk)}
    found = {}
    for entry in reversed(said):
        act = _move(desk, "recall", entry.seat)
        if entry.seat not in found and services.refusal_of(facts=desk.facts, act=act) is None:
            found[entry.seat] = names.get(entry.seat, entry.seat)
    return list(found.items())


def _ours(desk: Desk, department_name: str) -> bool:
    return department_name == desk.actor.department_name


def _opened(desk: Desk) -> Iterator[rules.SeatOpening]:
    """Every seat that is open, and those that acceptance opened: for their names."""
    yield from desk.facts.seats
    if desk.facts.acceptance is not None:
        yield from desk.facts.acceptance.opened


def _delegable(desk: Desk) -> Choices:
    """Seats that may be passed on: the decision is not."""
    return [(seat.instance, _named(seat)) for seat in _seats_for(desk, "delegate") if seat.duty != "decide"]


def _waivable(desk: Desk) -> Choices:
    return [(seat.instance, _named(seat)) for seat in _seats_for(desk, "waive") if seat.duty != "decide"]


def _addable(desk: Desk) -> Choices:
    """Seats to which another may be added: one that was added itself takes no further one."""
    return [
        (seat.instance, _named(seat)) for seat in _seats_for(desk, "add_seat") if "+" not in seat.instance
    ]


def _stand_ins(desk: Desk) -> Choices:
    """Each seat with each other official of its department."""
    found = []
    for seat in _seats_for(desk, "stand_in"):
        for official in org.staff_of(department_id=seat.department_id, on=desk.today):
            apart = seat.duty == "decide" and "case.accept" in official.permissions
            if not apart and official.id not in (seat.stand_in, desk.actor.staff_id):
                value = f"{seat.instance}{BETWEEN}{official.id}"
                found.append((value, f"{seat.name}: {official.name} · {official.post_name}"))
    return found


def _elsewhere(desk: Desk) -> Choices:
    """The other departments, by code."""
    return [(one.code, one.name) for one in org.departments() if one.id != desk.actor.department_id]


# -- forms and acts ------------------------------------------------------------------------------------------


def _at_seat(
    seats: Callable[[Desk], Choices], *, needs_reason: bool, elsewhere: bool = False
) -> Callable[[Desk, str, QueryDict | None], desk_forms.MoveForm]:
    def form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.MoveForm:
        return desk_forms.MoveForm(
            seats(desk),
            _elsewhere(desk) if elsewhere else [],
            data,
            needs_reason=needs_reason,
            initial=start(desk),
            auto_id="move_%s",
        )

    return form


def _moves(kind: str) -> Callable[[Desk, desk_forms.MoveForm], object]:
    def act(desk: Desk, form: desk_forms.MoveForm) -> object:
        data = form.cleaned_data
        seat, _arrow, target = data["place"].partition(BETWEEN)
        return services.move_seat(
            kind=kind, seat=seat, target=target or data.get("target", ""), reason=data["reason"],
            **stamp(desk, form),
        )  # fmt: skip

    return act


def _acting(
    kind: str,
    seats: Callable[[Desk], Choices],
    title: Callable[[], str],
    sentence: Callable[[], str],
    done: Callable[[], str],
    *,
    needs_reason: bool = True,
    elsewhere: bool = False,
) -> Acting:
    return Acting(
        title=title,
        offered=offer(lambda desk: desk.facts.state in rules.UNDER_REVIEW and bool(seats(desk))),
        form=_at_seat(seats, needs_reason=needs_reason, elsewhere=elsewhere),
        sentence=lambda _desk, _seat: sentence(),
        press=title,
        act=_moves(kind),
        done=done,
        folded=True,
        group="seats",
    )


ACTS: dict[str, Acting] = {
    "return": _acting(
        "return",
        _returns,
        lambda: _("Return to an earlier seat"),
        lambda: _("What was said there and after it is asked again; the period runs on."),
        lambda: _("The case is back at the earlier seat."),
    ),
    "delegate": _acting(
        "delegate",
        _delegable,
        lambda: _("Pass the seat on to another department"),
        lambda: _("The other department speaks in your place, by the same day."),
        lambda: _("The seat was passed on."),
        elsewhere=True,
    ),
    "add-seat": _acting(
        "add_seat",
        _addable,
        lambda: _("Ask another department too"),
        lambda: _("The other department speaks as well, before the case goes on."),
        lambda: _("The other department is asked too."),
        elsewhere=True,
    ),
    "recall": _acting(
        "recall",
        _recalls,
        lambda: _("Take back what was said"),
        lambda: _("Possible until the next seat has spoken."),
        lambda: _("What was said is taken back; the seat is open again."),
        needs_reason=False,
    ),
    "remind": _acting(
        "remind",
        _seats("remind"),
        lambda: _("Remind a seat"),
        lambda: _("The reminder stands in the timeline of the case and moves no date."),
        lambda: _("The seat was reminded."),
    ),
    "waive": _acting(
        "waive",
        _waivable,
        lambda: _("Go on without an opinion"),
        lambda: _("The seat is not asked any more; your reason stays in the record."),
        lambda: _("The case goes on without this opinion."),
    ),
    "stand-in": _acting(
        "stand_in",
        _stand_ins,
        lambda: _("Name a stand-in"),
        lambda: _("Only the stand-in speaks at the seat then, by the same day."),
        lambda: _("The stand-in is named."),
        needs_reason=False,
    ),
}
