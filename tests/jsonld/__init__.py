"""JSON for people who build web pages."""
