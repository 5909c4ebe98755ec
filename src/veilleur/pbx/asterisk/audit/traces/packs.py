"""The packs: versions with published holes, marks and places of web shells, names of accounts, defaults.

Data only. Sources: FreePBX security advisories GHSA-292p-rj6h-54cp, GHSA-7p8x-8m3m-58j9, GHSA-9jvh-mv6x-w698,
GHSA-vm9p-46mv-5xvw, GHSA-5v7h-49gr-jcwr and CVE-2025-57819; FreePBX community forum, 28 August 2025;
Fortinet, EncystPHP, January 2026; Cyble, JOMANGY, 21 May 2026; Check Point Research, INJ3CTOR3, 2020;
manuals of the telephones' makers.
"""

from __future__ import annotations

from typing import NamedTuple


class Hole(NamedTuple):
    """One published hole. fixed: the first good version by FreePBX's major version."""

    name: str
    module: str
    fixed: dict[int, tuple[int, ...]]


HOLES = (
    Hole("CVE-2025-57819", "endpoint", {15: (15, 0, 66), 16: (16, 0, 89), 17: (17, 0, 3)}),
    Hole("CVE-2025-61675", "endpoint", {16: (16, 0, 92), 17: (17, 0, 6)}),
    Hole("CVE-2025-61678", "endpoint", {16: (16, 0, 92), 17: (17, 0, 6)}),
    Hole("CVE-2025-66039", "framework", {16: (16, 0, 44), 17: (17, 0, 23)}),
    Hole("CVE-2025-64328", "filestore", {17: (17, 0, 3)}),
    Hole("CVE-2026-26978", "backup", {16: (16, 0, 71), 17: (17, 0, 6)}),
)

# Texts that only a web shell holds: the first four name a campaign, the others are how shells are hidden.
SHELL_MARKS = (
    b"trace_e1ebf9066a951be519a24140711839ea",
    b"bm2cjjnRXac1WW3KT7k6MKTR",
    b"JOMANGY",
    b"ZenharR",
    b"eval(str_rot13(",
    b"eval(base64_decode(",
    b"eval(gzinflate(",
    b"system($_GET",
    b"system($_POST",
    b"system($_REQUEST",
    b"shell_exec($_REQUEST",
    b"passthru($_REQUEST",
    b"eval($_POST",
    b"eval($_REQUEST",
)
# Below the web server's root: pages that no FreePBX has.
PLANTED_PAGES = (
    "h.php",
    "admin/views/some.php",
    "admin/modules/h",
    "digium_phones",
    "rest_phones",
    "fpbxphones",
    "phones",
)
# Folders of the web server's root that FreePBX, its distribution or Asterisk's own pages have.
KNOWN_FOLDERS = frozenset(
    {"admin", "ucp", "api", "panel", "recordings", "restapps", "provisioning", "isymphony"}
)
KNOWN_PAGES = frozenset({"index.php"})
# Issabel and Elastix have a framework of their own beside FreePBX's pages; a file marks the machine.
ISSABEL_FILES = ("etc/issabel.conf", "etc/elastix.conf")
ISSABEL_FOLDERS = frozenset(
    {"configs", "help", "images", "lang", "libs", "modules", "openfire", "static", "themes", "tmp", "mail"}
)
ISSABEL_PAGES = frozenset({"index.php", "rest.php", "sso.php"})

ADMINISTRATORS = frozenset({"ampuser", "svc_freepbx", "freepbx_svc", "freepbxusers"})
MACHINE_ACCOUNTS = frozenset(
    "newfpbx newfpbxs xhimax sugarmaint spamfilter asteriskuser supports freepbxuser supermaint hima".split()
)
FETCHES = (
    r"(?:curl|wget|fetch)\b[^|;&\n]*\|\s*(?:ba)?sh\b|base64\s+(?:-d|--decode)|/dev/shm/\.|/tmp/\.cache"
    r"|\b(?:k|wr)\.php\b"
)
PLANTED_PROGRAMS = (
    "var/lib/asterisk/bin/zen2",
    "var/lib/asterisk/bin/devnull",
    "var/lib/asterisk/bin/devnull2",
)
CONTEXTS = ("thanku-outcall", "thankuohoh")


class Default(NamedTuple):
    """A maker's default password in a file of provisioning: a pattern of the line."""

    maker: str
    pattern: str


DEFAULTS = (
    Default("Grandstream", r"<P2>\s*admin\s*</P2>|^\s*P2\s*=\s*admin\s*$"),
    Default("Grandstream", r"<P196>\s*123\s*</P196>|^\s*P196\s*=\s*123\s*$"),
    Default(
        "Yealink",
        r"^\s*static\.security\.user_password\s*=\s*admin:admin|^\s*security\.user_password\s*=\s*admin:admin",
    ),
    Default("Polycom", r"device\.auth\.localAdminPassword\s*=\s*\"456\""),
    Default("Snom", r"<http_pass[^>]*>\s*(?:0000)?\s*</http_pass>"),
    Default("Cisco SPA", r"<Admin_Passwd[^>]*>\s*(?:admin)?\s*</Admin_Passwd>"),
)
