"""What of Veilleur lies on one machine: its service, and a copy of all that a site cannot lose."""
