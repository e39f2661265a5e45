"""Measuring Stafette, each figure from a command."""
