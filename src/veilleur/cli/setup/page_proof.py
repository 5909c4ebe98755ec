"""Whether an address leads to the page of this machine: it is opened once, and must come back here.

In: where the page is served, and the address. Out: nothing, or why not. Pitfall: at set-up the page mostly
does not run yet, so something stands in for it while the address is opened; a page that runs is recognised by
its policy, since it does not know the new name yet.
"""

from __future__ import annotations

import contextlib
import errno
import secrets
import socketserver
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET6

from veilleur.alerts.channels import http
from veilleur.alerts.channels.message import ChannelError
from veilleur.config.page_section import PageSettings
from veilleur.words.errors import ConfigError, system_cause

OPENED_WITHIN_S = 10.0
PROOF_BYTES = 24
LOOKS_S = 0.05  # between two looks whether the stand-in is to end
POLICY_HEADER = "content-security-policy"


def open_once(page: PageSettings, address: str) -> None:
    """Open a link of the kind that alerts hold.

    Raises:
        ConfigError: when it leads elsewhere or nowhere.
    """
    path, word = f"/a/{secrets.token_urlsafe(PROOF_BYTES)}", secrets.token_urlsafe(PROOF_BYTES)
    with contextlib.ExitStack() as stack:
        is_free = True
        try:
            stack.enter_context(_standing_in(page, path, word))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise ConfigError(
                    "The page cannot be served on {where} ({why}); mend [page], then say the address again.",
                    where=f"{page.address}:{page.port}",
                    why=system_cause(error),
                ) from error
            is_free = False
        try:
            found = http.look(address.rstrip("/") + path, OPENED_WITHIN_S)
        except ChannelError as error:
            raise ConfigError(
                "{address} cannot be opened from this machine: {why}. Nothing was written; where telephones "
                "reach it and this machine does not, write answer_address in veilleur.toml by hand.",
                address=address,
                why=error.message,
            ) from error
    if is_free:
        is_ours = found.status == 200 and found.body == word.encode()
    else:
        is_ours = found.headers.get(POLICY_HEADER, "") == _policy()
    if not is_ours:
        raise ConfigError(
            "{address} answers, but not with the page of this machine (it says {code}); let its web server "
            "pass all paths on to {where}.",
            address=address,
            code=found.status,
            where=f"{page.address}:{page.port}",
        )


def _policy() -> str:
    from veilleur.web.watch.shield import POLICY  # late: set-up mostly needs no web server

    return POLICY


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_words: object) -> None:
        """Nothing: a stranger who hangs up is no trouble of ours."""

    def server_bind(self) -> None:
        """As a plain server does: the other one asks the name server who we are."""
        socketserver.TCPServer.server_bind(self)


class _ServerOfSix(_Server):
    address_family = AF_INET6


@contextlib.contextmanager
def _standing_in(page: PageSettings, path: str, word: str) -> Iterator[None]:
    """Serve `word` under one path, where the page will be.

    Raises:
        OSError: when nothing can be served there.
    """

    class Handler(BaseHTTPRequestHandler):
        timeout = OPENED_WITHIN_S

        def do_GET(self) -> None:
            """The word, under its path alone."""
            is_asked = self.path == path
            body = word.encode() if is_asked else b""
            self.send_response(200 if is_asked else 404)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Nothing: strangers' requests are not ours to print."""

    with (_ServerOfSix if ":" in page.address else _Server)((page.address, page.port), Handler) as server:
        if page.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(page.certificate, page.key)
            # A handshake belongs to the thread of its connection: one that stays silent holds up no other.
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        thread = threading.Thread(target=server.serve_forever, args=(LOOKS_S,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
