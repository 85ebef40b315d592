"""Finds what people do again and again, and proves it on the home's own past."""
