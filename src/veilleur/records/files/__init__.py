"""Files of records: opened, unpacked, followed while they grow."""
