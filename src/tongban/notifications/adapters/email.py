"""E-mail, through the mail backend that the settings name."""

from __future__ import annotations

from django.core.mail import EmailMessage, get_connection

from tongban.notifications.adapters import Outgoing

SECONDS = 10


class Email:
    """Sends one letter at a time, with a time limit where the backend knows one."""

    def carry(self, letter: Outgoing) -> None:
        connection = get_connection()
        if hasattr(connection, "timeout"):
            connection.timeout = SECONDS
        headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
        EmailMessage(
            subject=letter.subject,
            body=letter.text,
            to=[letter.address],
            headers=headers,
            connection=connection,
        ).send()
