"""Processes are killed and servers break; nothing is lost, nothing is doubled (P1 to P6)."""
