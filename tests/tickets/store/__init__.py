"""Tests of what keeps rows."""
