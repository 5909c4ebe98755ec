"""Where the facts of a dossier come from: a case with its call records, or a guard's journal."""
