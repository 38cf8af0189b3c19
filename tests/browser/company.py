"""Several people of one city, each at a machine of their own, and what their pages said when a step failed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Browser, Page

from tests.browser.city import City
from tests.browser.conftest import city_page
from tests.browser.crawl import sign_in
from tests.browser.faults import Faults

MOST_TEXT = 3_000  # characters of a page that a failure shows


class Company:
    """People by the words of their button on the sign-in page; who is not there yet comes and signs in."""

    def __init__(self, browser: Browser, city: City, stack: ExitStack) -> None:
        self._browser, self._city, self._stack = browser, city, stack
        self._pages: dict[str, Page] = {}
        self._acting: list[str] = []
        self.faults = Faults()

    def page_of(self, person: str) -> Page:
        """The page of a person, e.g. "孙丽 · 朝阳京味鉴定所"; "" is somebody who has no account."""
        if person not in self._pages:
            page = self._stack.enter_context(city_page(self._browser, self._city))
            self.faults.watch(page)
            self._pages[person] = page
            if person:
                sign_in(page, person)
        if person not in self._acting:
            self._acting.append(person)
        return self._pages[person]

    @contextmanager
    def chapter(self, name: str) -> Iterator[None]:
        """A part of the story: a step in it that fails shows the pages of those who acted; faults of pages fail it."""
        self._acting = []
        try:
            yield
            assert not self.faults.found, "\n".join(self.faults.found)
        except Exception as error:
            error.add_note(f"in the chapter {name!r}")
            for person in self._acting:
                page = self._pages[person]
                error.add_note(f"--- {person or 'the public'} at {page.url}\n{_text_of(page)}")
            raise


@contextmanager
def company(browser: Browser, city: City) -> Iterator[Company]:
    """Nobody at first; everybody leaves with the block."""
    with ExitStack() as stack:
        yield Company(browser, city, stack)


def _text_of(page: Page) -> str:
    try:
        return page.locator("main").first.inner_text(timeout=2_000)[:MOST_TEXT]
    except Exception as error:  # a page that cannot be read must not hide why the step failed
        return f"(unreadable: {error})"
