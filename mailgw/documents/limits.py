"""What reading the words of files may cost, in one table."""

LARGEST = 26_214_400
"""Bytes of one file; a larger one is not opened."""
FILES = 20
"""Files of one message."""
CPU_SECONDS = 3
"""All files of one message together; with the seconds of its mail no more than P4 allows."""
WALL_SECONDS = 8.0
"""The same by the clock on the wall."""
PATIENCE_SECONDS = 5.0
"""How long a file waits for a child that is free."""
CHARACTERS = 300_000
"""Kept of one file; the search looks at the first third of that."""
PAGES = 150
"""Pages of a PDF."""
UNFOLDED = 32 * 1024 * 1024
"""Bytes that are unpacked from one office file, however small it is when packed."""
MEMBERS = 5_000
"""Files inside an office file."""
DEPTH = 200
"""Elements within elements."""
CHUNK = 64 * 1024
"""Bytes that are unpacked at a time."""
TEXT_BYTES = 2 * 1024 * 1024
"""Bytes of a plain text that are decoded."""
