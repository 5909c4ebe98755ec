"""Asterisk 11 to 22: manager interface, FastAGI and the log of wrong PINs.

`ami` and `translate` are pure; `connection`, `fastagi` and `logtail` hold the sockets and files.
"""
