"""What a search box finds: a part of the name, its pinyin, its initials, or the beginning of a code."""

import re

from django.db.models import Q


def named_like(typed: str, *, name: str = "name", key: str = "name_key", codes: tuple[str, ...] = ()) -> Q:
    """The condition for rows that `typed` may mean; no condition when nothing was typed.

    `name`, `key` and `codes` are the fields of the name, of its pinyin key (syllables apart by blanks) and of codes.
    "烹调", "pengtiao", "peng tiao", "zspt" and "4-03" all find 中式烹调师, 4-03-01-01.
    """
    typed = typed.strip()
    if not typed:
        return Q()
    found = Q(**{f"{name}__icontains": typed})
    for code in codes:  # a field may hold several codes: "4-02-02-02/4-02-02-01"
        found |= Q(**{f"{code}__regex": f"(^|/){re.escape(typed)}"})
    letters = "".join(typed.lower().split())
    if letters.isascii() and letters.isalnum():
        found |= Q(**{f"{key}__regex": f"(^| ){' ?'.join(letters)}"})
        found |= Q(**{f"{key}__regex": f"(^| ){' '.join(f'{letter}[a-z0-9]*' for letter in letters)}( |$)"})
    return found
