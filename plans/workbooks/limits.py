"""How large a workbook may be. The portal's settings fill it; the defaults are those settings' defaults."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """`max_bytes`: the file; `max_unpacked`: all its parts together, in bytes; `max_rows`: rows of one sheet.

    `max_ratio`: unpacked to packed size of one part, looked at above 10 MB only; rosters reach about 40.
    """

    max_bytes: int = 20 * MEGABYTE
    max_unpacked: int = 200 * MEGABYTE
    max_rows: int = 60_000
    max_ratio: int = 200
    max_parts: int = 2_000
    max_cells_per_row: int = 64
    ratio_from: int = 10 * MEGABYTE
