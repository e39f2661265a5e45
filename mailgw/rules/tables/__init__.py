"""Words that rules know, as data."""
