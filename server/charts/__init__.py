"""The charts: what is drawn, where it stands, when each line of it held, and the picture."""
