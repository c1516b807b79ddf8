"""The shapes: each rule has an example that breaks it."""
