"""The signals: their catalogue, weights, the rules of the watch, and how evidence adds up."""
