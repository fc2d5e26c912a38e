"""Catalogue: course files become immutable editions."""
