"""Switches suggestions on as automations of the home, and takes them back."""
