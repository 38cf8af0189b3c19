"""How many examiners are asked at a time: the wave.

A wave is as large as the seats that are still open (setting WAVE_FACTOR 1). A larger factor asks more people than
there are seats, fills faster, and has to tell more of them that the team is full.
"""

from math import ceil


def to_ask(*, seats: int, seated: int, asked: int, factor: float = 1.0) -> int:
    """How many more to ask now. `seated` hold a seat, `asked` have an invitation without answer."""
    open_seats = max(0, seats - seated)
    return max(0, ceil(open_seats * factor) - asked)
