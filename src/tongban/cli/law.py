"""``tongban law``: what citations of laws mean, and the corpus they are resolved against."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tongban.cli import language
from tongban.cli.files import say
from tongban.cli.lines import Answer, answer_lines
from tongban.foundation import clock
from tongban.foundation.refusals import Refused, _
from tongban.law import queries
from tongban.law.rules import Number, Resolution, Status
from tongban.law.rules.numerals import written

HELP = "Resolve citations of laws against the corpus, and import a newer corpus."


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True)
    ask = verbs.add_parser("resolve", help='one citation, or with --jsonl one {"citation": …} a line')
    ask.add_argument("citation", nargs="?")
    ask.add_argument("--jsonl", action="store_true", help="read one JSON object a line, answer one a line")
    ask.add_argument("--on", type=date.fromisoformat, help="the day whose law counts, today when left out")
    language.option(ask)
    bring = verbs.add_parser("import", help="make a corpus from laws_index.csv and law_articles.jsonl.xz")
    bring.add_argument("folder", type=Path, help="the folder of the two files")
    bring.add_argument("--to", type=Path, help="where to write it; the corpus in use when left out")
    bring.add_argument("--source", required=True, help="where the texts come from")
    bring.add_argument("--edition", required=True, help="the edition or date of the source")
    language.option(bring)
    about = verbs.add_parser("about", help="which corpus is in use: source, edition, day of import, size")
    language.option(about)


def run(options: argparse.Namespace) -> int:
    translate = language.translator(options.lang)
    today = clock.day_of(clock.now())
    if options.what == "import":
        return _import(options, translate, today)
    if options.what == "about":
        return _about(translate)
    on: date = options.on or today
    if options.jsonl:
        return answer_lines(lambda line: _answer(line, on, translate), translate)
    if options.citation is None:
        raise Refused("law.no_citation", _("Give a citation, or --jsonl."))
    answer = _answer({"citation": options.citation}, on, translate)
    say(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0 if answer["status"] in (Status.RESOLVED, Status.NO_ARTICLE) else 1


def _answer(line: Mapping[str, object], on: date, translate: language.Translate) -> Answer:
    citation = _text(line, "citation")
    if not citation:
        raise Refused("law.object_without_citation", _("The object needs a “citation” with a text."))
    day = _text(line, "as_of")
    found = queries.resolve(citation=citation, on=_day(day) if day else on, item=_text(line, "item"))
    answer = _one(found[0], translate)
    if len(found) > 1:
        answer["also"] = [_one(one, translate) for one in found[1:]]
    return answer


def _text(line: Mapping[str, object], name: str) -> str:
    value = line.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused("law.field_not_text", _("“{name}” must be a text in quotation marks."), name=name)
    return value.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if len(text) == 10 else date.fromisoformat("")
    except ValueError:
        raise Refused("law.day_wrong", _("Write “as_of” as YYYY-MM-DD.")) from None


def _one(found: Resolution, translate: language.Translate) -> Answer:
    """The fields every answer has, then those that say something here."""
    law, cited = found.law, found.citation
    answer: Answer = {
        "status": found.status.value,
        "law_id": law.id if law else None,
        "law_title": found.title or None,
        "articles": [_number(one) for one in cited.articles],
        "text": "\n".join(
            one.text if len(found.articles) == 1 else f"{one.label} {one.text}" for one in found.articles
        ),
    }
    if law:
        answer["corpus_version"] = law.version_on.isoformat()
    places = [place for place in cited.places if place.paragraph or place.item]
    if places:
        answer["paragraphs"] = list(dict.fromkeys(place.paragraph for place in places if place.paragraph))
        answer["items"] = list(dict.fromkeys(place.item for place in places if place.item))
    if cited.document:
        answer["document"] = cited.document
    if found.superseded_by:
        answer["superseded_by"] = found.superseded_by
    if found.better:
        answer["better"] = [_number(one) for one in found.better]
    if found.notes:
        answer["note"] = " ".join(one.text(translate) for one in found.notes)
    return answer


def _number(number: Number) -> int | str:
    """The number of an article: a plain one as a number, 第一百二十条之一 as “120之一”."""
    return f"{number.main}之{written(number.branch)}" if number.branch else number.main


def _import(options: argparse.Namespace, translate: language.Translate, today: date) -> int:
    from tongban.law import importing

    target: Path = options.to or queries.corpus_path()
    report = importing.bring_in(
        options.folder, target, source=options.source, edition=options.edition, today=today
    )
    queries.forget()
    say(
        translate(
            _(
                "{laws} laws with {articles} articles, {repeals} endings and {newer} newer editions known; {size} bytes written."
            )
        ).format(**{name: getattr(report, name) for name in ("laws", "articles", "repeals", "newer", "size")})
    )
    for title in report.unnumbered:
        say(translate(_("Not divided into articles: {title}")).format(title=title))
    return 0


def _about(translate: language.Translate) -> int:
    origin = queries.origin()
    say(
        translate(_("{count} laws; {source}; edition {edition}; imported on {day}.")).format(
            count=len(queries.laws()), source=origin.source, edition=origin.edition, day=origin.imported_on
        )
    )
    return 0
