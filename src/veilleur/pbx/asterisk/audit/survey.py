"""Every check of an Asterisk run over what was read: one table, then one loop.

In: a folder. Out: a `Survey`. Pitfall: a check that finds nothing holds only where its files were there; else
it is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.audit.look import accounts, entries, gate, mailboxes, management, outgoing, records
from veilleur.pbx.asterisk.audit.material import ETC, Material, material
from veilleur.pbx.asterisk.audit.traces import dialplan, machine, tables
from veilleur.pbx.audit_port import AuditRequest, EmergencyPath
from veilleur.words.audit import Observation, Outcome, Survey

_MOST_OF_ONE_CHECK = 200
_SIGNS = (
    "extensions.conf",
    "extensions.ael",
    "extensions.lua",
    "pjsip.conf",
    "sip.conf",
    "voicemail.conf",
    "users.conf",
)


class Look(NamedTuple):
    """One function and the checks it judges. can: whether what it looks at is there."""

    checks: tuple[int, ...]
    run: Callable[[Material], Iterable[Observation]]
    can: Callable[[Material], bool]


def _always(_found: Material) -> bool:
    return True


def _has(name: str) -> Callable[[Material], bool]:
    return lambda found: found.is_there(name)


def _has_lists(found: Material) -> bool:
    return found.is_there("pjsip.conf") or found.is_there("sip.conf")


LOOKS = (
    Look((1, 2, 3, 4), mailboxes.codes, mailboxes.has_boxes),
    Look((6,), mailboxes.limits, _has("voicemail.conf")),
    Look((9,), mailboxes.unused, mailboxes.has_boxes),
    Look((10,), mailboxes.dials_out, _has("voicemail.conf")),
    Look((5,), entries.mailboxes, entries.has_begins),
    Look((11, 12, 13, 19), entries.ways, entries.has_begins),
    Look((15,), entries.dial_tones, _always),
    Look((16,), entries.forwards, entries.has_begins),
    Look((17,), entries.forward_codes, outgoing.has_telephones),
    Look((28,), entries.conferences, entries.has_begins),
    Look((20, 22, 23, 25, 26, 27), outgoing.abroad, outgoing.has_telephones),
    Look((21,), outgoing.premium, outgoing.has_telephones),
    Look((42,), outgoing.catch_all, _always),
    Look((43,), outgoing.unfiltered, _always),
    Look((64,), outgoing.emergency, outgoing.has_telephones),
    Look((67,), outgoing.unknown_ways, _always),
    Look((31,), accounts.unused, accounts.has_accounts),
    Look((32,), accounts.strangers, accounts.knows_extensions),
    Look((38,), accounts.open_ports, _has_lists),
    Look((39,), accounts.guests, accounts.has_accounts),
    Look((40,), accounts.secrets, accounts.has_accounts),
    Look((41,), accounts.contacts, _has("pjsip.conf")),
    Look((49,), accounts.encryption, accounts.has_accounts),
    Look((34,), management.web, _has(management.HTTP)),
    Look((44,), management.manager, _has(management.MANAGER)),
    Look((44,), management.rest_interface, _has(management.MANAGER)),
    Look((37,), management.version, lambda found: management.version_of(found) is not None),
    Look((46,), management.blockers, management.has_root),
    Look((47,), management.provisioning, lambda found: found.root is not None and _has_files(found.root)),
    Look((53,), management.clock, management.has_root),
    Look((51,), records.call_records, _has(records.CDR)),
    Look((52,), records.security_log, _has(records.LOGGER)),
    Look((65,), records.old_logs, management.has_root),
    Look((66,), records.unreadable, _always),
    Look((114,), gate.around, gate.is_before),
    Look((108,), dialplan.shadowed, _always),
    Look((110,), dialplan.stored, dialplan.has_database),
    Look((113,), dialplan.implants, _always),
    Look((101,), machine.august_2025, machine.has_web),
    Look((102,), machine.holes, machine.has_web),
    Look((103,), machine.web_shells, machine.has_web),
    Look((104,), machine.unknown_pages, machine.has_web),
    Look((109,), machine.changed_modules, machine.has_web),
    Look((105,), machine.accounts, management.has_root),
    Look((106,), machine.jobs, management.has_root),
    Look((107,), machine.authorisation, management.has_root),
    Look((111,), machine.defaults, lambda found: found.root is not None and _has_files(found.root)),
    Look((112,), machine.call_files, management.has_root),
    Look((105,), tables.administrators, tables.has_tables),
    Look((106,), tables.jobs, tables.has_tables),
    Look((107,), tables.authorisation, tables.has_tables),
    Look((109,), tables.changed_modules, tables.has_tables),
    Look((19,), tables.incoming, tables.has_tables),
    Look((110,), tables.misc, tables.has_tables),
)
# Checks that look at the disk of a machine beside the switch's own folder.
SIGNS_OF_MACHINE = frozenset({46, 47, 53, 65, 66, 101, 102, 103, 104, 105, 106, 107, 109, 111, 112})
JUDGED = tuple(sorted({check for look in LOOKS for check in look.checks}))


def _has_files(root: Path) -> bool:
    return any(True for _path in management.provisioning_files(root))


def recognises(path: Path) -> bool:
    """Whether the files of an Asterisk lie there."""
    folders = (path / ETC, path)
    return any((folder / name).is_file() for folder in folders for name in _SIGNS)


def survey(request: AuditRequest) -> Survey:
    """What its files say of each check."""
    found = material(request)
    observations: list[Observation] = []
    judged: set[int] = set()
    for look in LOOKS:
        if not look.can(found):
            continue
        judged.update(look.checks)
        observations += look.run(found)
    weak = {one.check for one in observations}
    holds = [Observation(check=check, outcome=Outcome.HOLDS) for check in sorted(judged - weak)]
    return Survey(
        switch="FreePBX" if found.is_freepbx else "Asterisk",
        observations=(*bounded(observations), *holds),
        files=found.hashes(),
        facts={"ways": len(found.model.ways), "steps": len(found.model.plan.steps())},
    )


def emergency(request: AuditRequest) -> tuple[EmergencyPath, ...]:
    """Each emergency number from each context of telephones."""
    return outgoing.emergency_paths(material(request))


def bounded(observations: list[Observation]) -> list[Observation]:
    """The first of each check: ten thousand alike help nobody."""
    counts: dict[int, int] = {}
    kept = []
    for one in observations:
        counts[one.check] = counts.get(one.check, 0) + 1
        if counts[one.check] <= _MOST_OF_ONE_CHECK:
            kept.append(one)
    return kept
