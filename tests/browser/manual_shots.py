"""`make shots SHOTS=manual_shots`: the pictures of the manuals and of the README, written to docs/manual/pictures/.

Each is a part of a page in the demo city of the day, in few colours.
"""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.city import City
from tests.browser.conftest import city_page
from tests.browser.crawl import sign_in
from tests.browser.pictures import FOLDER, LARGEST, PICTURES, Picture

COLOURS = 64
PATIENCE = 60  # seconds until the worker of a new city has reported
ABOVE = 16  # pixels above the part, so that it does not stick to the edge


def test_manual_pictures_are_written(browser: Browser, live_city: City) -> None:
    FOLDER.mkdir(exist_ok=True)
    with city_page(browser, live_city) as page:
        await_worker(page)
    for picture in PICTURES:
        width, height = picture.viewport
        with city_page(browser, live_city, viewport={"width": width, "height": height}) as page:
            sign_in(page, picture.person)
            walk_to(page, picture.way)
            page.locator(picture.until).first.wait_for()
            shot = taken(page, picture)
        assert len(shot) <= LARGEST, picture.name
        (FOLDER / f"{picture.name}.png").write_bytes(shot)
    for old in set(FOLDER.iterdir()) - {FOLDER / f"{picture.name}.png" for picture in PICTURES}:
        old.unlink()


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
