"""A site's own prices, learned from its bills."""
