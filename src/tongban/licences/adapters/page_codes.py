"""The codes on a page or in a picture. Run as a script it reads standard input under limits, and trusts nothing.

PDFium draws all of them: a JPG it reads itself, a PNG is laid as it is into a page of one picture. So no second
decoder for pictures is needed.
"""

from __future__ import annotations

import io
import json
import struct
import sys
from pathlib import Path
from typing import Any

MOST_PAGES = 3
# Finer than any code of ours is printed, and little enough to be searched in a moment.
LONGEST_SIDE = 2_400
# The colours of a PNG in the words of a PDF. Colours with an alpha channel are read as cyan, magenta, yellow and black
# of which all four are turned round: what is opaque keeps its colour.
_COLOURS = {
    0: ("/DeviceGray", 1, ""),
    2: ("/DeviceRGB", 3, ""),
    6: ("/DeviceCMYK", 4, "/Decode [1 0 1 0 1 0 1 0]"),
}


class Unreadable(Exception):
    """The bytes are nothing that this reader can draw."""


def codes_of(data: bytes, kind: str) -> list[str]:
    """The texts of the codes on the first pages of a PDF, or in a picture (``png`` or ``jpg``). Raises Unreadable."""
    import pypdfium2

    try:
        document = _opened(data, kind)
        pages = [document[number] for number in range(min(len(document), MOST_PAGES))]
        return [text for page in pages for text in _codes_on(page)]
    except (pypdfium2.PdfiumError, struct.error, ValueError, MemoryError) as error:
        raise Unreadable(str(error)) from error


def _opened(data: bytes, kind: str) -> Any:
    import pypdfium2

    if kind != "jpg":
        return pypdfium2.PdfDocument(_page_of_png(data) if kind == "png" else data)
    document = pypdfium2.PdfDocument.new()
    image = pypdfium2.PdfImage.new(document)
    image.load_jpeg(io.BytesIO(data), inline=True)
    width, height = image.get_px_size()
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page = document.new_page(width, height)
    page.insert_obj(image)
    page.gen_content()
    return document


def _codes_on(page: Any) -> list[str]:
    import zxingcpp

    scale = LONGEST_SIDE / max(*page.get_size(), 1)
    drawn = page.render(scale=min(scale, 4), grayscale=True)
    picture = memoryview(bytes(drawn.buffer)).cast("B", shape=[drawn.height, drawn.stride])
    return [
        code.text
        for code in zxingcpp.read_barcodes(
            picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
    ]


def _page_of_png(data: bytes) -> bytes:
    """A PDF of one page that holds the picture as it is packed: both formats pack their lines in the same way."""
    header, palette, packed = b"", b"", []
    place = 8
    while place + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        if name == b"IHDR":
            header = body
        elif name == b"PLTE":
            palette = body
        elif name == b"IDAT":
            packed.append(body)
        place += 12 + length
    width, height, depth, colour, _packing, _filter, interlaced = struct.unpack(">IIBBBBB", header)
    if interlaced or (colour not in _COLOURS and colour != 3):
        raise Unreadable("a PNG that is packed in an uncommon way")
    space, channels, decode = _COLOURS.get(
        colour, (f"[/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>]", 1, "")
    )
    image = (
        f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent {depth} "
        f"/ColorSpace {space} {decode} /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors {channels} "
        f"/BitsPerComponent {depth} /Columns {width} >>"
    )
    shown = f"q {width} 0 0 {height} 0 0 cm /P Do Q".encode()
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] "
        "/Resources << /XObject << /P 5 0 R >> >> /Contents 4 0 R >>".encode(),
        _stream(b"<<", shown),
        _stream(image.encode(), b"".join(packed)),
    )
    return _written(parts)


def _stream(head: bytes, body: bytes) -> bytes:
    return head + f" /Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream"


def _written(parts: tuple[bytes, ...]) -> bytes:
    """The objects as a PDF, with the table of where each begins."""
    written, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(parts) + 1} /Root 1 0 R >>\n"
    return written + head.encode() + f"startxref\n{len(written)}\n%%EOF\n".encode()


def main(arguments: list[str]) -> int:
    sys.path.insert(0, str(Path(__file__).parent))
    from pdf_text import limit

    data = sys.stdin.buffer.read()
    limit()
    try:
        found = codes_of(data, arguments[0])
    except Unreadable:
        return 1
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
