"""Which characters a font file has: the table `cmap` of OpenType, and nothing else of it."""

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from struct import unpack_from
from typing import BinaryIO, Final

COLLECTION: Final = b"ttcf"
BMP, FULL = 4, 12  # the formats of Unicode tables: 16 bits, 32 bits
SEARCHED: Final = 64 * 1024 * 1024  # no font has a larger table


@dataclass(frozen=True, slots=True)
class Coverage:
    """Ranges of code points, ascending and disjoint: `starts[i]` to `ends[i]` inclusive."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, point: int) -> bool:
        index = bisect_right(self.starts, point) - 1
        return index >= 0 and point <= self.ends[index]


def coverage_of(path: str | Path, index: int = 0) -> Coverage:
    """What the font `index` of the file covers. Empty for a font without a Unicode table."""
    with Path(path).open("rb") as file:
        table = _cmap(file, index)
    ranges = sorted(_ranges(table))
    return Coverage(tuple(start for start, _ in ranges), tuple(end for _, end in ranges))


def _cmap(file: BinaryIO, index: int) -> bytes:
    start = 0
    if _at(file, 0, 4) == COLLECTION:
        (start,) = unpack_from(">I", _at(file, 12 + 4 * index, 4))
    (count,) = unpack_from(">H", _at(file, start + 4, 2))
    directory = _at(file, start + 12, 16 * count)
    for entry in range(count):
        name, _, offset, length = unpack_from(">4sIII", directory, 16 * entry)
        if name == b"cmap":
            return _at(file, offset, min(length, SEARCHED))
    return b"\0\0\0\0"


def _at(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def _ranges(table: bytes) -> list[tuple[int, int]]:
    """The ranges of the widest Unicode table."""
    (count,) = unpack_from(">H", table, 2)
    offsets = {unpack_from(">I", table, 4 + 8 * number + 4)[0] for number in range(count)}
    formats = {unpack_from(">H", table, offset)[0]: offset for offset in offsets}
    if FULL in formats:
        return _of_full(table, formats[FULL])
    return _of_bmp(table, formats[BMP]) if BMP in formats else []


def _of_full(table: bytes, offset: int) -> list[tuple[int, int]]:
    (count,) = unpack_from(">I", table, offset + 12)
    groups = (unpack_from(">III", table, offset + 16 + 12 * number) for number in range(count))
    return [(start, end) for start, end, glyph in groups if glyph or end > start]


def _of_bmp(table: bytes, offset: int) -> list[tuple[int, int]]:
    (twice,) = unpack_from(">H", table, offset + 6)
    ends = unpack_from(f">{twice // 2}H", table, offset + 14)
    starts = unpack_from(f">{twice // 2}H", table, offset + 16 + twice)
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start != 0xFFFF]
