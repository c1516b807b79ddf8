"""Whether an operator's settings can be used: what can be told of them before anything is opened."""

from __future__ import annotations

from server.config import Settings
from server.store.partners import partners
from server.store.upstream import checked_url
from server.web.proxies import networks
from server.web.urls import check_addresses


def check_settings(settings: Settings) -> None:
    """See that every address that was given is one.

    Raises:
        StartError: one is not; the message tells how to write it.
    """
    check_addresses(settings.base_iri, settings.public_url)
    networks([*settings.trusted_proxies, *settings.metrics_for])
    partners(settings.service_allow)
    if settings.engine is not None:
        checked_url(settings.engine)
