"""``tongban calendar import | list | show``: the notices of holidays, as operators keep them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongban.cli import language
from tongban.foundation.refusals import Refused, _

if TYPE_CHECKING:
    from tongban.calendar.queries import NoticeCard
    from tongban.calendar.services import Imported
    from tongban.foundation.workdays import WorkCalendar

OUTCOMES = {
    "added": _("{year}: entered as edition {edition}; {days} days differ from what was counted before."),
    "replaced": _("{year}: replaced by edition {edition}; {days} days differ from what was counted before."),
    "known": _("{year}: known already, nothing changed."),
}


def arguments(what: Any) -> None:
    bring = what.add_parser("import", help="enter a notice of holidays (CSV, or JSON as holiday-cn has it)")
    bring.add_argument("file", help="the file to bring in")
    bring.add_argument("--year", type=int, help="only this year's notice")
    bring.add_argument("--source", default="", help="where the notice was published; JSON may name it itself")
    bring.add_argument("--edition", required=True, help="the number or date of the document")
    bring.add_argument("--region", default="", metavar="CODE", help="local holidays of this region")
    bring.add_argument("--replace", action="store_true", help="take the place of a known notice")
    bring.add_argument("--reason", default="", help="why it is replaced")
    every = what.add_parser("list", help="every edition that is known, and which of them counts")
    show = what.add_parser("show", help="the holidays and made-up working days of a year")
    show.add_argument("year", type=int)
    show.add_argument("--region", default="", metavar="CODE", help="as this region works")
    for one in (bring, every, show):
        language.option(one)


def run(options: argparse.Namespace) -> int:
    from tongban.cli.commands import start_django

    start_django()
    return _WHAT[options.what](options, language.translator(options.lang))


def _import(options: argparse.Namespace, translate: language.Translate) -> int:
    """Enter the file and say what became of each year. 1 when it was refused, with everything to be mended."""
    from tongban.calendar import services
    from tongban.foundation import clock
    from tongban.foundation.actors import SYSTEM

    try:
        done = services.import_notices(
            text=_text(options.file), source=options.source, title=options.edition, actor=SYSTEM,
            at=clock.now(), year=options.year, region_code=options.region, replace=options.replace,
            reason=options.reason,
        )  # fmt: skip
    except Refused as refusal:
        print(refusal.text(translate), file=sys.stderr)
        for fault in refusal.faults:
            print(f"  {fault.text(translate)}", file=sys.stderr)
        return 1
    for one in done:
        print(_outcome(one, translate))
    return _recounted(translate)


def _recounted(translate: language.Translate) -> int:
    """Count the dates of open cases again, if they were not counted by the calendar of today yet."""
    from tongban.cases import services
    from tongban.cli import cases

    return cases.recount(translate) if services.recount_is_due() else 0


def _text(name: str) -> str:
    """The file as text. Refuses one that is not there or not UTF-8."""
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            "calendar.file_unreadable", _("The file {name} cannot be read; give one in UTF-8."), name=name
        ) from error


def _outcome(one: Imported, translate: language.Translate) -> str:
    sentence = translate(OUTCOMES[one.outcome])
    return sentence.format(year=one.year, edition=one.edition, days=len(one.changes))


def _list(_options: argparse.Namespace, translate: language.Translate) -> int:
    """One line for each edition: year, region, edition, days off and worked, source; a star where it counts."""
    from tongban.calendar import queries

    cards = queries.notices()
    counted = {(card.year, card.region_code, card.edition) for card in queries.counted(cards)}
    for card in sorted(cards, key=lambda card: (card.year, card.region_code, card.edition)):
        star = "*" if (card.year, card.region_code, card.edition) in counted else " "
        print(f"{star} {card.year} {card.region_code or '-':12} {_described(card, translate)}")
    return 0


def _described(card: NoticeCard, translate: language.Translate) -> str:
    worked = sum(day.works for day in card.days)
    counts = translate(_("{off} days off, {worked} worked")).format(
        off=len(card.days) - worked, worked=worked
    )
    if not card.edition:
        return f"{counts}  " + translate(_("with this release"))
    said = translate(_("edition {edition}, {title}, {source}, imported on {day}"))
    day = card.imported_at.date() if card.imported_at else ""
    return f"{counts}  " + said.format(edition=card.edition, title=card.title, source=card.source, day=day)


def _show(options: argparse.Namespace, translate: language.Translate) -> int:
    """The year's working days in a line, then its holidays and made-up days in order. 1 when it is not published."""
    from tongban.calendar import queries

    calendar = queries.calendar_for(options.region)
    if options.year not in calendar.years:
        print(
            translate(_("The notice for {year} is not imported yet; dates in it are provisional.")).format(
                year=options.year
            ),
            file=sys.stderr,
        )
        return 1
    first, last = date(options.year - 1, 12, 31), date(options.year, 12, 31)
    counted = sum(
        calendar.is_workday(date.fromordinal(day))
        for day in range(first.toordinal() + 1, last.toordinal() + 1)
    )
    print(translate(_("{year} has {days} working days.")).format(year=options.year, days=counted))
    for _day, line in sorted(_lines(calendar, first, last, translate)):
        print(f"  {line}")
    return 0


def _lines(
    calendar: WorkCalendar, after: date, until: date, translate: language.Translate
) -> Iterator[tuple[date, str]]:
    from tongban.foundation.ledger import holidays_between

    for name, first, last in holidays_between(calendar, after, until):
        span = first.isoformat() if first == last else f"{first} – {last}"
        yield first, translate(_("{span} off: {name}")).format(span=span, name=name)
    for day in calendar.makeup_days:
        if after < day <= until and day.weekday() >= 5:
            yield day, translate(_("{day} worked")).format(day=day)


_WHAT: dict[str, Callable[[argparse.Namespace, language.Translate], int]] = {
    "import": _import,
    "list": _list,
    "show": _show,
}
