"""Which fonts for Chinese are installed, and which characters none of them can print."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import typst

from appraisal.core.typesetting.glyphs import Coverage, coverage_of

# In order of preference; what one font lacks is taken from the next.
SERIF: Final = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "SimSun-ExtB", "AR PL UMing CN")
SANS: Final = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei")
LATIN: Final = frozenset(map(chr, range(0x20, 0x7F))) | {"\n", "\t"}  # every font has these


class FontMissing(RuntimeError):
    """The machine has no font for Chinese: a paper would be full of boxes."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Families as Typst takes them, best first; each list ends with the other one's."""

    serif: tuple[str, ...]
    sans: tuple[str, ...]

    def as_json(self) -> dict[str, list[str]]:
        return {"serif": list(self.serif), "sans": list(self.sans)}


@cache
def installed() -> typst.Fonts:
    """The fonts of the machine, found and read once for all templates: each would keep 30 MB of its own."""
    return typst.Fonts()


@cache
def chinese_fonts() -> Fonts:
    """The installed fonts for Chinese. Raises `FontMissing` when there is none."""
    families = set(installed().families())
    serif = tuple(font for font in SERIF if font in families)
    sans = tuple(font for font in SANS if font in families)
    if not serif and not sans:
        raise FontMissing("no font for Chinese is installed, e.g. fonts-noto-cjk")
    return Fonts(serif + sans, sans + serif)


def marked(text: str) -> tuple[str, list[str]]:
    """The text with every character that cannot be printed replaced by its code, and these codes."""
    missing: dict[str, str | int | None] = {
        letter: f"〔U+{ord(letter):04X}〕" for letter in sorted(set(text) - LATIN) if not _is_printable(letter)
    }
    return text.translate(str.maketrans(missing)), [str(code) for code in missing.values()]


@cache
def _is_printable(letter: str) -> bool:
    return any(ord(letter) in coverage for coverage in _coverages())


@cache
def _coverages() -> tuple[Coverage, ...]:
    """What the fonts for Chinese cover: Typst takes from the next what one of them lacks."""
    families = set(chinese_fonts().serif)
    regular = [font for font in installed().fonts() if font.family in families and font.path]
    files = {(str(font.path), font.index) for font in sorted(regular, key=lambda font: abs(font.weight - 400))}
    return tuple(coverage_of(path, index) for path, index in sorted(files))
