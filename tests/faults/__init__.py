"""Processes are killed and servers break: nothing is lost, nothing is doubled (P1, P2, P4 to P6)."""
