"""A time-stamping authority of our own on this machine, made with openssl: it answers as RFC 3161 says."""

from __future__ import annotations

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

_CONFIG = """
[req]
distinguished_name = dn
prompt = no
x509_extensions = ext
[dn]
CN = {name}
[ext]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = tsa1
[tsa1]
dir = {folder}
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.crt
signer_key = {folder}/tsa.key
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_chain = no
"""


class LocalAuthority:
    """A context: an authority that listens on 127.0.0.1. is_broken: it answers what is no token."""

    def __init__(self, folder: Path, name: str = "Local test authority", *, is_broken: bool = False) -> None:
        self.folder, self.is_broken, self.asked = folder, is_broken, 0
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "tsa.cnf"
        config.write_text(_CONFIG.format(folder=folder, name=name))
        (folder / "serial").write_text("01\n")
        self._run(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-config",
            str(config),
            "-keyout",
            str(folder / "tsa.key"),
            "-out",
            str(folder / "tsa.crt"),
        )
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/tsa"

    @property
    def certificate(self) -> Path:
        return self.folder / "tsa.crt"

    def __enter__(self) -> LocalAuthority:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def reply(self, query: bytes) -> bytes:
        """The token for a query, as openssl makes it."""
        with self._lock:
            self.asked += 1
            (self.folder / "query").write_bytes(query)
            self._run(
                "ts",
                "-reply",
                "-config",
                str(self.folder / "tsa.cnf"),
                "-queryfile",
                str(self.folder / "query"),
                "-out",
                str(self.folder / "reply"),
            )
            return b"nonsense" if self.is_broken else (self.folder / "reply").read_bytes()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                answer = authority.reply(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_words: object) -> None:
                pass

        return Handler

    @staticmethod
    def _run(*words: str) -> None:
        subprocess.run(["openssl", *words], check=True, capture_output=True)
