"""Money: the ledger, totals by window, recommended limits."""
