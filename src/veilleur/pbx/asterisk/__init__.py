"""Asterisk 11 to 22: manager interface, FastAGI, and the logs of wrong PINs and of calls.

`ami/protocol`, `agi/request`, `events/` are pure; `ami/connection`, `agi/server`, `files/` hold the sockets
and files; `switch` puts them together behind the contract of `pbx/adapter`.
"""
