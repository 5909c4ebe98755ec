"""A dossier's parts made one signed archive: manifest, signatures, time-stamps.

In: parts, the key, authorities. Out: bytes. Pitfall: time-stamps come after the signature, since they vouch
for it; a second signed list, STAMPS.json, says which were asked for, so that one that is removed is missed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from veilleur.evidence.bundle.container import packed
from veilleur.evidence.bundle.names import KEY, MANIFEST, SIGNATURES, STAMPS
from veilleur.evidence.bundle.signature import SigningKey
from veilleur.evidence.bundle.time_stamps import Authority, Stamp

Stamping = Callable[[Authority, str], Stamp]


def bundle(
    parts: Mapping[str, bytes],
    about: Mapping[str, Any],
    key: SigningKey,
    authorities: Sequence[Authority],
    stamp: Stamping,
) -> tuple[bytes, list[Stamp]]:
    """The archive, and what the authorities gave.

    about: reference, copy, program, made_at, and journal (first, last, head) where there is one.

    Raises:
        InputError: when the parts are too large for one archive.
    """
    listed = [
        {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in parts.items()
    ]
    manifest = _json({"veilleur_dossier": 1, **about, "key": key.fingerprint, "files": listed})
    journal = about.get("journal")
    wanted = [("manifest", hashlib.sha256(manifest).hexdigest())]
    if journal:
        wanted.append(("head", str(journal["head"])))
    lines: list[dict[str, Any]] = []
    tokens: dict[str, bytes] = {}
    stamps = []
    for place, authority in enumerate(authorities, start=1):
        for over, digest in wanted:
            got = stamp(authority, digest)
            stamps.append(got)
            line: dict[str, Any] = {"authority": authority.url, "over": over, "digest": digest}
            if got.reply:
                file, ca = f"timestamps/{place}-{over}.tsr", f"timestamps/{place}-ca.pem"
                tokens |= {file: got.reply, ca: authority.ca}
                line |= {"file": file, "ca": ca, "sha256": hashlib.sha256(got.reply).hexdigest()}
            else:
                line["why"] = str(got.why)
            lines.append(line)
    stamp_list = _json({"stamps": lines})
    whole = {
        **parts,
        MANIFEST: manifest,
        SIGNATURES[MANIFEST]: key.sign(manifest),
        KEY: key.public_pem,
        **tokens,
        STAMPS: stamp_list,
        SIGNATURES[STAMPS]: key.sign(stamp_list),
    }
    return packed(list(whole.items())), stamps


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
