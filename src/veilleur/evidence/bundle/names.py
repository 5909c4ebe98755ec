"""The parts of a dossier's archive that have a name of their own. In: nothing. Out: names."""

from __future__ import annotations

MANIFEST, STAMPS, KEY, CHAIN = "MANIFEST.json", "STAMPS.json", "KEY.pem", "journal/chain.jsonl"
SIGNATURES = {MANIFEST: "MANIFEST.sig", STAMPS: "STAMPS.sig"}
VERIFIER = "verifier.py"
SUMS = "SHA256SUMS"  # of an archive without a signature, as `sha256sum -c` reads it
