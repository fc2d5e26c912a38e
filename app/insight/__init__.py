"""Insight: the manager's overview and its exports. It changes nothing that others wrote."""
