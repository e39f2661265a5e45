"""The nouns: declarative classes with behaviour; no session, no query."""
