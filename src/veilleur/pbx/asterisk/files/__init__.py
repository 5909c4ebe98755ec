"""Files that Asterisk writes and Veilleur follows: wrong PINs and calls."""
