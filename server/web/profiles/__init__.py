"""Profiles: the same document said in other ways, each a pure function of its quads."""
