"""Reminders: digests of what waits for somebody; reads everything, is owned by nobody else."""
