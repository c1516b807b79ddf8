"""Templates: one environment for each app, strict about names, escaping everything."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, render_template
from jinja2 import StrictUndefined

from server.web.contexts.values import Datum, Nested, Node
from server.web.site import site
from server.web.wording import byte_size, headline


def install(app: Flask) -> None:
    """Give the templates of an app what they share, and make an unknown name an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["headline"] = headline
    app.jinja_env.filters["byte_size"] = byte_size
    tests: dict[str, Callable[[object], bool]] = {
        "node": lambda value: isinstance(value, Node),
        "datum": lambda value: isinstance(value, Datum),
        "nested": lambda value: isinstance(value, Nested),
    }
    app.jinja_env.tests.update(tests)


def render(template: str, **context: object) -> bytes:
    """A page as bytes, with the links and the name of the site at hand."""
    here = site()
    return render_template(template, to=here.urls.to, site=here, **context).encode()
