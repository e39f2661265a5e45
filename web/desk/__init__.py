"""The desk: where agents and leads work."""
