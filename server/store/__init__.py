"""Opening a release: documents by offset, queries by a pool of workers."""
