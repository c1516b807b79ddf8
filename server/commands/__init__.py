"""One module for each command of `nameplate`; each holds its click command as `command`."""
