"""Benchmarks: a program that prints what pages cost. Nothing here is a timed test, and nothing of it ships."""
