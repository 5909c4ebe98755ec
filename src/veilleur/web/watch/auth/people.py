"""The people of the page and their open sessions, kept in one file beside the journal.

In: a path. Out: people by name, sessions by the digest of their cookie. Pitfall: the file holds the secrets
of second factors, so it is made with mode 0600; it is written whole or not at all; and a cookie itself is
never kept, so that whoever reads the file opens no session.
"""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from veilleur.config.writing import write_new
from veilleur.words.errors import ConfigError, system_cause
from veilleur.words.plain_json import parsed

PAGE_PEOPLE_MAX = 50
SESSIONS_MAX = 200  # of all people; the oldest goes first
PEOPLE_FILE_MAX_BYTES = 1_000_000


class Role(StrEnum):
    """What somebody may do: an owner decides, an installer sets up, a reader looks."""

    OWNER = "owner"
    INSTALLER = "installer"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may log in.

    password, alert_code: hashes of argon2; alert_code: "" for who may let nothing through. totp: the secret
    of the second factor. used_step: the last step of it that was used. rescue: digests of codes not yet used.
    """

    name: str
    role: Role
    password: str = field(repr=False)
    totp: str = field(repr=False)
    alert_code: str = field(default="", repr=False)
    used_step: int = 0
    rescue: tuple[str, ...] = field(default=(), repr=False)
    language: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One open session. token: what its forms bear. Times in seconds since 1970 UTC."""

    person: str
    began_at: float
    until: float
    token: str = field(repr=False)


class People:
    """All people and sessions of one page.

    Raises:
        ConfigError: from every method that reads or writes the file, when it cannot.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._people: dict[str, Person] = {}
        self._sessions: dict[str, Session] = {}
        self._steps: set[str] = set()
        self._read()

    @property
    def all(self) -> list[Person]:
        """Everybody, in the order in which they came."""
        return list(self._people.values())

    @property
    def has_owner(self) -> bool:
        """Whether somebody decides here."""
        return any(person.role is Role.OWNER for person in self._people.values())

    @property
    def steps(self) -> frozenset[str]:
        """Steps of the set-up that somebody has said to be right."""
        return frozenset(self._steps)

    def step_done(self, step: str) -> None:
        """Somebody has said that a step is right."""
        with self._lock:
            self._steps.add(step)
            self._write()

    def find(self, name: str) -> Person | None:
        """A person by name, whatever its case."""
        return self._people.get(_key(name))

    def keep(self, person: Person) -> None:
        """Keep a new person, or one that has changed."""
        with self._lock:
            if _key(person.name) not in self._people and len(self._people) >= PAGE_PEOPLE_MAX:
                raise ConfigError("This page has {most} people already; remove one.", most=PAGE_PEOPLE_MAX)
            self._people[_key(person.name)] = person
            self._write()

    def remove(self, name: str) -> None:
        """Take a person off, with all sessions."""
        with self._lock:
            self._people.pop(_key(name), None)
            self._sessions = {k: one for k, one in self._sessions.items() if _key(one.person) != _key(name)}
            self._write()

    # --- sessions ---------------------------------------------------------------------------------

    def open_session(self, digest: str, session: Session, now: float) -> None:
        """Keep a session; those that are over go."""
        with self._lock:
            self._sessions = {k: one for k, one in self._sessions.items() if one.until > now}
            while len(self._sessions) >= SESSIONS_MAX:
                del self._sessions[next(iter(self._sessions))]
            self._sessions[digest] = session
            self._write()

    def session(self, digest: str, now: float) -> tuple[Session, Person] | None:
        """An open session and whose it is; None when it is over or was never."""
        session = self._sessions.get(digest)
        if session is None or session.until <= now:
            return None
        person = self.find(session.person)
        return None if person is None else (session, person)

    def prolong(self, digest: str, until: float) -> None:
        """Let a session go on for longer."""
        with self._lock:
            session = self._sessions.get(digest)
            if session is not None:
                self._sessions[digest] = replace(session, until=until)
                self._write()

    def close_session(self, digest: str) -> None:
        """End a session."""
        with self._lock:
            if self._sessions.pop(digest, None) is not None:
                self._write()

    # --- the file ---------------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            with self.path.open("rb") as opened:
                data = parsed(opened.read(PEOPLE_FILE_MAX_BYTES))
            people = [_person(one) for one in data["people"]]
            self._people = {_key(one.name): one for one in people}
            self._sessions = {digest: Session(**one) for digest, one in data["sessions"].items()}
            self._steps = {str(step) for step in data.get("steps", ())}
        except FileNotFoundError:
            return
        except OSError as error:
            raise ConfigError(
                "{path}: the people of the page cannot be read ({why}); check its rights.",
                path=self.path,
                why=system_cause(error),
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(
                "{path}: this does not hold the people of a page; put back a copy of it, or remove it to "
                "begin with a new first owner.",
                path=self.path,
            ) from error

    def _write(self) -> None:
        data = {
            "version": 1,
            "people": [asdict(one) for one in self._people.values()],
            "sessions": {digest: asdict(one) for digest, one in self._sessions.items()},
            "steps": sorted(self._steps),
        }
        write_new(self.path, json.dumps(data), 0o600)


def _key(name: str) -> str:
    return name.strip().casefold()


def _person(data: dict[str, Any]) -> Person:
    return Person(**{**data, "role": Role(data["role"]), "rescue": tuple(data["rescue"])})
