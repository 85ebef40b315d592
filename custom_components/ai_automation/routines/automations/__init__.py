"""Judges the automations of the home by what people did after them."""
