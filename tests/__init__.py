"""Tests, laid out as the thing tested."""
