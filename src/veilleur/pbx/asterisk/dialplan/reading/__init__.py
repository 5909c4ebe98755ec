"""Readers of a dialplan: the files of a directory, and the plan that runs."""
