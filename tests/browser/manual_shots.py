"""`make shots ARGS="-k manual"`: the pictures of the manuals and of the README, written to docs/manual/pictures/.

Each is the part of a page that the manual speaks of, in the demo city of the day, in few colours.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.city import City
from tests.browser.conftest import city_page
from tests.browser.crawl import sign_in
from tests.browser.people import PEOPLE

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "manual" / "pictures"
DESK = (1200, 900)
PHONE = (390, 844)
WINDOW = (1280, 800)
COLOURS = 64
ABOVE = 16  # pixels above the part, so that it does not stick to the edge
LARGEST = 120_000  # bytes
PATIENCE = 60  # seconds until the worker of a new city has reported
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
    Picture("institute-new-plan", INSTITUTE, ("/plans/new/", "a.pday >> nth=9"), height=680),
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
    Picture("committee-plan", COMMITTEE, plan_of("中式烹调师技师考评"), height=620),
    Picture("examiner-message", EXAMINER, ("/phones/", "main a:has-text('郑凯')"), viewport=PHONE),
    Picture("examiner-tasks", EXAMINER, ("/me/",), viewport=PHONE),
    Picture("examiner-wishes", EXAMINER, ("/me/wishes/",), viewport=PHONE),
)


def test_manual_pictures_are_written(browser: Browser, live_city: City) -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with city_page(browser, live_city) as page:
        await_worker(page)
    for picture in PICTURES:
        width, height = picture.viewport
        with city_page(browser, live_city, viewport={"width": width, "height": height}) as page:
            sign_in(page, picture.person)
            walk_to(page, picture.way)
            (FOLDER / f"{picture.name}.png").write_bytes(taken(page, picture))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_manual_picture_is_small(picture: Picture) -> None:
    assert (FOLDER / f"{picture.name}.png").stat().st_size <= LARGEST


def await_worker(page: Page) -> None:
    """Until the worker has reported: before that, every page says that it has not."""
    for _ in range(PATIENCE):
        if page.goto("/health").ok:
            return
        page.wait_for_timeout(1000)  # nothing announces a worker's first report
    raise AssertionError(f"no report of the worker within {PATIENCE} s")


def walk_to(page: Page, way: tuple[str, ...]) -> None:
    """Go the way, and wait until the page stands still."""
    for step in way:
        if step.startswith("/"):
            page.goto(step)
        else:
            page.locator(step).first.click()
        page.wait_for_load_state("networkidle")


def taken(page: Page, picture: Picture) -> bytes:
    """The part of the page as a PNG of few colours."""
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    box = page.locator(picture.part).first.bounding_box()
    assert box is not None
    top = max(box["y"] - ABOVE, 0)
    clip = {"x": box["x"], "y": top, "width": box["width"], "height": min(box["height"] + ABOVE, picture.height)}
    shot = Image.open(BytesIO(page.screenshot(clip=clip, full_page=True)))
    small = BytesIO()
    shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()
