"""A machine with FreePBX as its files show it, and the rows of a small company in its database."""

from __future__ import annotations

import shutil
from pathlib import Path

CASES = Path(__file__).parent / "cases"
COMPANY = {
    "users": [
        {"extension": number, "name": f"P{number}"} for number in ("201", "202", "203", "204", "205", "112")
    ],
    "devices": [
        {"id": "201", "tech": "pjsip", "dial": "PJSIP/201", "devicetype": "fixed", "user": "201"},
        {"id": "99201", "tech": "pjsip", "dial": "PJSIP/99201", "devicetype": "fixed", "user": "201"},
        {"id": "700", "tech": "pjsip", "dial": "PJSIP/700", "devicetype": "adhoc", "user": "none"},
    ],
    "trunks": [
        {"trunkid": 1, "tech": "pjsip", "channelid": "carrier", "name": "Carrier", "maxchans": "4"},
        {"trunkid": 2, "tech": "enum", "channelid": "", "name": "ENUM"},
        {
            "trunkid": 3,
            "tech": "custom",
            "channelid": "SIP/user:hunter2@192.0.2.9/$OUTNUM$",
            "name": "old",
            "disabled": "on",
        },
        {"trunkid": 4, "tech": "custom", "channelid": "SIP/$OUTNUM$@spare", "name": "spare"},
        {"trunkid": 5, "tech": "dahdi", "channelid": "g0", "name": "lines"},
    ],
    "outbound_routes": [
        {"route_id": 7, "name": "Urgences", "emergency_route": "YES"},
        {"route_id": 8, "name": "Sortie", "emergency_route": ""},
    ],
    "outbound_route_sequence": [{"route_id": 7, "seq": 0}, {"route_id": 8, "seq": 1}],
    "outbound_route_patterns": [
        {"route_id": 7, "match_pattern_prefix": "", "match_pattern_pass": "112"},
        {"route_id": 7, "match_pattern_prefix": "", "match_pattern_pass": "3237"},
        {"route_id": 7, "match_pattern_prefix": "", "match_pattern_pass": "0899700700"},
        {
            "route_id": 8,
            "match_pattern_prefix": "0",
            "match_pattern_pass": "ZXXXXXXXX",
            "prepend_digits": "0",
        },
        {"route_id": 8, "match_pattern_prefix": "0", "match_pattern_pass": "00."},
    ],
    "outbound_route_trunks": [
        {"route_id": 8, "trunk_id": 4, "seq": 1},
        {"route_id": 8, "trunk_id": 1, "seq": 0},
        {"route_id": 7, "trunk_id": 1, "seq": 0},
    ],
    "freepbx_settings": [
        {"keyword": "TONEZONE", "value": "us", "defaultval": "us"},
        {"keyword": "PHPTIMEZONE", "value": "Europe/Brussels", "defaultval": ""},
        {"keyword": "AMPMGRPASS", "value": "amp111", "defaultval": ""},
    ],
}


def made(root: Path, case: str = "freepbx16", login_file: str | None = None) -> Path:
    """The files of a machine below `root`; gives its directory of Asterisk."""
    etc = root / "etc/asterisk"
    shutil.copytree(CASES / case, etc)
    if login_file is not None:
        (root / "etc/freepbx.conf").write_text(login_file)
    (root / "etc/amportal.conf").write_text("AMPWEBROOT=/var/www/html\n")
    return etc
