"""What is kept between builds: as fresh, whatever was kept before, and nothing when it is damaged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from typesetter.citations import cache as cache_module
from typesetter.citations import driver as driver_module
from typesetter.citations import kept as kept_module
from typesetter.citations.cache import ReferenceCache, read_kept, write_kept
from typesetter.citations.driver import format_references
from typesetter.citations.kept import labels_kept, load_kept_library
from typesetter.citations.labels import letters_of
from typesetter.citations.library import Library, load_library
from typesetter.citations.plaindata import DAMAGE, pack, unpack
from typesetter.citations.render import to_text
from typesetter.citations.sheets import load_variant
from typesetter.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typesetter.citations.variant import Variant

HERE = Path(__file__).parent
SPAN = Span("r.bib", 3, 1)
BIBS = sorted(p for folder in ("bad", "seed", "library", "exports") for p in (HERE / folder).glob("*.bib"))


class TestCache:
    def test_it_spares_the_formatting(
        self, tmp_path: Path, works: Library, harvard: Variant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        labelled = letters_of(works.entries.values(), harvard)
        cache = ReferenceCache(tmp_path / "references.json")
        first = format_references(labelled, harvard, cache)
        cache.save()
        assert first == format_references(labelled, harvard)
        warm = ReferenceCache(tmp_path / "references.json")
        assert len(warm) == len(labelled)
        monkeypatch.setattr(driver_module, "format_reference", lambda *_: pytest.fail("formatted again"))
        assert format_references(labelled, harvard, warm) == first

    def test_what_is_expected_counts_and_stays(self, tmp_path: Path, works: Library, harvard: Variant) -> None:
        path = tmp_path / "references.json"
        kept = ReferenceCache(path)
        format_references(letters_of(works.entries.values(), harvard), harvard, kept)
        kept.save()
        before, (first, *_) = path.read_bytes(), kept
        cache = ReferenceCache(path)
        cache.expect([*kept, "new"])
        assert cache.anew == 1
        assert cache[first] == kept[first]
        cache.save()  # though only one of them has been asked for
        assert path.read_bytes() == before

    def test_its_keys_are_contents(
        self, tmp_path: Path, works: Library, harvard: Variant, press_of: Any, own_variant: Any
    ) -> None:
        other, _ = own_variant("title: Mine\nparent: harvard\nend: '!'\n")
        cache: dict[str, object] = {}
        one = letters_of([works["coyle2021a"]], harvard)
        two = letters_of([works["coyle2021a"], works["coyle2021b"]], harvard)
        assert to_text(format_references(one, harvard, cache)[0]) == "Coyle, J.J. (2021). Interventions."
        assert [to_text(r)[-15:] for r in format_references(two, harvard, cache)] == [
            "). Border Wars.",
            "Interventions."[-15:].rjust(15),
        ]
        assert to_text(format_references(one, other, cache)[0]) == "Coyle, J.J. (2021). Interventions!"
        assert len(cache) == 4

    @pytest.mark.parametrize("content", ["", "{", "[]", "0" * 32 + "\n{}", "\x00", "null", "\ud800", "\n\n"])
    def test_a_damaged_file_is_no_cache(self, content: str, tmp_path: Path, works: Library, harvard: Variant) -> None:
        path = tmp_path / "references.json"
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        cache = ReferenceCache(path)
        assert len(cache) == 0
        format_references(letters_of([works["coyle2019"]], harvard), harvard, cache)
        cache.save()
        assert len(ReferenceCache(path)) == 1

    def test_a_changed_letter_is_damage(self, tmp_path: Path, works: Library, harvard: Variant) -> None:
        path = tmp_path / "references.json"
        cache = ReferenceCache(path)
        format_references(letters_of([works["coyle2019"]], harvard), harvard, cache)
        cache.save()
        path.write_text(path.read_text(encoding="utf-8").replace("Coyle", "Boyle"), encoding="utf-8")
        assert len(ReferenceCache(path)) == 0

    def test_damaged_values_are_made_anew(self, works: Library, harvard: Variant) -> None:
        labelled = letters_of([works["coyle2019"]], harvard)
        cache: dict[str, object] = {}
        good = format_references(labelled, harvard, cache)
        cache[next(iter(cache))] = [["rubbish"]]
        assert format_references(labelled, harvard, cache) == good

    def test_a_valid_file_of_something_else_is_no_cache(self, tmp_path: Path) -> None:
        for body in (b"3", b"[1]", b"null", b"{", b"\xff"):
            write_kept(tmp_path / "references.json", body)
            assert len(ReferenceCache(tmp_path / "references.json")) == 0

    def test_a_folder_that_cannot_be_written_costs_only_time(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        cache = ReferenceCache(tmp_path / "file" / "references.json")
        cache["a"] = []
        cache.save()

    def test_without_a_file_nothing_is_kept(self, works: Library, harvard: Variant) -> None:
        cache = ReferenceCache(None)
        format_references(letters_of([works["coyle2019"]], harvard), harvard, cache)
        cache.save()
        assert cache.anew == 1

    def test_the_same_references_are_the_same_bytes(self, tmp_path: Path, works: Library, harvard: Variant) -> None:
        labelled = letters_of(works.entries.values(), harvard)
        for name, rows in (("a", labelled), ("b", labelled[::-1])):
            cache = ReferenceCache(tmp_path / name)
            format_references(rows, harvard, cache)
            cache.save()
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()

    def test_how_many_were_made(self, tmp_path: Path, works: Library, harvard: Variant) -> None:
        path = tmp_path / "references.json"
        for keys, anew in ((("coyle2019",), 1), (("coyle2019", "rose1998"), 1), (("coyle2019", "rose1998"), 0)):
            cache = ReferenceCache(path)
            format_references(labels_kept(map(works.__getitem__, keys), harvard, cache), harvard, cache)
            cache.save()
            assert cache.anew == anew

    def test_other_code_empties_it(
        self, tmp_path: Path, works: Library, harvard: Variant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cache = ReferenceCache(tmp_path / "references.json")
        format_references(letters_of([works["coyle2019"]], harvard), harvard, cache)
        cache.save()
        monkeypatch.setattr(cache_module, "code_digest", lambda: "other")
        assert len(ReferenceCache(tmp_path / "references.json")) == 0

    def test_only_what_is_used_is_kept(self, tmp_path: Path, works: Library, harvard: Variant) -> None:
        path = tmp_path / "references.json"
        cache = ReferenceCache(path)
        format_references(letters_of(works.entries.values(), harvard), harvard, cache)
        cache.save()
        cache = ReferenceCache(path)
        format_references(letters_of([works["coyle2019"]], harvard), harvard, cache)
        cache.save()
        assert len(ReferenceCache(path)) == 1
        del (again := ReferenceCache(path))[next(iter(again))]
        assert len(again) == 0


VARIANTS = {name: load_variant(name, HERE)[0] for name in ("harvard", "agps", "cite-them-right")}
KEYS = ["coyle2019", "coyle2021a", "coyle2021b", "jsmith2001", "asmith2001", "osce2009", "neorealism2018", "undated"]

# source texts that share, move, change and damage entries
ENTRIES = [
    "@string{cup = {Cambridge UP}}",
    "@string{cup = {Cambridge University Press}}",
    "@book{a, author = {Götz, E. and de Waal, T.}, title = {On \\emph{War} and $x^2$}, publisher = cup, year = 2001}",
    "@book{a, author = {Götz, E.}, title = {Other}, publisher = cup # { and others}, year = 2001}",
    "@inbook{b,\n  author = {{World Bank}}, crossref = {p},\n title = {Part}}",
    "@book{p, title = {Whole}, editor = {E, F.}, year = 1999}",
    "@book{p, title = {Another whole}, editor = {E, F. and others}, date = {1999-05/2000}}",
    "@misc{c, title = {T}, howpublished = {\\url{http://a.example/b}}, note = {Accessed: 2024-01-05}} % said",
    "@book{d, author = {Too, Many, Commas, Here}, title = {\\unknowncommand{x}}, year = {12}}",
    "@wrongtype{e, title = {T} year = 2000}",
    "@book{f, title = {never closed",
    "@online{g, title = {\\textsc{a} \\texttt{b} \\textsuperscript{c}}, url = {https://a.example/~x_y}, sortkey = {z}}",
    "words between",
    "",
]
SOURCES = st.lists(
    st.tuples(
        st.sampled_from(["one.bib", "two.bib"]),
        st.lists(st.sampled_from(ENTRIES), max_size=6).map("\n".join),
    ),
    max_size=2,
    unique_by=lambda source: source[0],
)


def shown(library: Library, diagnostics: Sequence[object]) -> tuple[object, ...]:
    """Everything of a library, in a form that is compared by value."""
    entries = [
        replace(entry, fields=dict(entry.fields), people=dict(entry.people)) for entry in library.entries.values()
    ]
    return list(library.entries), entries, replace(library, entries={}), list(diagnostics)


class TestLibrary:
    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(histories=st.lists(SOURCES, min_size=1, max_size=4))
    def test_kept_is_as_fresh(self, histories: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
        folder = tmp_path_factory.mktemp("kept")
        for sources in histories:
            assert shown(*load_kept_library(sources, folder)) == shown(*load_library(sources))
            assert shown(*load_kept_library(sources, folder)) == shown(*load_library(sources))

    def test_without_a_folder_everything_is_read(self) -> None:
        sources = [("r.bib", ENTRIES[2])]
        assert shown(*load_kept_library(sources, None)) == shown(*load_library(sources))

    @settings(max_examples=25, deadline=None)
    @given(
        histories=st.lists(
            st.tuples(st.sampled_from(sorted(VARIANTS)), st.sets(st.sampled_from(KEYS))),
            min_size=1,
            max_size=4,
        )
    )
    def test_kept_references_are_as_fresh(
        self, histories: Any, works: Library, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        path = tmp_path_factory.mktemp("kept") / "references.json"
        for style, keys in histories:
            variant = VARIANTS[style]
            assert variant is not None
            cache = ReferenceCache(path)
            entries = [works[key] for key in sorted(keys)]
            labelled = labels_kept(entries, variant, cache)
            assert labelled == letters_of(entries, variant)
            assert format_references(labelled, variant, cache) == format_references(labelled, variant)
            cache.save()

    @pytest.mark.parametrize("path", BIBS, ids=lambda p: f"{p.parent.name}/{p.stem}")
    def test_every_file_of_the_tests(self, path: Path, tmp_path: Path) -> None:
        sources = [(path.name, path.read_bytes().decode("utf-8", "replace"))]
        fresh = shown(*load_library(sources))
        moved = [(path.name, "\n% a line above\n\n" + sources[0][1])]
        assert shown(*load_kept_library(sources, tmp_path)) == fresh
        assert shown(*load_kept_library(sources, tmp_path)) == fresh
        assert shown(*load_kept_library(moved, tmp_path)) == shown(*load_library(moved))

    def test_what_did_not_change_is_not_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        text = "\n".join(f"@book{{k{i}, author = {{A, B.}}, title = {{Title {i}}}, year = 2000}}" for i in range(5))
        load_kept_library([("r.bib", text)], tmp_path)
        made: list[str] = []
        parsed: list[str] = []
        from typesetter.citations import bibsyntax, entries

        make, parse = entries.make_entry, bibsyntax._parse
        monkeypatch.setattr(entries, "make_entry", lambda key, *rest: made.append(key) or make(key, *rest))
        monkeypatch.setattr(
            bibsyntax, "_parse", lambda file, chunk, macros: parsed.append(chunk.key) or parse(file, chunk, macros)
        )
        load_kept_library([("r.bib", text.replace("Title 3", "Another title"))], tmp_path)
        assert (parsed, made) == (["k3"], ["k3"])
        monkeypatch.setattr(kept_module, "load_library", lambda *_: pytest.fail("read again"))
        found, _ = load_kept_library([("r.bib", text.replace("Title 3", "Another title"))], tmp_path)
        assert found["k3"].text("title") == "Another title"
        assert "unpacked" not in repr(found["k3"].fields)

    def test_damaged_files_are_read_again(self, tmp_path: Path) -> None:
        sources = [("r.bib", "@book{a, title = {T}, year = 2000}\n@book{b, title = {T}}")]
        fresh = shown(*load_library(sources))
        load_kept_library(sources, tmp_path)
        for name in ("library.json", "parsed.json"):
            good = (tmp_path / name).read_bytes()
            for damaged in (good[:-9], good.replace(b"book", b"bock"), b"", b"x\n" + good, b"\x00" * 9):
                (tmp_path / name).write_bytes(damaged)
                (tmp_path / "library.json").touch()
                assert shown(*load_kept_library(sources, tmp_path)) == fresh
        for body in (b"", b"[]", b"{}", b"null", b"[[1]]", b'{"entries": 3}', b'{"sources": null}'):
            write_kept(tmp_path / "library.json", body)
            write_kept(tmp_path / "parsed.json", body)
            assert shown(*load_kept_library(sources, tmp_path)) == fresh
        assert read_kept(tmp_path / "library.json") is not None

    def test_labels_hang_on_every_work_and_on_the_style(
        self, works: Library, harvard: Variant, own_variant: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other, _ = own_variant("title: Mine\nparent: harvard\ntext: {names: {last: ' & '}}\n")
        cache: dict[str, Any] = {}
        some = [works["coyle2021a"], works["two2015"]]
        for entries in (some, works.entries.values(), some):
            for variant in (harvard, other):
                assert labels_kept(entries, variant, cache) == letters_of(entries, variant)
        assert len(cache) == 4
        again = json.loads(json.dumps(cache))
        monkeypatch.setattr(kept_module, "letters_of", lambda *_: pytest.fail("made again"))
        assert labels_kept(some[::-1], other, again) == letters_of(some, other)

    def test_damaged_labels_are_made_anew(self, works: Library, harvard: Variant) -> None:
        cache: dict[str, Any] = {}
        some = [works["coyle2021a"], works["two2015"]]
        good = labels_kept(some, harvard, cache)
        for damaged in (3, [], [["coyle2021a", ["label"]]], [["x", None]], [["coyle2021a", "x"]], {"a": 1}):
            cache[next(iter(cache))] = damaged
            assert labels_kept(some, harvard, cache) == good


def test_only_plain_data_is_kept() -> None:
    for value in (object(), (object(),), {"a": 1.5}):
        with pytest.raises(TypeError):
            pack(value, SPAN)
    for data in (["what"], [], ["label", 1], ["inlines", [["what", []]]], ["span", "x", 1, 1, 1], 1.5, ["name", []]):
        with pytest.raises(DAMAGE):
            unpack(data, SPAN)


@given(
    st.builds(
        Span,
        st.sampled_from(["r.bib", "other.bib"]),
        st.integers(1, 9),
        st.integers(1, 9),
        st.integers(1, 12),
        st.integers(1, 9),
    )
)
def test_spans_move_with_their_entry(span: Span) -> None:
    assert unpack(json.loads(json.dumps(pack(span, SPAN))), SPAN) == span
    moved = unpack(pack(span, SPAN), replace(SPAN, line=SPAN.line + 7, end_line=SPAN.end_line + 7))
    assert (moved.path, moved.column, moved.line - span.line, moved.end_line - span.end_line) == (
        span.path,
        span.column,
        7,
        7,
    )
