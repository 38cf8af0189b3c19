"""What goes wrong on a page while somebody looks at it."""

from playwright.sync_api import ConsoleMessage, Page, Response


class Faults:
    """Scripts that raise, resources that are refused, answers of 5xx. One list for as many pages as are watched."""

    def __init__(self, *pages: Page) -> None:
        self.found: list[str] = []
        for page in pages:
            self.watch(page)

    def watch(self, page: Page) -> None:
        """Listen to one more page from now on."""
        page.on("pageerror", lambda error: self.add(f"{page.url}: script: {error}"))
        page.on("console", lambda message: self._hear(page, message))
        page.on("response", self._look_at)

    def add(self, fault: str) -> None:
        if fault not in self.found:
            self.found.append(fault)

    def _look_at(self, answer: Response) -> None:
        if answer.status >= 500 or (answer.status >= 400 and not answer.request.is_navigation_request()):
            self.add(f"{answer.status} {answer.url}")

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        # A page that answers with an error is counted by its answer.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.add(f"{page.url}: console: {message.text}")
