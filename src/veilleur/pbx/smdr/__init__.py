"""Old PABXs that only print their calls (SMDR): over TCP, on a serial line, into a file.

`SmdrFeed(settings, site, now, chance).run(on_event)` gives one `CallRecorded` for each call, as
the feed of a live switch gives its events. Raw bytes are kept first (`spool`), then framed, then read by
the same formats that read files (`records`). Vantage `records`: nothing can be stopped here.
"""
