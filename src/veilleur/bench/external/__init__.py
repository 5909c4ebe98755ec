"""`veilleur bench external`: a folder of other people's records, scored by what is known of them."""
