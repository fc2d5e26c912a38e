"""The pages of practice. Importing the modules registers their routes."""

from app.practice.views import assignment, log, sheet, tool
from app.practice.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "assignment", "blueprint", "log", "sheet", "tool"]
