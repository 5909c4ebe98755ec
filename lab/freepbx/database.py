"""A real MariaDB on loopback with tables in the layout of FreePBX, gone without trace afterwards.

In: rows. Out: a running database, and the text of an /etc/freepbx.conf that leads to it. Pitfall: the server
is ours alone: a directory, a socket and a port of its own, and it is ended by its own process id.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymysql

from lab.addresses import free_port
from lab.switch import DIES_WITH_US

USER, PASSWORD = "freepbxuser", "it's-a$ecret"
_START_S = 60
_SEARCH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"

# The columns that Veilleur reads and their neighbours; FreePBX 15 to 17 have more.
TABLES = {
    "asterisk": """
CREATE TABLE users (extension varchar(20) PRIMARY KEY, password varchar(20), name varchar(50),
  voicemail varchar(50), ringtimer int(3), outboundcid varchar(50), sipname varchar(50));
CREATE TABLE devices (id varchar(20) PRIMARY KEY, tech varchar(10), dial varchar(255), devicetype varchar(5),
  user varchar(50), description varchar(50), emergency_cid varchar(100));
CREATE TABLE trunks (trunkid int(11) PRIMARY KEY, tech varchar(20), channelid varchar(190), name varchar(50),
  outcid varchar(40), keepcid varchar(4), maxchans varchar(6), dialoutprefix varchar(255),
  usercontext varchar(255), provider varchar(40), disabled varchar(4), `continue` varchar(4));
CREATE TABLE outbound_routes (route_id int(11) PRIMARY KEY, name varchar(30), outcid varchar(40),
  password varchar(30), emergency_route varchar(4), intracompany_route varchar(4), dest varchar(255));
CREATE TABLE outbound_route_patterns (route_id int(11), match_pattern_prefix varchar(60),
  match_pattern_pass varchar(60), match_cid varchar(60), prepend_digits varchar(100));
CREATE TABLE outbound_route_trunks (route_id int(11), trunk_id int(11), seq int(11));
CREATE TABLE outbound_route_sequence (route_id int(11), seq int(11));
CREATE TABLE incoming (cidnum varchar(20), extension varchar(50), destination varchar(50),
  description varchar(50));
CREATE TABLE freepbx_settings (keyword varchar(50) PRIMARY KEY, value varchar(255), defaultval varchar(255));
CREATE TABLE admin (variable varchar(20) PRIMARY KEY, value varchar(80));
CREATE TABLE ampusers (username varchar(190) PRIMARY KEY, password_sha1 varchar(40),
  extension_low varchar(20), extension_high varchar(20), deptname varchar(20), sections blob);
CREATE TABLE cron_jobs (id int(11) PRIMARY KEY AUTO_INCREMENT, modulename varchar(255), jobname varchar(255),
  command varchar(255), class varchar(255), schedule varchar(100), max_runtime int(11), enabled int(1));
CREATE TABLE modules (id int(11) PRIMARY KEY AUTO_INCREMENT, modulename varchar(50), version varchar(20),
  enabled tinyint(4), signature blob);
CREATE TABLE miscdests (id int(11) PRIMARY KEY AUTO_INCREMENT, description varchar(100),
  destdial varchar(100));
CREATE TABLE kvstore_FreePBX (`key` varchar(255), val varchar(4096), type char(16), id char(255));
""",
    "asteriskcdrdb": """
CREATE TABLE cdr (calldate datetime NOT NULL, clid varchar(80), src varchar(80), dst varchar(80),
  dcontext varchar(80), channel varchar(80), dstchannel varchar(80), lastapp varchar(80),
  lastdata varchar(80), duration int(11), billsec int(11), disposition varchar(45), amaflags int(11),
  accountcode varchar(20), uniqueid varchar(32), userfield varchar(255), did varchar(50),
  recordingfile varchar(255), cnum varchar(80), cnam varchar(80), outbound_cnum varchar(80),
  outbound_cnam varchar(80), dst_cnam varchar(80), linkedid varchar(32), peeraccount varchar(80),
  sequence int(11), KEY calldate (calldate), KEY uniqueid (uniqueid));
