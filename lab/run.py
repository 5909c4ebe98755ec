"""`make lab`: install both real switches when missing, then run the attacks on them, as tests."""

from __future__ import annotations

import subprocess
import sys

from lab import install


def main() -> int:
    """0 when all passed, 2 when the switches cannot be installed."""
    if code := install.main([]):
        return code
    command = [sys.executable, "-m", "pytest", "-v", "--timeout", "60", "tests/lab"]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
