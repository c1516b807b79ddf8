"""JSON for people who build web pages: short names, nested objects, the same triples."""
