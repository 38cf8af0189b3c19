"""A district's own software in fifty lines: follow the feed of changes, read the plans behind it, act on one.

    python docs/examples/district_client.py https://kaowu.example.org kaowu_0123…

Only Python's standard library. Keep `after` wherever your data is kept, in the same transaction: then nothing is missed
and nothing is done twice, whenever this program or the network stops.
"""

import json
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator


class Kaowu:
    """The portal, seen by one token."""

    def __init__(self, base: str, token: str) -> None:
        self.base, self.headers = base.rstrip("/") + "/api/v1/", {"Authorization": f"Bearer {token}"}

    def ask(self, path: str, body: dict | None = None, **headers: str) -> dict:
        """GET, or POST with a body. Raises `SystemExit` with every reason when the portal refuses."""
        content = json.dumps(body).encode() if body is not None else None
        sent = {**self.headers, "Content-Type": "application/json", **headers}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.base + path, content, sent), timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            problem = json.load(error)
            reasons = [f"{one['message']}{one['remedy']}（{one['rule']}）" for one in problem.get("reasons", ())]
            raise SystemExit("\n".join(reasons) or f"{error.code} {problem.get('message')}") from error

    def changes(self, after: int) -> Iterator[dict]:
        """Everything new after a number, page by page."""
        while (page := self.ask(f"changes?after={after}&limit=200"))["items"]:
            yield from page["items"]
            after = page["last"]

    def act(self, plan: str, action: str, **body: object) -> dict:
        """One action on a plan; sent twice, it still happens once."""
        return self.ask(f"plans/{plan}/actions/{action}", body, **{"Idempotency-Key": str(uuid.uuid4())})


if __name__ == "__main__":
    portal = Kaowu(*sys.argv[1:3])
    for change in portal.changes(after=0):
        print(change["number"], change["timestamp"], change["type"], change["record"], change["states"])
    for plan in portal.ask("plans?fields=number,title,state_label,first_exam_date")["items"]:
        print(plan["number"], plan["first_exam_date"], plan["state_label"], plan["title"])
