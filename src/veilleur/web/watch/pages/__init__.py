"""The routes of the page, each with its template."""
