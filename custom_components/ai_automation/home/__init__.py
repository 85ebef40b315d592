"""What the home is: a cached snapshot of everything that does not change with a state."""
