"""The plan of numbers of a FreePBX from its database. Read only: nothing but SELECT is ever sent.

In: a `Login`. Out: `Facts`. Pitfall: versions differ in their columns and a table may be missing, so each
table is read by itself and whole; the driver (PyMySQL, the extra `freepbx`) is loaded when it is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from veilleur.pbx.asterisk.dialplan import Device
from veilleur.pbx.asterisk.freepbx.facts import Facts, Route, RoutePattern, Trunk, channel_of
from veilleur.pbx.asterisk.freepbx.places import Login
from veilleur.words.errors import SwitchError

CONNECT_S = 5
READ_S = 60
_NO_TABLE = (1146, 1142)  # MySQL: no such table; no right to read it
_SOCKETS = ("localhost", "127.0.0.1")
ROWS_MOST = 20_000  # of a table: whoever has the switch may write there
Rows = list[dict[str, Any]]


class TooManyRowsError(SwitchError):
    """A table holds more than any FreePBX does."""


@contextmanager
def connected(login: Login, database: str) -> Iterator[Any]:
    """A read-only connection (of PyMySQL).

    Raises:
        SwitchError: when the driver is missing, or the database cannot be reached; never with the password.
    """
    try:
        import pymysql
        from pymysql.cursors import DictCursor
    except ImportError as error:
        raise SwitchError(
            "FreePBX's database cannot be read without PyMySQL: pip install 'veilleur[freepbx]'."
        ) from error
    where: dict[str, Any] = {"host": login.host, "port": login.port}
    if login.socket and login.host in _SOCKETS:
        where["unix_socket"] = login.socket
    try:
        connection = pymysql.connect(
            **where,
            user=login.user,
            password=login.password,
            database=database,
            charset="utf8mb4",
            connect_timeout=CONNECT_S,
            read_timeout=READ_S,
            write_timeout=READ_S,
            cursorclass=DictCursor,
            init_command="SET SESSION TRANSACTION READ ONLY",
        )
    except (pymysql.MySQLError, OSError) as error:
        raise _unreachable(database, error) from error
    with closing(connection):
        try:
            yield connection
        except (pymysql.MySQLError, OSError) as error:
            raise _unreachable(database, error) from error


def facts_of(login: Login) -> Facts:
    """What the database says.

    Raises:
        SwitchError: when it cannot be read.
    """
    with connected(login, login.database) as connection:
        settings = _settings(rows_of(connection, "freepbx_settings"))
        trunks = tuple(_trunk(row) for row in rows_of(connection, "trunks"))
        return Facts(
            source="mysql",
            extensions=tuple(sorted(_extensions(connection))),
            trunks=trunks,
            routes=tuple(_routes(connection)),
            country=_two_letters(settings.get("TONEZONE", "")),
            timezone=settings.get("PHPTIMEZONE", ""),
            devices=tuple(_devices(connection)),
        )


def rows_of(connection: Any, table: str) -> Rows:
    """All rows of a table; none when there is no such table.

    Raises:
        TooManyRowsError: when there are more than `ROWS_MOST`.
    """
    import pymysql

    with connection.cursor() as cursor:
        try:
            cursor.execute(f"SELECT * FROM `{table}` LIMIT {ROWS_MOST + 1}")  # noqa: S608 - a name of our own
        except (pymysql.ProgrammingError, pymysql.OperationalError) as error:
            if error.args and error.args[0] in _NO_TABLE:
                return []
            raise
        rows = list(cursor.fetchall())
    if len(rows) > ROWS_MOST:
        raise TooManyRowsError(
            "FreePBX's database {name} cannot be read ({why}).",
            name="asterisk",
            why=f"{table} > {ROWS_MOST}",
        )
    return rows


def _extensions(connection: Any) -> set[str]:
    users = {_text(row, "extension") for row in rows_of(connection, "users")}
    devices = {_text(row, "user") for row in rows_of(connection, "devices")} - {"none"}
    return {one for one in users | devices if one.isdecimal()}


def _devices(connection: Any) -> Iterator[Device]:
    """The telephones, as FreePBX copies them into AstDB."""
    for row in rows_of(connection, "devices"):
        if _text(row, "dial"):
            yield Device(_text(row, "id"), _text(row, "tech"), _text(row, "dial"))


def _trunk(row: Mapping[str, Any]) -> Trunk:
    technology, peer = _text(row, "tech").lower(), _text(row, "channelid")
    if technology == "custom":
        channel = channel_of(peer)
    elif technology in ("enum", "dundi"):
        channel = ""  # the far end is whatever a directory names
    else:
        named = {
            "pjsip": "PJSIP",
            "sip": "SIP",
            "iax": "IAX2",
            "iax2": "IAX2",
            "dahdi": "DAHDI",
            "zap": "DAHDI",
        }
        # Lines of a group are channels with numbers of their own.
        peer = "*" if technology in ("dahdi", "zap") else peer
        channel = f"{named[technology]}/{peer}" if technology in named and peer else ""
    return Trunk(
        number=_text(row, "trunkid"),
        name=_text(row, "name") or peer,
        channel=channel,
        lines=_number(row, "maxchans") or None,
        is_off=_text(row, "disabled").lower() == "on",
    )


def _routes(connection: Any) -> Iterator[Route]:
    patterns, trunks = defaultdict(list), defaultdict(list)
    for row in rows_of(connection, "outbound_route_patterns"):
        patterns[_text(row, "route_id")].append(
            RoutePattern(
                prefix=_text(row, "match_pattern_prefix"),
                rest=_text(row, "match_pattern_pass"),
                prepended=_text(row, "prepend_digits"),
            )
        )
    for row in sorted(rows_of(connection, "outbound_route_trunks"), key=lambda one: _number(one, "seq")):
        trunks[_text(row, "route_id")].append(_text(row, "trunk_id"))
    order = {
        _text(row, "route_id"): _number(row, "seq") for row in rows_of(connection, "outbound_route_sequence")
    }
    routes = rows_of(connection, "outbound_routes")
    for row in sorted(routes, key=lambda one: order.get(_text(one, "route_id"), len(order))):
        number = _text(row, "route_id")
        yield Route(
            name=_text(row, "name"),
            patterns=tuple(patterns[number]),
            trunks=tuple(trunks[number]),
            is_emergency=_text(row, "emergency_route").upper() == "YES",
        )


def _settings(rows: Rows) -> dict[str, str]:
    """The settings that are read; no other leaves this function, since passwords stand beside them."""
    return {
        _text(row, "keyword"): _text(row, "value") or _text(row, "defaultval")
        for row in rows
        if _text(row, "keyword") in ("TONEZONE", "PHPTIMEZONE")
    }


def _two_letters(zone: str) -> str:
    """The country of a set of tones. "us" is what an installation begins with, so it says nothing."""
    return zone.upper() if len(zone) == 2 and zone.isalpha() and zone.lower() != "us" else ""


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value).strip()


def _number(row: Mapping[str, Any], key: str) -> int:
    """A number; 0 for what is none."""
    text = _text(row, key)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _unreachable(database: str, error: Exception) -> SwitchError:
    """The driver's sentence may name the user; it never holds the password."""
    why = error.args[1] if len(error.args) > 1 else type(error).__name__
    return SwitchError("FreePBX's database {name} cannot be read ({why}).", name=database, why=str(why))
