"""The product: people, tickets, messages and what is owed; knows no socket, no MIME, no page."""
