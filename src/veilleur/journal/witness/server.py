"""The witness service on the network: few connections, each of one request with one bound on its whole time.

In: `POST /heads` with a site's token and one line for each head; `GET /heads` gives what is kept of that
site. Out: what a `WitnessBook` takes and gives. Pitfall: whoever shows no token still takes a place; where
all are taken, the one that has waited longest without a token makes room, so that holding many open shuts out
no site.
"""

from __future__ import annotations

import io
import re
import socket
import ssl
import sys
import threading
import time
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from veilleur.journal.witness.head_line import HEAD_LINE_MAX_BYTES, heads_in
from veilleur.journal.witness.service import WitnessBook

BODY_MAX_BYTES = 2 * HEAD_LINE_MAX_BYTES
REQUEST_WITHIN_S = 15.0  # greeting, head and body together
STREAM_WITHIN_S = 600.0  # years of heads over a slow line
CONNECTIONS = 64
CONNECTIONS_OF_A_SITE = 4
_CHUNK_BYTES = 65_536
_LENGTH = re.compile(r"[0-9]{1,9}")


class WitnessServer(ThreadingHTTPServer):
    """Listens for the sites of one book. context: of TLS, None behind a server that has it."""

    daemon_threads = True
    request_queue_size = 2 * CONNECTIONS
    request_within_s, answer_within_s = REQUEST_WITHIN_S, STREAM_WITHIN_S

    def __init__(
        self, address: tuple[str, int], book: WitnessBook, context: ssl.SSLContext | None = None
    ) -> None:
        """Listen; `serve_forever` answers.

        Raises:
            OSError: when the address cannot be used.
        """
        self.book = book
        self._turn = threading.Lock()
        self._waiting: dict[Any, None] = {}  # connections without a token yet, the oldest first
        self._known: dict[Any, str] = {}  # those of a site
        super().__init__(address, WitnessHandler)
        if context is not None:
            # The greeting is exchanged in the thread of its connection: who is silent holds up nobody.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give the connection a thread, if need be the place of another."""
        with self._turn:
            if len(self._waiting) + len(self._known) >= CONNECTIONS:
                oldest = next(iter(self._waiting), None)
                if oldest is not None:
                    del self._waiting[oldest]
                    with suppress(OSError):
                        socket.socket.shutdown(oldest, socket.SHUT_RDWR)  # its thread reads an end
            is_room = len(self._waiting) + len(self._known) < CONNECTIONS
            if is_room:
                self._waiting[request] = None
        if not is_room:
            return self.shutdown_request(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer; the place is free afterwards."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._turn:
                self._waiting.pop(request, None)
                self._known.pop(request, None)

    def admit(self, request: Any, site: str) -> bool:
        """The connection showed the token of a site; False when that site has enough open."""
        with self._turn:
            if list(self._known.values()).count(site) >= CONNECTIONS_OF_A_SITE:
                return False
            if request in self._waiting:  # else it has lost its place just now
                del self._waiting[request]
                self._known[request] = site
            return True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what went wrong, unless the other side broke off: that would fill the log from outside."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class WitnessHandler(BaseHTTPRequestHandler):
    """Answers the one request of one connection."""

    server: WitnessServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "veilleur-witness", ""

    def setup(self) -> None:
        """Bound the whole request, not each read of it."""
        super().setup()
        self.rfile.close()
        until = time.monotonic() + self.server.request_within_s
        self.rfile = io.BufferedReader(_Until(self.connection, until))

    def do_POST(self) -> None:
        """Take heads in."""
        site, length = self._site(), self.headers.get("Content-Length", "")
        if site is None:
            return
        if self.path != "/heads" or not _LENGTH.fullmatch(length) or not 0 < int(length) <= BODY_MAX_BYTES:
            return self._answer(HTTPStatus.BAD_REQUEST)
        text = self.rfile.read(int(length)).decode("utf-8", "replace")
        if next(heads_in(text), None) is None:
            return self._answer(HTTPStatus.BAD_REQUEST)
        try:
            is_taken = self.server.book.take(site, text)
        except OSError:
            return self._answer(HTTPStatus.INSUFFICIENT_STORAGE)
        self._answer(HTTPStatus.NO_CONTENT if is_taken else HTTPStatus.TOO_MANY_REQUESTS)

    def do_GET(self) -> None:
        """Give what is kept of the site whose token it is, piece by piece."""
        site = self._site()
        if site is None:
            return
        if self.path != "/heads":
            return self._answer(HTTPStatus.NOT_FOUND)
        file, left = self.server.book.kept(site)
        with file:
            self._answer(HTTPStatus.OK, left)
            until = time.monotonic() + self.server.answer_within_s
            while left and (data := file.read(min(left, _CHUNK_BYTES))):
                self.connection.settimeout(_left(until))
                self.wfile.write(data)
                left -= len(data)

    def log_message(self, *_arguments: object) -> None:
        """Nothing: the files are the log."""

    def _site(self) -> str | None:
        """The site that asks; None when it was answered that it may not."""
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        site = self.server.book.site_of(token.strip()) if kind == "Bearer" else None
        if site is None:
            self._answer(HTTPStatus.UNAUTHORIZED)
        elif not self.server.admit(self.connection, site):
            self._answer(HTTPStatus.TOO_MANY_REQUESTS)
            return None
        return site

    def _answer(self, status: HTTPStatus, length: int = 0) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()


class _Until(io.RawIOBase):
    """Reads a connection until a moment of the steady clock."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self._connection, self._until = connection, until

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, into: Any) -> int:
        """The next bytes.

        Raises:
            TimeoutError: when the moment is past.
        """
        self._connection.settimeout(_left(self._until))
        return self._connection.recv_into(into)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
