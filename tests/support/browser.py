"""A real browser against a real server on this machine."""
