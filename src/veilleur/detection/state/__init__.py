"""What the rooms of the watch share: time, decisions, incidents, locks, unconfirmed orders."""
