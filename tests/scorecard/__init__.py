"""The rows of outside checklists, the tests that decide them, and the page that says so."""
