"""Where things are on this server: the one place that turns an IRI into a link and a path into an IRI.

Links are relative to the host unless a public address is set, so nothing that a client sends as Host or
X-Forwarded-Host can enter them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from pyoxigraph import NamedNode

from server.errors import StartError
from server.names import BASE

#: What may stand unescaped in the path of a link; everything else, `%` included, is escaped.
_SAFE = "/-._~!$&'()*+,;=:@"

#: Stands for an address that nobody has told.
_NOBODY = "http://public-url-is-not-set.invalid"

#: Paths of the server's own, whatever other people's data say.
_OWN = re.compile(
    r"/(?:(?:sparql(?:/terms\.json)?|fragments|api|openapi\.json|problems|dataset|sitemap\.xml|sitemap-\d+\.xml|healthz|readyz"
    r"|metrics|robots\.txt|\.well-known/void)?|(?:problems|dataset)\.[^/]*"
    r"|(?:problems|page|data|static|\.well-known/genid)/.*)",
    re.DOTALL,
)

#: Paths that begin so are answered below `/version/{version}` as well.
PLACED = ("/id/", "/page/", "/data/", "/ontology", "/graph/", "/context.jsonld", "/frames/", "/sources")


def check_addresses(base_iri: str | None, public_url: str | None) -> None:
    """See that IRIs and links can begin with what an operator has given for them; None is left as it is.

    Raises:
        StartError: they cannot.
    """
    if base_iri is not None and not _split(base_iri).netloc:
        example = "http://example.org/things/"
        raise StartError(f"“{base_iri}” can begin no IRI with a path: write --base-iri as {example}")
    if public_url is not None:
        parts = _split(public_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            example = "https://data.example.org"
            raise StartError(f"“{public_url}” is no web address: write --public-url as {example}")


def _split(address: str) -> SplitResult:
    """The parts of an absolute IRI; empty ones if it is none (RFC 3987)."""
    try:
        return urlsplit(NamedNode(address).value)
    except ValueError:
        return urlsplit("")


def placed(path: str, version: str) -> str:
    """Where what is answered at a path now is answered as a version has it; the same if nowhere."""
    if path == "/dataset" or path.startswith("/dataset."):
        return f"/dataset/{version}{path.removeprefix('/dataset')}"
    return f"/version/{version}{path}" if path.startswith(PLACED) else path


@dataclass(frozen=True)
class Urls:
    """Links of one running server.

    Attributes:
        root: what is taken off an IRI to get its path here, without a slash at the end.
        base: the prefix of the IRIs that are answered here.
        public: address that links begin with, without a slash at the end; empty: relative to the host.
        version: the published version whose documents link to each other; empty: things as they are now.
        foreign: whether the IRIs are other people's, who need not know which paths are the server's own.
    """

    root: str
    base: str
    public: str = ""
    version: str = ""
    foreign: bool = False

    @property
    def home(self) -> str:
        """The address, without a slash at the end, at which the IRIs that are answered here lead to them.

        Where none are, an address that leads nowhere, and says so: what nobody told is not made up.
        """
        return self.root or _NOBODY

    @classmethod
    def of_project(cls, public_url: str | None) -> Urls:
        """Links for a release of this project, whose IRIs live under w3id."""
        return cls(root=BASE.rstrip("/"), base=BASE, public=(public_url or "").rstrip("/"))

    @classmethod
    def of_data(cls, base_iri: str | None, public_url: str | None) -> Urls:
        """Links for other people's data: IRIs under `base_iri` keep their path; None: none is answered."""
        parts = urlsplit(base_iri or "")
        root = f"{parts.scheme}://{parts.netloc}" if base_iri else ""
        return cls(root=root, base=base_iri or "", public=(public_url or "").rstrip("/"), foreign=True)

    def to(self, path: str) -> str:
        """A link to a path of this server, given unescaped and without a version: `to("/page/cac")`."""
        place = placed(path, self.version) if self.version else path
        return self.public + quote(place, safe=_SAFE)

    def undated(self, path: str) -> str:
        """A link to a path as last known, whatever the day that other links keep."""
        return self.to(path)

    def dated(self, path: str) -> str:
        """A path with the day that links keep, if they do."""
        return path

    def path(self, iri: str) -> str | None:
        """The path at which an IRI is answered here, unescaped, or None."""
        if not self.base or not iri.startswith(self.base):
            return None
        return iri.removeprefix(self.root).partition("#")[0] or "/"

    def is_hidden(self, path: str) -> bool:
        """Whether something else is answered at the path of a thing."""
        return self.foreign and _OWN.fullmatch(path) is not None

    def slug(self, iri: str) -> str | None:
        """What names an IRI in `/page/…` and `/data/…`: its path, without `/id` where that comes first."""
        path = self.path(iri)
        if path is None:
            return None
        return path.removeprefix("/id/") if path.startswith("/id/") else path.removeprefix("/")

    def iris(self, path: str) -> list[str]:
        """The IRIs that a path of this server may stand for: as it reads, and with its letters escaped."""
        if not self.base:
            return []
        plain = self.root + path
        escaped = self.root + quote(path, safe=_SAFE)
        return [iri for iri in dict.fromkeys((plain, escaped)) if iri.startswith(self.base)]

    def link(self, iri: str) -> str | None:
        """Where a reader of a page goes for an IRI: here, elsewhere if it is a web address, or nowhere."""
        path = self.path(iri)
        if path is not None:
            fragment = iri.partition("#")[2]
            if self.is_hidden(path) and path != "/":
                path = f"/page/{self.slug(iri)}"
            return self.to(path) + (f"#{quote(fragment)}" if fragment else "")
        try:
            parts = urlsplit(iri)
        except ValueError:
            return None
        return iri if parts.scheme in {"http", "https"} and parts.netloc else None
