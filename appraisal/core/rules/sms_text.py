"""Length of a text message: what one message holds, and into how many parts a longer one is cut.

Chinese goes out as UCS-2: 140 octets hold 70 characters; a longer text is cut into parts of 67, because each then
carries a header that joins it to the others. The signature in 【】 counts, and so does every part that is paid for.
"""

from dataclasses import dataclass
from math import ceil

WHOLE = 70  # characters of a message that is not cut
PART = 67  # characters of each part of one that is
MOST = 500  # characters that operators accept of one text, signature included


@dataclass(frozen=True, slots=True)
class Measure:
    """Length of a text with its signature, its parts, and how many characters the last part would still take."""

    characters: int
    segments: int
    left: int

    @property
    def is_too_long(self) -> bool:
        return self.characters > MOST


def signed(body: str, signature: str) -> str:
    """The text as a phone shows it: 【signature】body; without a signature the body alone."""
    return f"【{signature}】{body}" if signature else body


def ucs2_length(text: str) -> int:
    """UTF-16 code units: a rare character beyond the basic plane, as in some names, takes two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def segments_of(characters: int) -> int:
    """Parts that a text of so many characters is sent in; an empty text is none."""
    if characters <= WHOLE:
        return min(characters, 1)
    return ceil(characters / PART)


def measure(body: str, signature: str) -> Measure:
    """The measure of `body` with `signature` before it."""
    characters = ucs2_length(signed(body, signature))
    segments = segments_of(characters)
    room = WHOLE if segments <= 1 else segments * PART
    return Measure(characters, segments, room - characters)
