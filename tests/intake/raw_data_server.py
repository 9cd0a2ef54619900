"""A server that answers as the documented Raw Data API does, and as it does on a bad day."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET, JWT = "s3cret-of-the-app-" + "x" * 20, "token-that-nobody-may-read"
STREAM, ACCOUNT, ORG, CLIENT = "st-1", "acc-1", "o-1", "cs-1"
PATH = f"/qualityai/api/v1/public/qualitymanagement/app/{STREAM}/rawdata"

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class RawData:
    """What it holds, and `faults`: what it answers to the next requests instead, in order; None: as usual."""

    records: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Callable[[dict[str, Any]], Answer] | Answer | None] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    address: str = ""
    now: float = 1_800_000_000.0

    def answer(self, headers: dict[str, str], body: dict[str, Any]) -> Answer:
        self.asked.append(body)
        if headers.get("accountid") != ACCOUNT or headers.get("orgid") != ORG or not self._is_let_in(headers):
            return 401, {}, b'{"error": "unauthorised ' + headers.get("auth", "").encode() + b'"}'
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            return fault(body) if callable(fault) else fault
        begin, end = body["startDate"].replace(" ", "T"), body["endDate"].replace(" ", "T")
        found = [each for each in self.records if begin <= each["Conversation Start Time"][:19] < end]
        first = (body["page"] - 1) * body["limit"]
        pages = max(1, -(-len(found) // body["limit"]))
        said = {"results": found[first : first + body["limit"]], "totalPages": pages, "hasMore": body["page"] < pages}
        return 200, {"content-type": "application/json"}, json.dumps(said).encode()

    def _is_let_in(self, headers: dict[str, str]) -> bool:
        token = headers.get("auth", "")
        if token == JWT:
            return True
        text, _, signature = token.rpartition(".")
        made = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).digest()
        if base64.urlsafe_b64encode(made).rstrip(b"=").decode() != signature:
            return False
        said = json.loads(base64.urlsafe_b64decode(text.partition(".")[2] + "=="))
        return bool(said["iss"] == CLIENT and said["iat"] <= self.now < said["exp"])


def page_of(*records: dict[str, Any], **more: Any) -> Answer:
    """An answer with these records."""
    return 200, {}, json.dumps({"results": records, **more}).encode()


@contextmanager
def serving() -> Iterator[RawData]:
    """Such a server, which is there until the block ends."""
    data = RawData()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, content = data.answer(headers, body) if self.path == PATH else (404, {}, b"")
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            if "content-length" not in more:
                self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    data.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield data
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
