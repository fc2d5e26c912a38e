"""Insight, read-only: the manager's overview and its exports."""
