"""Comparison with other engines, on this dataset and on generated ones of the same shape."""
