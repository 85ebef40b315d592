"""Homes that are made up, with the truth about them: what the accuracy is measured on."""
