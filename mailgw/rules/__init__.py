"""What is known about a mail, where it belongs, and what is done with it."""
