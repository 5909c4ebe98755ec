"""The page of the watch: one glance at tonight, incidents, what is normal, settings; who may do what."""
