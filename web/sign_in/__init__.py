"""Signing in and out, registering, the profile, the texts that people agree to."""
