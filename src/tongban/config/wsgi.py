"""The entry point of the server process; it delivers announcements beside its requests when asked to."""

import os
import threading
import time

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
application = get_wsgi_application()


def _leave_with_parent(parent: int) -> None:
    """End this process when the one that started it was killed, so that no orphan keeps the port."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _start_beside() -> None:
    from django.conf import settings

    if not settings.TONGBAN.INLINE_WORKER:
        return
    from tongban.outbox.tasks import run_worker

    threading.Thread(target=run_worker, args=(threading.Event(),), daemon=True, name="deliveries").start()
    threading.Thread(target=_leave_with_parent, args=(os.getppid(),), daemon=True, name="parent").start()


_start_beside()
