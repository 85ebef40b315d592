"""The published rules for integrations, and some of our own, as functions that list what is wrong."""
