"""What the rooms of a home tell about one another, and why nothing is suggested in one."""
