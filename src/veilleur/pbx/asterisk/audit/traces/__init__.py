"""Signs that somebody was in: packs of indicators as data with their sources, and what looks for them."""
