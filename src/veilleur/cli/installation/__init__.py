"""Commands about Veilleur itself on one machine: a copy of what cannot be lost, and putting it back."""
