"""The parts of the past: days, the sky, absences, the log, and what was at work."""
