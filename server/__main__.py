"""`python -m server` is `nameplate`."""

from server.cli import main

if __name__ == "__main__":
    main(prog_name="nameplate")
