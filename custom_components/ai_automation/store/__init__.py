"""The store: one SQLite file with the suggestions, the runs and the own act log."""
