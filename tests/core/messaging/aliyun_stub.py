"""Aliyun's SendSms on this machine: it computes the signature of each call itself and refuses a wrong one."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

KEY_ID, SECRET = "test-key", "test-secret"
ALGORITHM = "ACS3-HMAC-SHA256"


@dataclass
class Aliyun:
    """What it took; `code`: what it answers instead of OK; `silent`: it hangs up without an answer."""

    port: int = 0
    taken: list[dict[str, str]] = field(default_factory=list)
    code: str = "OK"
    silent: bool = False


@contextmanager
def aliyun() -> Iterator[Aliyun]:
    """Runs while the block does."""
    state = Aliyun()

    class Call(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            fields = dict(parse_qsl(urlsplit(self.path).query))
            if not signature_is_right(self, body):
                return self.answer(400, {"Code": "SignatureDoesNotMatch", "Message": "", "RequestId": "r"})
            if state.silent:
                self.close_connection = True
                return None
            if state.code == "OK":
                state.taken.append(fields)
            return self.answer(200, {"Code": state.code, "Message": "", "BizId": f"biz{len(state.taken)}"})

        def answer(self, status: int, words: dict[str, str]) -> None:
            content = json.dumps(words).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Call)
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def signature_is_right(call: BaseHTTPRequestHandler, body: bytes) -> bool:
    """Aliyun's "V3 request and signature mechanism", from its description and not from the SDK."""
    scheme, _, rest = call.headers["Authorization"].partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(","))
    names = parts["SignedHeaders"].split(";")
    pairs = sorted(parse_qsl(urlsplit(call.path).query, keep_blank_values=True))
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)
    headers = "".join(f"{name}:{call.headers[name].strip()}\n" for name in names)
    digest = hashlib.sha256(body).hexdigest()
    canonical = "\n".join([call.command, urlsplit(call.path).path, query, headers, ";".join(names), digest])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    expected = hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return (
        scheme == ALGORITHM
        and parts["Credential"] == KEY_ID
        and {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"} <= set(names)
        and call.headers["x-acs-content-sha256"] == digest
        and hmac.compare_digest(parts["Signature"], expected)
    )
