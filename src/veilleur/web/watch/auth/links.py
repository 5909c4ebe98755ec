"""One-time links by which somebody becomes a person of the page: the first owner, and whom they invite.

In: a role, and tokens that come back. Out: a link, and what somebody has filled in under it. Pitfall: opening
a link changes nothing; the first form that is posted binds it to that browser, and the second one, which
proves the second factor, spends it. Links live in memory: a desk that starts again prints another.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from veilleur.web.watch.auth.people import Role
from veilleur.web.watch.auth.secrets import digest, new_token

LINK_LIVES_S = 3_600.0
LINKS_MAX = 20


@dataclass(slots=True)
class Link:
    """One link. bound_to: the digest of the browser's cookie that filled in the first form, "" before.

    name, password, alert_code, totp: what was filled in and made so far.
    """

    role: Role
    until: float
    bound_to: str = ""
    opened_at: float = 0.0
    opened_from: str = ""
    name: str = ""
    password: str = field(default="", repr=False)
    alert_code: str = field(default="", repr=False)
    totp: str = field(default="", repr=False)


class Links:
    """All links that are open."""

    def __init__(self) -> None:
        self._links: dict[str, Link] = {}

    def make(self, role: Role, now: float) -> str:
        """A new link's token."""
        self._links = {k: one for k, one in self._links.items() if one.until > now}
        while len(self._links) >= LINKS_MAX:
            del self._links[next(iter(self._links))]
        token = new_token()
        self._links[digest(token)] = Link(role, now + LINK_LIVES_S)
        return token

    def find(self, token: str, now: float) -> Link | None:
        """The link of a token; None when it is over, spent, or none of ours."""
        link = self._links.get(digest(token))
        return link if link is not None and link.until > now else None

    def spend(self, token: str) -> None:
        """It is used up."""
        self._links.pop(digest(token), None)
