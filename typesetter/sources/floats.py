"""Figures, plots, tables from data, and table captions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markdown_it.token import Token

from typesetter import model as m
from typesetter.config.paths import resolve_inside
from typesetter.diagnostics import Code, Diagnostic, Span, did_you_mean
from typesetter.regexes import regex
from typesetter.sources.attributes import NONE, Attributes
from typesetter.sources.csvdata import DataTable, numeric_column, read_csv, select_columns
from typesetter.sources.reading import Reading
from typesetter.structs import replace

DATA_SUFFIXES = (".csv", ".tsv")
FIGURE_KEYS = ("width", "height", "alt", "short", "page")
TABLE_KEYS = ("columns", "headers", "align", "widths", "short", "alt", "id")
LENGTH = regex(r"\d+(\.\d+)?\s*(%|mm|cm|in|pt)|0?\.\d+|1(\.0+)?")
_ALIGN = {"l": m.Alignment.LEFT, "c": m.Alignment.CENTER, "r": m.Alignment.RIGHT}


class FloatBuilder:
    """Makes floats of the pictures and tables of one text."""

    def __init__(self, reading: Reading, root: Path) -> None:
        self.reading = reading
        self.root = root

    # --------------------------------------------------------------------------------------------- a picture by itself

    def alone(self, children: Sequence[m.Inline], span: Span) -> m.Block | None:
        """The float that a paragraph of one picture is, or None for any other paragraph."""
        images = [c for c in children if isinstance(c, m.InlineImage)]
        if len(images) != 1 or any(not isinstance(c, (m.InlineImage, m.SoftBreak)) for c in children):
            return None
        image = images[0]
        pairs = dict(image.attributes)
        label = pairs.pop("id", None)
        title = None if "plot" in pairs else pairs.pop("title", None)
        if title is not None:
            self.reading.diagnostics.append(
                Diagnostic(
                    Code.LINK_TITLE,
                    f"the picture's title '{title}' is not printed",
                    span,
                    ("write it into the caption",),
                )
            )
        attributes = tuple(pairs.items())
        alt = pairs.get("alt") or " ".join(m.plain_text(image.alt).split())
        if Path(image.path).suffix.lower() in DATA_SUFFIXES:
            if "plot" in pairs:
                return m.Plot(image.path, pairs["plot"], image.alt, label, alt, attributes, image.span)
            return self._data_table(image, label, attributes)
        self._check_keys(attributes, FIGURE_KEYS, image.span)
        self._check_lengths(attributes, image.span)
        return m.Figure(image.path, image.alt, label, alt, attributes, image.span)

    def _check_keys(self, attributes: m.Attributes, known: Sequence[str], span: Span) -> None:
        for key, _ in attributes:
            if key not in known:
                hints = did_you_mean(key, known) or (f"known here: {', '.join(known)}",)
                self.reading.error(Code.ATTRIBUTE_BAD, f"unknown attribute '{key}'", span, *hints)

    def _check_lengths(self, attributes: m.Attributes, span: Span) -> None:
        for key, value in attributes:
            if key in ("width", "height") and not LENGTH.fullmatch(value):
                self.reading.error(
                    Code.ATTRIBUTE_BAD,
                    f"{key}={value} is not a length",
                    span,
                    "write width=80%, or a length such as 9cm",
                )

    def data(self, path: str, span: Span) -> DataTable | None:
        """The data table in the file ``path`` of the thesis folder."""
        file, found = resolve_inside(self.root, path, span)
        self.reading.diagnostics += found
        if file is None:
            return None
        table, found = read_csv(file, path)
        self.reading.diagnostics += found
        return table

    def _data_table(self, image: m.InlineImage, label: str | None, attributes: m.Attributes) -> m.Block | None:
        span, pairs = image.span, dict(attributes)
        self._check_keys(attributes, TABLE_KEYS, span)
        if label and label.startswith("fig-"):
            self.reading.error(
                Code.PLOT_KIND, "a figure from data needs to know how it is drawn", span,
                "add plot=bar x=… y=… for a plot, or call it tbl-… for a table",
            )  # fmt: skip
            return None
        table = self.data(image.path, span)
        if table is None:
            return None
        if "columns" in pairs:
            names = [n.strip() for n in pairs["columns"].split(",")]
            table, found = select_columns(table, names, span)
            self.reading.diagnostics += found
            if table is None:
                return None
        headers = [h.strip() for h in pairs["headers"].split(",")] if "headers" in pairs else list(table.columns)
        if len(headers) != len(table.columns):
            self.reading.error(
                Code.ATTRIBUTE_BAD, f"headers= names {len(headers)} columns, the table has {len(table.columns)}", span
            )
            return None
        alignments = tuple(
            m.Alignment.RIGHT if numeric_column(table, name) else m.Alignment.LEFT for name in table.columns
        )
        if "align" in pairs:
            alignments = tuple(_ALIGN.get(c, m.Alignment.LEFT) for c in pairs["align"].ljust(len(headers), "l"))[
                : len(headers)
            ]
        header = tuple(m.Cell((m.Text(h, span),), span) for h in headers)
        rows = tuple(
            tuple(m.Cell((m.Text(c.text, c.span),) if c.text else (), c.span) for c in row) for row in table.rows
        )
        self.reading.check_columns(len(header), span)
        return m.Table(alignments, header, rows, image.alt, label, attributes, span, image.path)

    # ------------------------------------------------------------------------------------------------------- captions

    def caption(self, blocks: list[m.Block], token: Token, children: tuple[m.Inline, ...], span: Span) -> None:
        """Give the caption to the table that was read last."""
        found: Attributes = token.meta.get("attributes", NONE)
        if token.meta.get("bad"):
            self.reading.error(
                Code.ATTRIBUTE_BAD, "the attributes of this caption cannot be read", span, "write {#tbl-name}"
            )
        table = blocks[-1] if blocks else None
        if not isinstance(table, m.Table) or table.caption:
            self.reading.error(
                Code.TABLE_CAPTION, "this caption stands behind no table", span, "put it directly after its table"
            )
            blocks.append(m.Paragraph(children, span))
            return
        self._check_keys(found.pairs, TABLE_KEYS, span)
        blocks[-1] = replace(table, caption=children, label=found.id, attributes=found.pairs)
