"""Practice: sheets, submissions and their rounds, and the log of what was tried with companies."""
