"""Whole stories, from socket to notification."""
