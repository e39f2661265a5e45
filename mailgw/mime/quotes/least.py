"""What is known without loading anything that knows quotes."""

MIN_LINES = 3
"""A quote without any mark is looked for only in texts of at least so many lines."""
