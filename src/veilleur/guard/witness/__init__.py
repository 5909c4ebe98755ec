"""The journal's head on its way to witnesses that this machine cannot rewrite."""
