"""Who is measured: Veilleur and its ablations, the rules of others, programs of others."""
