"""PDFs that this package has set, joined to one: a long job is set in batches, which keeps its memory small.

Not for PDFs of others: it reads what `typeset(…, tagged=False)` gives (a classic table of objects, one flat list of
pages, no object streams, no encryption).
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
# A literal string is passed over; brackets inside of it are escaped.
REFERENCE: Final = re.compile(rb"\((?:\\.|[^\\()])*\)|\b(\d+) 0 R\b", re.DOTALL)
OBJECT: Final = re.compile(rb"(\d+) 0 obj\n")
TYPE: Final = re.compile(rb"<</Type/(\w+)")
STREAM, END = b"\nstream\n", b"\nendobj\n"
ROOT, PAGES, FIRST_FREE = 1, 2, 3  # object numbers of the joined file


class NotOurs(ValueError):
    """The bytes are not a PDF as Typst writes it without tags."""


def join(parts: Iterable[bytes]) -> bytes:
    """One PDF with the pages of all parts in order. Raises `NotOurs`."""
    out, offsets, pages = io.BytesIO(), {}, []
    out.write(HEADER)

    def write(number: int, body: bytes) -> None:
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%s%s" % (number, body, END))

    free = FIRST_FREE
    for part in parts:
        objects = dict(_objects(part))
        shift = free - min(objects)
        for number, body in objects.items():
            match _type_of(body):
                case b"Pages" | b"Catalog":
                    continue
                case b"Page":
                    pages.append(number + shift)
                    body = re.sub(rb"/Parent \d+ 0 R", b"", body, count=1)
                    body = body.replace(b"<</Type/Page", b"<</Type/Page/Parent 0 0 R", 1)
            write(number + shift, _shifted(body, shift))
        free = max(objects) + shift + 1
    write(ROOT, b"<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)>>" % PAGES)
    write(PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), b" ".join(b"%d 0 R" % page for page in pages)))
    _write_table(out, offsets)
    return out.getvalue()


def _objects(pdf: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and body of each object, by the table at the end."""
    _, found, tail = pdf.rpartition(b"startxref\n")
    if not found or b"/StructTreeRoot" in pdf:
        raise NotOurs("no table of objects, or tags")
    table = int(tail.split()[0])
    entries = pdf[table:].split(b"trailer")[0].splitlines()[2:]
    starts = sorted(int(entry.split()[0]) for entry in entries if entry.rstrip().endswith(b"n"))
    for start, end in zip(starts, [*starts[1:], table], strict=True):
        head = OBJECT.match(pdf, start)
        last = pdf.rfind(b"\nendobj", start, end)
        if head is None or last < 0:
            raise NotOurs(f"no object at byte {start}")
        yield int(head[1]), pdf[head.end() : last]


def _type_of(body: bytes) -> bytes:
    found = TYPE.match(body)
    return found[1] if found else b""


def _shifted(body: bytes, shift: int) -> bytes:
    """The object with its references moved by `shift`; a page's parent (0) becomes the joined list of pages."""
    head, stream, rest = body.partition(STREAM)

    def moved(found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return found[0]
        number = int(found[1])
        return b"%d 0 R" % (number + shift if number else PAGES)

    return REFERENCE.sub(moved, head) + stream + rest


def _write_table(out: io.BytesIO, offsets: dict[int, int]) -> None:
    """Table of objects and trailer; numbers that no object has are free."""
    table, size = out.tell(), max(offsets) + 1
    lines = [
        b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n"
        for number in range(size)
    ]
    out.write(b"xref\n0 %d\n%s" % (size, b"".join(lines)))
    out.write(b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, ROOT, table))
