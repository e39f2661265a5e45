"""Private servers for tests: found or installed, started on a free port, gone with the tests."""
