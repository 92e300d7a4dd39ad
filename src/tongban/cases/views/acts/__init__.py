"""Every act of an official on a case, as it is offered, typed and done: one table, in the order of the page."""

from tongban.cases.views.acts import ending, hearing, intake, moves, review, special
from tongban.cases.views.acts.acting import Acting

ACTS: dict[str, Acting] = {
    **intake.ACTS,
    **review.ACTS,
    **special.ACTS,
    **hearing.ACTS,
    **moves.ACTS,
    **ending.ACTS,
}
