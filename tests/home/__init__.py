"""Tests of the snapshot of the home."""
