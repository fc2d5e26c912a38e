"""Cohorts: who follows which edition when, with which instructors and deadlines."""
