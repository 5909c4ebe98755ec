"""What stands before every route: host names, cross-site posts, headers.

In: requests. Out: the same, or a refusal. Pitfall: a page on this machine is reached by any site that a
browser on it visits, by another name for 127.0.0.1 or by a form that posts itself; so the host must be ours,
and a POST must come from our own pages. Written as plain ASGI: a stream must pass through unbuffered.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
SAFE = ("GET", "HEAD")
PATH_MOST = 500


class Shield:
    """Refuses what no page of ours sends. hosts: host names without port. is_encrypted: over HTTPS."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], is_encrypted: bool) -> None:
        self._app, self._hosts, self._is_encrypted = app, hosts, is_encrypted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if self._is_encrypted:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = self._refused(scope["method"], scope["path"], Headers(scope=scope))
        if refused:
            await PlainTextResponse("", status_code=refused)(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)

    def _refused(self, method: str, path: str, headers: Headers) -> int:
        """The status of a refusal; 0 when it may pass."""
        host = _name_of(headers.get("host", ""))
        if host not in self._hosts:
            return 421
        if method not in (*SAFE, "POST"):
            return 405
        if len(path) > PATH_MOST or "\\" in path or "\0" in path or ".." in path:
            return 404
        if method == "POST" and not self._is_from_us(headers):
            return 403
        return 0

    def _is_from_us(self, headers: Headers) -> bool:
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in ("same-origin", "none"):
            return False
        if origin is not None:
            parts = urlsplit(origin)
            return parts.netloc.lower() == headers.get("host", "").lower()
        return True  # no browser: a form's own token is asked for all the same


def _name_of(host: str) -> str:
    """The host without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
