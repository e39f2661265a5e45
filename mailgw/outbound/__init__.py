"""From a rendered outbox row to the receiving server."""
