"""Each page that people look at: where it is, and who opens it."""
