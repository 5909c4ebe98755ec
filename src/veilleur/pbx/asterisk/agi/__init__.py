"""FastAGI: the dialplan's questions read, and answered with one word."""
