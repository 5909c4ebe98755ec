"""`make lab`: install both real switches when missing, then run the attacks on them, as tests.

At the end it prints what the carrier would have billed, with and without Veilleur.
"""

from __future__ import annotations

import subprocess
import sys
import time

from lab import install


def main() -> int:
    """0 when all passed, 2 when the switches cannot be installed."""
    if code := install.main([]):
        return code
    began = time.monotonic()
    print("The attacks on Asterisk 22 and 16, with and without Veilleur (a few minutes)...", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-r", "fE", "--timeout", "300"]
    code = subprocess.run([*command, "-n", "3", "--dist", "loadfile", "tests/lab"], check=False).returncode
    print(f"{time.monotonic() - began:.0f} s on the real switches.")
    return code


if __name__ == "__main__":
    sys.exit(main())
