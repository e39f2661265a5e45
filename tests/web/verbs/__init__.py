"""Each form of the pages: where it is, what is filled in, what is pressed."""
