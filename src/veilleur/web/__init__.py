"""The pages: of the watch, for whoever owns or keeps a site, and the drop page for whoever was hacked."""
