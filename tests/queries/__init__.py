"""Tests of the published queries: what they say of themselves, and what they answer."""
