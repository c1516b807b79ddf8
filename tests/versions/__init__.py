"""Tests of published versions: the chain, changes, patches, identifiers."""
