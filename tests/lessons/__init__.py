"""What users of other systems suffered from, and the tests that would have caught it."""
