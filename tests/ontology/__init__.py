"""Tests of the vocabulary itself: logic, profile, metadata, wording."""
