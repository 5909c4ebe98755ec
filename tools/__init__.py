"""What the Makefile runs: set-up, the whole test suite, the figures. Not part of the product."""
