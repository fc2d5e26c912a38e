"""Learning: reading, quizzes, terms, and the rules of progress and completion."""
