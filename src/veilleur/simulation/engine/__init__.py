"""Planned steps run through one detection rule: scheduler, steps, outcome."""
