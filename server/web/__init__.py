"""Answering over HTTP from an opened release."""
