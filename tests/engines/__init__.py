"""Engines by other people, started by the tests: the release in them, and the publisher in front of them."""
