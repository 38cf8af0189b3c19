"""Faces of the demo city: a few drawn ones, each marked 样例, handed in as an institute would hand them in."""

from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from appraisal.core.pictures import Portrait, read_portrait
from appraisal.core.rules.roles import Actor
from plans.models import Candidate, PlanItem
from plans.services.photos import HandedIn, set_photos

SIZE: Final = (295, 413)
LEFT_OUT: Final = 3
"""So many candidates at the end of a list have no photograph yet, so that pages show what that looks like."""
LOOKS: Final = (  # skin, hair, clothes, whether the hair is long
    ("#f0c8a4", "#2a2320", "#2f5d8a", False),
    ("#e8b98f", "#3a2c22", "#7a3b4e", True),
    ("#f3d2b3", "#4b4643", "#3d6b4f", False),
    ("#ecc19c", "#1f1b1a", "#5a4a7d", True),
)
# 样 and 例, 20 dots a row: no machine needs a font for the mark.
MARK: Final = (
    "00000 08000 0860c 08208 08318 1c338 7effe 180c0 1c0c0 1c0c0 "
    "1e7fc 3a0c0 280c0 680c0 49ffe 480c0 080c0 080c0 080c0 080c0",
    "00000 00004 08006 1bf86 18826 10826 31826 31f26 71b26 73126 "
    "53126 16326 17b26 10e26 10626 10626 10c06 10806 11806 1303c",
)
DOTS: Final = 20
DOT: Final = 3  # pixels


def picture_everybody(actor: Actor, plan_id: int, now: datetime) -> None:
    """Give the candidates of a plan faces, but for the last few."""
    for item in PlanItem.objects.filter(plan=plan_id):
        people = list(Candidate.objects.filter(item=item).order_by("pk"))[:-LEFT_OUT]
        named = (f"{one.document_number}.jpg" for one in people)
        handed_in = [HandedIn(name, face(number % len(LOOKS))) for number, name in enumerate(named)]
        set_photos(actor=actor, item_id=item.pk, handed_in=handed_in, now=now)


@cache
def face(look: int) -> Portrait:
    """A drawn face that nobody takes for a person's."""
    skin, hair, clothes, long = LOOKS[look]
    picture = Image.new("RGB", SIZE, "#dfe9f3")
    draw = ImageDraw.Draw(picture)
    if long:
        draw.rounded_rectangle((68, 95, 227, 330), 60, fill=hair)
    draw.ellipse((15, 300, 280, 560), fill=clothes)
    draw.rectangle((125, 255, 170, 320), fill=skin)
    draw.polygon(((115, 305), (180, 305), (147, 350)), fill="#ffffff")
    draw.ellipse((82, 95, 213, 282), fill=skin)
    draw.pieslice((76, 72, 219, 235), 180, 360, fill=hair)
    for eye in (120, 175):
        draw.line((eye - 14, 172, eye + 14, 170), fill=hair, width=4)
        draw.ellipse((eye - 6, 184, eye + 6, 196), fill="#2b2b2b")
    draw.line((147, 195, 142, 225, 152, 226), fill="#b98a66", width=3)
    draw.arc((122, 225, 173, 256), 20, 160, fill="#a8564f", width=4)
    _mark(draw)
    content = BytesIO()
    picture.save(content, "PNG")
    return read_portrait("样例.png", content.getvalue())


def _mark(draw: ImageDraw.ImageDraw) -> None:
    """样例 in red on white at the foot of the picture."""
    draw.rectangle((75, 340, 220, 404), fill="#ffffff", outline="#b3261e", width=2)
    for letter, rows in enumerate(MARK):
        left = 85 + letter * (DOTS * DOT + 6)
        for line, row in enumerate(rows.split()):
            for column in range(DOTS):
                if int(row, 16) >> (DOTS - 1 - column) & 1:
                    x, y = left + column * DOT, 342 + line * DOT
                    draw.rectangle((x, y, x + DOT - 1, y + DOT - 1), fill="#b3261e")
