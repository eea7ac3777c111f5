"""The XMP metadata of the PDF: what the thesis is, and which standard the file follows (ISO 16684-1, ISO 19005-2 6.6)."""

from __future__ import annotations

from html import escape  # the one of xml.sax brings half of urllib with it
from typing import TYPE_CHECKING

from typesetter.stamps import digest, write_atomic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from typesetter.config.thesis import Thesis
    from typesetter.latex.settings import Settings

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}
_UA_NAMESPACES = {
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
# PDF/A wants every schema that it does not define itself to be described in the file (ISO 19005-2, 6.6.2.3.3).
_UA = """\
   <pdfuaid:part>1</pdfuaid:part>
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
     <pdfaProperty:name>part</pdfaProperty:name>
     <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
     <pdfaProperty:category>internal</pdfaProperty:category>
     <pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
"""
CREATOR = "thesis-typesetter"


def full_title(thesis: Thesis) -> str:
    """The title and the subtitle on one line."""
    return f"{thesis.title}: {thesis.subtitle}" if thesis.subtitle else thesis.title


def xmp(thesis: Thesis, *, tagged: bool = False) -> str:
    """The packet for ``thesis``: PDF/A-2u, or PDF/A-2a and PDF/UA-1 for a ``tagged`` file. The same text on every day."""
    spaces = _NAMESPACES | (_UA_NAMESPACES if tagged else {})
    language = escape(thesis.language)
    lines = ["   <dc:format>application/pdf</dc:format>"]
    title = escape(full_title(thesis), quote=False)
    lines.append(
        f'   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li>'
        f'<rdf:li xml:lang="{language}">{title}</rdf:li></rdf:Alt></dc:title>'
    )
    lines.append(f"   <dc:creator>{_list('Seq', [a.name for a in thesis.authors])}</dc:creator>")
    lines.append(f"   <dc:language>{_list('Bag', [thesis.language])}</dc:language>")
    if thesis.degree:
        lines.append(
            f'   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(thesis.degree, quote=False)}</rdf:li>'
            "</rdf:Alt></dc:description>"
        )
    if thesis.keywords:
        lines.append(f"   <dc:subject>{_list('Bag', thesis.keywords)}</dc:subject>")
        lines.append(f"   <pdf:Keywords>{escape(', '.join(thesis.keywords), quote=False)}</pdf:Keywords>")
    lines.append(f"   <pdf:Producer>{CREATOR}</pdf:Producer>")
    lines.append(f"   <xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>")
    if thesis.date:
        lines += [
            f"   <xmp:{name}>{thesis.date.isoformat()}T00:00:00Z</xmp:{name}>"
            for name in ("CreateDate", "ModifyDate", "MetadataDate")
        ]
    lines.append("   <pdfaid:part>2</pdfaid:part>")
    lines.append(f"   <pdfaid:conformance>{'A' if tagged else 'U'}</pdfaid:conformance>")
    declared = "".join(f'\n    xmlns:{prefix}="{address}"' for prefix, address in spaces.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'  <rdf:Description rdf:about=""{declared}>\n'
        + "\n".join(lines)
        + "\n"
        + (_UA if tagged else "")
        + "  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="r"?>\n'
    )


def _list(kind: str, items: Sequence[str]) -> str:
    inner = "".join(f"<rdf:li>{escape(item, quote=False)}</rdf:li>" for item in items)
    return f"<rdf:{kind}>{inner}</rdf:{kind}>"


def conformance(settings: Settings) -> dict[str, Path]:
    """The files that make a PDF an archivable one: its metadata and the colour space of what is in RGB."""
    packet = xmp(settings.thesis, tagged=settings.tagged)
    path = settings.cache / "metadata" / f"{digest(packet)[:16]}.xml"
    write_atomic(path, packet, durable=False)  # a power cut leaves what is written again
    return {"metadata.xml": path, "srgb.icc": settings.rendering.folders[-1] / "srgb.icc"}
