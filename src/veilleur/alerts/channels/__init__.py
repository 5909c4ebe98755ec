"""Channels: one module for each way to a person or a program; each has one `connect`.

In: one message. Out: nothing, or a ChannelError. Pitfall: a channel may hang for ever, so each has a time of
its own, and the desk bounds it once more.
"""
