"""Writes the second half of docs/glossary.md, the stored words and their official labels, from the enums themselves.

The first half, the terms with their sources, is written by hand. Run it after adding or changing a `LabelledEnum`.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

GLOSSARY = ROOT / "docs" / "glossary.md"
MARK = "<!-- From here on written by scripts/glossary.py -->\n"
RULES = ("appraisal.core.rules", "plans.rules", "examiners.rules", "fees.rules")


def main() -> None:
    GLOSSARY.write_text(written(GLOSSARY.read_text(encoding="utf-8")), encoding="utf-8")


def written(text: str) -> str:
    """The glossary with its second half as the code has it now."""
    by_hand, mark, _ = text.partition(MARK)
    if not mark:
        raise ValueError(f"docs/glossary.md lacks the line {MARK}")
    return by_hand + MARK + "\n".join(["", *stored_words()])


def stored_words() -> Iterator[str]:
    """Lines for every enum: its name and file, what it is, its words with their labels."""
    for enum in labelled_enums():
        path = Path(enum.__module__.replace(".", "/") + ".py")
        yield f"### {enum.__name__}"
        yield f"`{path}`: {(enum.__doc__ or '').splitlines()[0]}"
        yield ""
        yield from (f"- `{member.value}` {member.label}" for member in enum)
        yield ""


def labelled_enums() -> list:
    """All enums with official labels, by module and name."""
    for package in RULES:
        _import_all(package)
    base = importlib.import_module("appraisal.core.rules.enums").LabelledEnum
    return sorted(_descendants(base), key=lambda enum: (enum.__module__, enum.__name__))


def _import_all(package: str) -> None:
    try:
        found = importlib.import_module(package)
    except ModuleNotFoundError:  # a package whose rules are still to come
        return
    for module in pkgutil.walk_packages(found.__path__, f"{package}."):
        importlib.import_module(module.name)


def _descendants(enum: type) -> Iterator[type]:
    for child in enum.__subclasses__():
        yield child
        yield from _descendants(child)


if __name__ == "__main__":
    main()
