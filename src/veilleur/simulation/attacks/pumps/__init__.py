"""Attackers who pump: what marks them is when they call, where to, and how much at once."""
