"""Records of unknown makers: what their fields hold, by the names of the fields and by their values."""
