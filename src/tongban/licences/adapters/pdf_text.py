"""The text of a PDF. Run as a script it reads standard input under limits of memory and time, and trusts nothing."""

from __future__ import annotations

import sys

MEMORY = 1 << 30
SECONDS = 5
MOST_PAGES = 20


class Unreadable(Exception):
    """The bytes are no PDF that this reader understands."""


def text_of(data: bytes, most_pages: int) -> str:
    """The text of the first pages. Raises Unreadable."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(str(error)) from error
    try:
        pages = range(min(len(document), most_pages))
        return "\n".join(document[number].get_textpage().get_text_range() for number in pages)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(str(error)) from error
    finally:
        document.close()


def limit() -> None:
    """Take memory, time and files away from this process, where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return  # No such limits on this system; the caller's time limit remains.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    data = sys.stdin.buffer.read()
    limit()
    try:
        text = text_of(data, MOST_PAGES)
    except Unreadable:
        return 1
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
