"""Run in the server's environment: the sample town without cases, where every adult has signed in; tells who they are."""

from __future__ import annotations

import json
import random
from datetime import datetime
from typing import Any


def main() -> dict[str, object]:
    import django

    django.setup()
    from django.core.management import call_command

    from tongban.catalogue import queries as catalogue
    from tongban.foundation import clock
    from tongban.identity import queries as identity
    from tongban.sample import people, town
    from tongban.sample.answers import answers_for

    at = clock.now()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    town.load(at, number=0)
    today = clock.day_of(at)
    hand = random.Random(1)
    items = [catalogue.version(version_id=line.version_id) for line in catalogue.appliable_items(on=today)]
    return {
        "applicants": sessions(people.town(today), at),
        "roles": {card.login_name: card.id for card in identity.demo_accounts()},
        "items": {item.name: {"code": item.code, "answers": answers_for(item, {}, hand)} for item in items},
    }


def sessions(drawn: Any, at: datetime) -> list[str]:
    """The session cookies of adults who have just signed in: signing in costs a password's work, not a case's."""
    from django.conf import settings
    from django.contrib.sessions.backends import signed_cookies
    from django.http import HttpRequest

    from tongban.foundation.actors import SYSTEM
    from tongban.foundation.refusals import Refused
    from tongban.identity import queries as identity
    from tongban.identity import services

    cookies = []
    for number, resident in enumerate(drawn.residents):
        person = identity.person_by_id_number(id_number=resident.id_number)
        if person is None or resident.born_on.year > at.year - 20 or person.level < 4:
            continue
        try:
            account = services.open_account(
                person_id=person.id, login_name=f"crash{number:04d}", password=None, actor=SYSTEM, at=at
            )
        except Refused:
            continue  # one of the role bar
        request = HttpRequest()
        request.session = signed_cookies.SessionStore()  # type: ignore[assignment]
        services.begin_session(request=request, account_id=account.id, at=at)
        request.session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}")
    return cookies


if __name__ == "__main__":
    print(json.dumps(main()))
