"""Made switches, one for each adapter: they speak its protocol on loopback and do what a step says."""
