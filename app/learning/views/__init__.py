"""The pages of learning. Importing the modules registers their routes."""

from app.learning.views import course, dashboard, lesson, quiz
from app.learning.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "course", "dashboard", "lesson", "quiz"]
