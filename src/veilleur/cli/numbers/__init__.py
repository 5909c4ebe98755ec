"""`veilleur price` and `feeds`: what a number means, costs, and whether it is known for fraud."""
