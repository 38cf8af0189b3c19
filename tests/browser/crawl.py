"""Walks the portal as a person would: from the work list through menu and links, a few pages of every kind."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Error, Page, Response

MOST_PAGES = 120
PER_KIND = 2
KIND_OF_PLANS, PLAN_PAGES = "/plans/#/", 20  # a plan's page is another one in each state
NUMBER = re.compile(r"\d{4}[A-Z]\d{6}|\d+")
NOT_PAGES = re.compile(r"^/(static|api|health)\b")


@dataclass(frozen=True)
class Visit:
    """A page that was opened: its path with the query string, the answer, and the page whose link led to it."""

    address: str
    response: Response
    origin: str

    def __str__(self) -> str:
        return f"{self.address} (from {self.origin})"

    @property
    def kind(self) -> str:
        """What pages that differ in numbers only have in common."""
        return kind_of(self.address)

    @property
    def is_html(self) -> bool:
        """Whether it is a page of the portal, and not a document that the browser shows by itself."""
        return "text/html" in self.response.headers.get("content-type", "")


def sign_in(page: Page, person: str) -> None:
    """One click on the sample person `person`, e.g. "孙丽 · 朝阳京味鉴定所"."""
    page.goto("/sign-in/")
    page.get_by_role("button", name=person, exact=True).click()
    page.wait_for_url("**/")


def kind_of(address: str) -> str:
    """Pages of one kind differ in numbers and in what their parameters say only."""
    parts = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return NUMBER.sub("#", parts.path) + ("?" + "&".join(names) if names else "")


def walk(page: Page, *, start: str = "/") -> Iterator[Visit]:
    """Open pages breadth first and yield each while it is shown. Files are asked for, and not shown."""
    waiting, seen, kinds = deque([(start, "the start")]), {start}, Counter[str]()
    while waiting and sum(kinds.values()) < MOST_PAGES:
        address, origin = waiting.popleft()
        kind = kind_of(address)
        if kinds[kind] >= (PLAN_PAGES if kind == KIND_OF_PLANS else PER_KIND):
            continue
        kinds[kind] += 1
        response = _open(page, address)
        if response is None:
            continue
        yield Visit(address, response, origin)
        for link in _links(page):
            if link not in seen:
                seen.add(link)
                waiting.append((link, address))


def _open(page: Page, address: str) -> Response | None:
    try:
        return page.goto(address)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        answer = page.context.request.get(address)
        assert answer.ok, f"{address} answered {answer.status}"
        return None


def _links(page: Page) -> list[str]:
    """Links of the page to pages of the portal, in order, without fragments."""
    found = page.eval_on_selector_all(
        "a[href]", "links => links.filter(a => a.origin === location.origin).map(a => a.pathname + a.search)"
    )
    return [link for link in dict.fromkeys(found) if not NOT_PAGES.match(link)]
