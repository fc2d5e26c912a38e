"""Grading: the queue, leases, rubric assessments and their release."""
