"""The Flask app: what it is put together from, and the headers that every answer has."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from server.web import (
    absent,
    as_of,
    catalogue,
    changes,
    citing,
    completions,
    coverage,
    data_pages,
    dated_tables,
    delegations,
    direct,
    drawn,
    dumps,
    editor,
    fates,
    feed,
    fragments,
    gaps,
    genealogy,
    guides,
    health,
    home,
    jsonld,
    linksets,
    mementos,
    ontology_shapes_page,
    openapi,
    overlap,
    policy,
    problem_pages,
    problems,
    profile_pages,
    receipts,
    rendering,
    resources,
    search,
    site,
    sitemap,
    slashes,
    sources,
    sparql,
    spoken,
    statistics,
    terms,
    things,
    timegates,
    timeline,
)
from server.web import metrics as figures
from server.web.content import Content
from server.web.everywhere import HEADERS
from server.web.languages import LANGUAGES
from server.web.metrics import Metrics
from server.web.proxies import networks
from server.web.representations import HTML

#: Request headers that scripts of other sites may send.
_ASKED: Final = (
    "Accept, Accept-Datetime, Accept-Language, Accept-Profile, Content-Type, If-Match, If-None-Match, "
    "If-Range, Range"
)
#: Statuses from here on tell of no version.
_REFUSED: Final = 400


def make_app(content: Content, metrics: Metrics) -> Flask:
    """The app that answers from some content, and shows these figures."""
    app = Flask("server.web")
    rendering.install(app)
    site.install(app, content.site)
    problems.install(app)
    slashes.install(app)
    fates.install(app)
    mementos.install(app)
    timegates.install(app)  # before what asks as of a day: when it was said comes first, then when it was so
    as_of.install(app)
    release = content.site.release
    published = release is not None and release.published
    provable = release is not None and bool(release.canonical_sha256)
    headers = _fixed(content.site)
    sparql.install(app, content.endpoint, published=published, headers=headers, provable=provable)
    editor.install(app)
    figures.install(app, metrics, networks(content.site.settings.metrics_for))
    app.url_map.merge_slashes = False  # a path with an empty step is unknown, and redirects nowhere
    app.register_blueprint(health.blueprint())
    if content.site.release is not None:
        for part in (
            terms,
            ontology_shapes_page,
            catalogue,
            mementos,
            timegates,
            changes,
            feed,
            policy,
            guides,
            sources,
            things,
            coverage,
            drawn,
            gaps,
            overlap,
            timeline,
            genealogy,
            delegations,
            statistics,
            dumps,
            dated_tables,
            search,
            linksets,
            receipts,
            citing,
            sitemap,
            profile_pages,
            jsonld,
        ):
            app.register_blueprint(part.blueprint())
    else:
        app.register_blueprint(data_pages.blueprint())
        if content.site.counted is not None:
            app.register_blueprint(sitemap.blueprint())
        app.register_blueprint(absent.blueprint())
    app.register_blueprint(home.blueprint())
    app.register_blueprint(openapi.blueprint())
    app.register_blueprint(problem_pages.blueprint())
    app.register_blueprint(completions.blueprint())
    app.register_blueprint(fragments.blueprint())
    app.register_blueprint(resources.blueprint())
    app.after_request(_with_headers)
    direct.install(app, content.site)
    return app


def _with_headers(response: Response) -> Response:
    location, public = response.headers.get("Location", ""), site.site().urls.public
    is_ours = public and location.startswith(f"{public}/")
    if location.startswith(request.url_root) and not is_ours:
        # the router's own redirects say the host that the client sent
        target = public + "/" + location.removeprefix(request.url_root)
        response.headers["Location"] = target
        response.data, response.content_type = f"See {target}\n".encode(), "text/plain; charset=utf-8"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = _ASKED
        response.headers["Access-Control-Max-Age"] = "86400"
    if response.mimetype == HTML.media_type:  # a page that has no other words says so
        response.headers.setdefault("Content-Language", LANGUAGES[0].tag)
    told = spoken.spoken() if response.status_code < _REFUSED else None
    if told is not None:
        response.headers["Nameplate-Release"] = told.version
    for name, value in _fixed(site.site()):
        response.headers.setdefault(name, value)
    return response


def _fixed(served: site.Site) -> list[tuple[str, str]]:
    """The headers that every answer has."""
    release = [] if served.release is None else [("Nameplate-Release", served.release.directory.name)]
    return [*release, *HEADERS.items()]
