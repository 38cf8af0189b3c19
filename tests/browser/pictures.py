"""The pictures of the manuals and of the README: who looks at which page of the demo city, and what of it is shown."""

from dataclasses import dataclass
from pathlib import Path

from tests.browser.people import PEOPLE

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "manual" / "pictures"
LARGEST = 120_000  # bytes
DESK = (1200, 900)
PHONE = (390, 844)
WIDE = (1366, 900)
WINDOW = (1280, 800)
NEIGHBOURS = "吴涛 · 海淀启信鉴定所"  # their plan is arranged, with seats


@dataclass(frozen=True)
class Picture:
    """A picture: its file name, who looks, the way to the page, and what of it is shown.

    A step of the way is an address, when it begins with "/", or a selector of what is clicked.
    """

    name: str
    person: str
    way: tuple[str, ...]
    viewport: tuple[int, int] = DESK
    part: str = "main"
    height: int = 720  # pixels, at most
    until: str = "main"  # what is there once the page stands still


def plan_of(title: str) -> tuple[str, str]:
    """The way to the page of a plan of the demo city."""
    return f"/plans/?view=all&q={title}", "main tbody a.number"


INSTITUTE, DISTRICT, GUIDANCE, FINANCE, COMMITTEE = (
    PEOPLE[role][1] for role in ("institute", "district", "guidance", "finance", "committee")
)
EXAMINER = "郑凯"  # has tasks
LAST_UPLOAD = ("main a:has-text('花名册')", "main a:has-text('.xlsx')")
PICTURES = (
    Picture("plan", INSTITUTE, plan_of("样例连锁餐厅服务员专场"), viewport=WINDOW, part="body", height=800),
    Picture("institute-work-list", INSTITUTE, ("/",), height=560),
    Picture("institute-new-plan", INSTITUTE, ("/plans/new/", "a.pday >> nth=9"), height=680, until="a.is-chosen"),
    Picture("institute-roster", INSTITUTE, (*plan_of("样例餐饮公司中式烹调师高级专场"), *LAST_UPLOAD), height=520),
    Picture("institute-seats", NEIGHBOURS, (*plan_of("样例呼叫中心"), "text=考场和座位", "main table a")),
    Picture("district-work-list", DISTRICT, ("/",), height=560),
    Picture("district-desk", DISTRICT, ("/re-review/desk/", "text=开始复审"), height=900),
    Picture("district-dispatch", DISTRICT, ("/dispatch/?q=汽车修理工", "main tbody a"), height=620),
    Picture("district-scores", DISTRICT, ("/scores/?subject=THEORY", "main tbody a"), height=560),
    Picture("guidance-work-list", GUIDANCE, ("/",), height=560),
    Picture("guidance-accept", GUIDANCE, (*plan_of("样例面点坊职工专场"), "main a:has-text('受理')")),
    Picture("guidance-change", GUIDANCE, ("/changes/?view=waiting", "main tbody a")),
    Picture("finance-overview", FINANCE, ("/fees/",), height=620),
    Picture("finance-line", FINANCE, ("/fees/lines/", "tr:has-text('样例大学') a"), height=620),
    Picture("finance-batch", FINANCE, ("/fees/batches/", "main a[href*='/batches/2']"), height=620),
    Picture("committee-work-list", COMMITTEE, ("/",), height=220),
    Picture("committee-plan", COMMITTEE, plan_of("中式烹调师技师考评"), viewport=WIDE, height=620),
    Picture("examiner-message", EXAMINER, ("/phones/", "main a:has-text('郑凯')"), viewport=PHONE),
    Picture("examiner-tasks", EXAMINER, ("/me/",), viewport=PHONE),
    Picture("examiner-wishes", EXAMINER, ("/me/wishes/",), viewport=PHONE),
)
