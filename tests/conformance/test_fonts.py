from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typesetter.conformance import fonts


@given(st.integers(-32000, 32000))
def test_numbers_of_charstrings_are_read_as_they_are_written(number: int) -> None:
    assert fonts._number(fonts._encoded(number)) == number


@given(st.binary(max_size=200), st.sampled_from([fonts._EEXEC, fonts._CHARSTRING]))
def test_what_is_encrypted_is_decrypted_again(data: bytes, key: int) -> None:
    assert fonts._crypt(fonts._crypt(data, key, decrypt=False), key, decrypt=True) == data


@pytest.mark.parametrize(
    ("glyph", "plain"),
    [
        # side bearing 26, 12775 / 23 = 555.43, hsbw: the width of a letter of Latin Modern
        ("a5ff000031e7a20c0c0d9676", "a5f8bf0d9676"),
        # 11, 1000 / 3 = 333.33
        ("96fa7c8e0c0c0df9c3", "96f7e10df9c3"),
    ],
)
def test_a_divided_width_becomes_the_nearest_whole_one(glyph: str, plain: str) -> None:
    made = fonts._whole_width(bytes.fromhex(glyph))
    assert made is not None
    assert made.hex() == plain


def test_a_whole_width_stays() -> None:
    assert fonts._whole_width(bytes.fromhex("abf9820df8d2")) is None


MAP = b"""1 begincodespacerange <0000> <ffff> endcodespacerange
2 beginbfrange
<0020> <0020> [<0020>]
<0061> <0063> <0061>
endbfrange
1 beginbfrange <0041> <0042> [<0041> <00660069>] endbfrange
1 beginbfchar <0004> <d835dc00> endbfchar"""


def test_character_maps_of_every_form_are_read() -> None:
    assert fonts._codes(MAP) == {
        0x20: "0020", 0x61: "0061", 0x62: "0062", 0x63: "0063", 0x41: "0041", 0x42: "00660069", 4: "D835DC00",
    }  # fmt: skip
