"""Hostile mails of our own, one module per class of attack, and the recorder that watches them."""
