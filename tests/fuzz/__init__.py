"""Fuzzing of everything that reads the bytes of strangers; see `python -m tests.fuzz --help`."""
