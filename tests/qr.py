"""Reads the QR codes of a printed page, as a phone's camera would: from the pixels, knowing nothing of the portal.

Upright codes on clean paper only, which is what our papers are; without error correction, since nothing is dirty.
"""

import re
import subprocess
from collections.abc import Iterator
from itertools import product

from segno import consts

DOTS_PER_INCH = 200
FORMAT_MASK = 0x5412
LEVELS = {0: "M", 1: "L", 2: "H", 3: "Q"}
MASKS = (
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2,
    lambda i, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)
BYTES = 4  # the mode in which addresses are written
Spot = tuple[float, float]  # row and column of a centre, in pixels


def codes_of(pdf: bytes, page: int = 1) -> list[str]:
    """What the QR codes of a page say, from top to bottom."""
    rows = _pixels(pdf, page)
    finders = _finders(rows)
    return [_read(rows, *corner) for corner in _corners(finders)]


def _pixels(pdf: bytes, page: int) -> list[bytes]:
    """The page's rows, a byte a pixel: b"1" is dark."""
    command = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", "-f", str(page), "-l", str(page), "-"]
    picture = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", picture)
    assert head, "pdftoppm did not answer with a picture"
    width = int(head[1])
    dots = picture[head.end() :].translate(bytes(0x31 if value < 128 else 0x30 for value in range(256)))
    return [dots[start : start + width] for start in range(0, len(dots) - width + 1, width)]


def _finders(rows: list[bytes]) -> list[tuple[Spot, float]]:
    """Centres of finder patterns (dark and light as 1:1:3:1:1, both ways) with the size of a module."""
    seen: list[tuple[Spot, float]] = []
    for y, row in enumerate(rows):
        for middle, size in _ratios(row):
            if any(abs(y - at[0]) < 4 * size and abs(middle - at[1]) < 2 * size for at, size in seen):
                continue
            top = max(0, y - int(3 * size))
            column = bytes(line[int(middle)] for line in rows[top : y + int(7 * size)])
            for down, height in _ratios(column):
                if abs(height - size) < size / 3:
                    seen.append(((top + down, middle), (size + height) / 2))
    return seen


def _ratios(line: bytes) -> Iterator[tuple[float, float]]:
    runs = [(found.start(), found.end()) for found in re.finditer(b"1+|0+", line)]
    lengths = [end - start for start, end in runs]
    for place in range(len(runs) - 4):
        if line[runs[place][0]] != 0x31 or lengths[place + 2] < 6:
            continue
        size = sum(lengths[place : place + 5]) / 7
        wanted = zip(lengths[place : place + 5], (1, 1, 3, 1, 1), strict=True)
        if all(abs(one - size * times) < size / 2 for one, times in wanted):
            yield (runs[place][0] + runs[place + 4][1] - 1) / 2, size


def _corners(finders: list[tuple[Spot, float]]) -> Iterator[tuple[Spot, int, float]]:
    """Top-left finder of each code, its number of modules, the size of one."""
    for (y, x), size in finders:
        for (right, _), (below, _) in product(finders, finders):
            across, down = right[1] - x, below[0] - y
            if abs(right[0] - y) < size and abs(below[1] - x) < size and across > 0 and abs(across - down) < size:
                yield (y, x), round(across / size) + 7, across / round(across / size)
                break


def _read(rows: list[bytes], corner: Spot, width: int, size: float) -> str:
    top, left = corner[0] - 3 * size, corner[1] - 3 * size
    dark = [
        [int(rows[round(top + i * size)][round(left + j * size)] == 0x31) for j in range(width)] for i in range(width)
    ]
    level, mask = _format(dark)
    version = (width - 17) // 4
    bits = "".join(str(dark[i][j] ^ (not MASKS[mask](i, j))) for i, j in _path(version))
    words = _untangled([int(bits[start : start + 8], 2) for start in range(0, len(bits) - 7, 8)], version, level)
    return _text("".join(f"{word:08b}" for word in words), version)


def _format(dark: list[list[int]]) -> tuple[str, int]:
    """Level of error correction and mask, from beside the top-left finder."""
    around = [(8, j) for j in (0, 1, 2, 3, 4, 5, 7, 8)] + [(i, 8) for i in (7, 5, 4, 3, 2, 1, 0)]
    word = int("".join(str(dark[i][j]) for i, j in around), 2) ^ FORMAT_MASK
    return LEVELS[word >> 13], word >> 10 & 7


def _path(version: int) -> Iterator[tuple[int, int]]:
    """The modules that hold data, in order: two columns at a time, up and down, from the right."""
    width = 17 + 4 * version
    right = width - 1
    upwards = True
    while right > 0:
        right -= right == 6  # the timing pattern has a column of its own
        for i in reversed(range(width)) if upwards else range(width):
            for j in (right, right - 1):
                if not _is_fixed(i, j, version, width):
                    yield i, j
        upwards, right = not upwards, right - 2


def _is_fixed(i: int, j: int, version: int, width: int) -> bool:
    """Whether a module belongs to a pattern, or to what is said of the code itself."""
    if 6 in (i, j) or (i < 9 and (j < 9 or j >= width - 8)) or (i >= width - 8 and j < 9):
        return True
    if version >= 7 and min(i, j) < 6 and max(i, j) >= width - 11:
        return True
    centres = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    beside_finder = {(6, 6), (6, width - 7), (width - 7, 6)}
    return any(abs(i - y) <= 2 and abs(j - x) <= 2 for y, x in product(centres, centres) if (y, x) not in beside_finder)


def _untangled(words: list[int], version: int, level: str) -> list[int]:
    """The data of all blocks one after another; they are printed a word of each in turn."""
    blocks = consts.ECC[version][getattr(consts, f"ERROR_LEVEL_{level}")]
    sizes = [block.num_data for block in blocks for _ in range(block.num_blocks)]
    parts: list[list[int]] = [[] for _ in sizes]
    taken = iter(words)
    for place in range(max(sizes)):
        for part, size in zip(parts, sizes, strict=True):
            if place < size:
                part.append(next(taken))
    return [word for part in parts for word in part]


def _text(bits: str, version: int) -> str:
    assert int(bits[:4], 2) == BYTES, f"mode {bits[:4]} is not read here"
    wide = 8 if version < 10 else 16
    count, start = int(bits[4 : 4 + wide], 2), 4 + wide
    return bytes(int(bits[start + 8 * n : start + 8 * n + 8], 2) for n in range(count)).decode()
