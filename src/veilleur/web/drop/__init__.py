"""The drop page's own files; `python -m tools.drop_page` puts them together with Python for the browser.

In: files that a person drops. Out: what `veilleur check` says of them. Pitfall: nothing may leave the device,
so the page allows connections to where it came from and nowhere else, and nothing is sent there either.
"""
