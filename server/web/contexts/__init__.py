"""What the templates are given: one frozen dataclass for each kind of page, and the parts they share."""
