"""The pages: today the drop page, on which a file of call records is examined in the browser itself."""