""",
}
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class FreePbxDatabase:
    """A running one. socket: of the server; login_file: the text of an /etc/freepbx.conf."""

    socket: Path
    port: int

    @property
    def login_file(self) -> str:
        password = PASSWORD.replace("'", "\\'")
        return f"""<?php
// a line of a comment: $amp_conf['AMPDBUSER'] = 'nobody';
$amp_conf['AMPDBUSER'] = '{USER}';
$amp_conf['AMPDBPASS'] = '{password}';
$amp_conf["AMPDBHOST"] = "127.0.0.1";
$amp_conf["AMPDBPORT"] = "{self.port}";
$amp_conf["AMPDBNAME"] = "asterisk";
$amp_conf["AMPDBENGINE"] = "mysql";
$amp_conf["datasource"] = "";
require_once('/var/www/html/admin/bootstrap.php');
?>
"""

    def add(self, database: str, rows: Rows) -> None:
        """Put rows into its tables, as FreePBX does."""
        with self._as_root(database) as connection, connection.cursor() as cursor:
            for table, several in rows.items():
                for row in several:
                    names = ", ".join(f"`{name}`" for name in row)
                    cursor.execute(
                        f"INSERT INTO `{table}` ({names}) VALUES ({', '.join(['%s'] * len(row))})",
                        list(row.values()),
                    )
            connection.commit()

    def run(self, database: str, statement: str) -> None:
        """One statement of the owner."""
        with self._as_root(database) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            connection.commit()

    def empty(self) -> None:
        """Databases and tables as new."""
        with self._as_root(None) as connection, connection.cursor() as cursor:
            for database, text in TABLES.items():
                cursor.execute(f"DROP DATABASE IF EXISTS {database}")
                cursor.execute(f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
                cursor.execute(f"USE {database}")
                for statement in filter(str.strip, text.split(";")):
                    cursor.execute(statement)
                # FreePBX gives its user every right; that Veilleur writes nothing is its own doing.
                cursor.execute(f"GRANT ALL ON {database}.* TO %s@'%%' IDENTIFIED BY %s", (USER, PASSWORD))
            connection.commit()

    @contextmanager
    def _as_root(self, database: str | None) -> Iterator[Any]:
        connection = pymysql.connect(unix_socket=str(self.socket), user="root", database=database)
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def running() -> Iterator[FreePbxDatabase]:
    """Start one; ended by its own process id."""
    home = Path(tempfile.mkdtemp(prefix="veilleur-mariadb-"))
    data, socket, port = home / "data", home / "socket", free_port()
    install = shutil.which("mariadb-install-db", path=_SEARCH)
    server = shutil.which("mariadbd", path=_SEARCH)
    if install is None or server is None:
        raise RuntimeError("MariaDB is missing: run `python -m tools.debian`.")
    user = "root" if os.geteuid() == 0 else os.environ.get("USER", "nobody")
    common = ["--no-defaults", f"--datadir={data}", f"--user={user}"]
    process = None
    try:
        subprocess.run(
            [install, *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True,
            capture_output=True,
            timeout=_START_S * 2,
        )
        process = subprocess.Popen(
            [
                *DIES_WITH_US,
                server,
                *common,
                f"--socket={socket}",
                f"--port={port}",
                "--bind-address=127.0.0.1",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(home / "log").open("wb"),
        )
        database = FreePbxDatabase(socket, port)
        end = time.monotonic() + _START_S
        while True:
            try:
                database.empty()
                break
            except pymysql.OperationalError:
                if process.poll() is not None or time.monotonic() > end:
                    raise
                time.sleep(0.1)  # a server that starts has no event for "now listening"
        yield database
    finally:
        if process is not None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(home, ignore_errors=True)
