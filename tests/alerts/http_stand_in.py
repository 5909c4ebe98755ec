"""A small HTTP server on loopback that keeps what it is sent and gives the answer it was given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Request(NamedTuple):
    """One request it got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class HttpStandIn:
    """code, body, headers: its answer; location: where it redirects."""

    def __init__(self, code: int = 200, body: bytes = b"", location: str = "") -> None:
        self.requests: list[Request] = []
        self.code, self.body, self.location = code, body, location
        self.headers: dict[str, str] = {}
        self.answer: Callable[[HttpStandIn], bytes] = lambda stand_in: stand_in.body
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                size = int(self.headers.get("Content-Length", "0"))
                got = Request(self.command, self.path, dict(self.headers), self.rfile.read(size))
                stand_in.requests.append(got)
                self.send_response(stand_in.code)
                if stand_in.location:
                    self.send_header("Location", stand_in.location)
                for name, value in stand_in.headers.items():
                    self.send_header(name, value)
                body = stand_in.answer(stand_in)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = _answer  # noqa: N815

            def log_message(self, *_words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> HttpStandIn:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
