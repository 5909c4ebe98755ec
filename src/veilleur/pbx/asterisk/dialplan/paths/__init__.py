"""How calls run through a dialplan: jumps, what variables hold, and what comes before a step."""
