"""Who may open the page: people, passwords, second factor, sessions, one-time links, limited tries."""
