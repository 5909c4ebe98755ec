"""The judge: evidence of one call, the attack filter, the expected cost, the verdict."""
