"""Attacks, and what may never leak."""
