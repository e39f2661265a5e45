"""Tests of tickets/text."""
