"""Forty requests in three languages, on a home of one's own, for a scripted or a real language model."""
