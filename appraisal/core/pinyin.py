"""Sort keys of Chinese names, stored beside the name: the database then sorts as a clerk's card index would."""

from pypinyin import lazy_pinyin

# Surnames that are read otherwise than the same character elsewhere.
SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "查": "zha",
    "仇": "qiu",
    "区": "ou",
    "朴": "piao",
    "盖": "ge",
    "乐": "yue",
    "翟": "zhai",
    "覃": "qin",
    "缪": "miao",
    "尉迟": "yu chi",
    "万俟": "mo qi",
}


def name_key(name: str, *, limit: int = 240) -> str:
    """The syllables of `name` in lower case, apart by a blank: "chao yang qu". At most `limit` characters."""
    return " ".join(syllable.strip().lower() for syllable in lazy_pinyin(name) if syllable.strip())[:limit]


def person_key(name: str, *, limit: int = 240) -> str:
    """As `name_key`, with the surname read as a surname: 单伟 is "shan wei"."""
    surname = next((word for word in (name[:2], name[:1]) if word in SURNAMES), "")
    rest = name_key(name[len(surname) :])
    return (f"{SURNAMES[surname]} {rest}".strip() if surname else rest)[:limit]
