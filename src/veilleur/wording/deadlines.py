"""Time limits of the law that a page or an alert names."""

from __future__ import annotations

# Code des assurances L12-10-1: an insurance against hacking pays only for a complaint within it.
COMPLAINT_WITHIN_S = 72 * 3600.0
