"""Many sites at one look, for who looks after them: read beside each other, the worst first."""
