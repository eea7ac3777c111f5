"""Where a link may lead: out of the document only by an address that a viewer opens in the open."""

from __future__ import annotations

import re

from typesetter.diagnostics import Code, Diagnostic, Severity, Span
from typesetter.regexes import regex

_REFUSED = regex(
    r"[\x00-\x20]*(javascript|vbscript|file|data|run|launch|smb|cifs|nfs|blob|ms-[a-z-]+|search-ms)\s*:", re.IGNORECASE
)
"""Schemes that run something, or open a file or a folder of the reader's machine; hyperref makes a launch action of ``run:``."""
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]+:")
_HOST = regex(r"www\.[\w-]+\.\w")
_HINT = "link to https:, mailto: or doi:, or write the address as text"


def link_target(url: str, span: Span) -> tuple[str, list[Diagnostic]]:
    """The address that a link to ``url`` leads to, empty when there shall be none, and what is wrong with it.

    LINK_REFUSED: an error for a scheme that a thesis may not carry; a warning for an address without a scheme, which hyperref
    would turn into a link to a file on the reader's machine (``foo`` into ``foo.pdf``, ``//host/share`` into a network folder).
    """
    refused = _REFUSED.match(url)
    if refused is not None:
        message = f"a link with '{refused[1].lower()}:' cannot stand in a thesis"
        return "", [Diagnostic(Code.LINK_REFUSED, message, span, (_HINT,))]
    if _SCHEME.match(url):
        return url, []
    if _HOST.match(url):
        return f"http://{url}", []
    message = f"the address '{url}' has no scheme: it is printed without a link" if url else "this link leads nowhere"
    hint = f"write the whole address, such as https://{url.lstrip('/')}" if url.startswith("//") else _HINT
    return "", [Diagnostic(Code.LINK_REFUSED, message, span, (hint,), Severity.WARNING)]
