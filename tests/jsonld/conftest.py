"""The release of the project's files, served."""

from tests.web.conftest import others, reader, site

__all__ = ["others", "reader", "site"]
