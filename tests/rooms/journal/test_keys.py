"""Keys of signed notes, against published ones."""

from __future__ import annotations

import pytest

from bayanihan.journal.api import SignatureType, SigningKey, VerifyingKey, is_key_name
from bayanihan.kernel.api import Malformed
from tests.rooms.journal.samples import AUTHOR

# The keys with which Go's golang.org/x/mod/sumdb/note is tested.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
# C2SP signed-note, and the cosigning key of a public witness.
EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"

PRIME = 2**255 - 19
CURVE_D = -121665 * pow(121666, -1, PRIME) % PRIME


@pytest.mark.parametrize("text", [PETER, ENOCH, EXAMPLE, WITNESS])
def test_published_keys_have_the_published_ids(text: str) -> None:
    key = VerifyingKey.from_text(text)
    assert key.to_text() == text
    assert key.key_id.hex() == text.split("+")[1]
    assert key == VerifyingKey(key.name, key.public, key.type)


def test_the_type_of_a_key_is_read() -> None:
    assert VerifyingKey.from_text(EXAMPLE).type is SignatureType.NOTE
    assert VerifyingKey.from_text(WITNESS).type is SignatureType.COSIGNATURE


def test_a_key_has_another_id_for_cosigning() -> None:
    key = AUTHOR.verifying_key
    assert key.for_cosigning().key_id != key.key_id
    assert key.for_cosigning().public == key.public
    assert key.for_cosigning().for_cosigning() == key.for_cosigning()


def test_a_published_private_key_gives_its_public_key() -> None:
    key = SigningKey.from_text(PETER_SECRET)
    assert key.verifying_key.to_text() == PETER
    assert key.to_text() == PETER_SECRET


def test_a_private_key_is_not_shown() -> None:
    key = SigningKey.from_text(PETER_SECRET)
    assert repr(key) == "SigningKey(name='PeterNeumann')"
    with pytest.raises(Malformed) as caught:
        SigningKey.from_text(PETER_SECRET.replace("c74f20a3", "c74f20a4"))
    assert "YEKFALVF" not in str(caught.value)


def test_fresh_keys_differ() -> None:
    one, other = SigningKey.generate("one"), SigningKey.generate("one")
    assert one.seed != other.seed
    assert SigningKey.from_text(one.to_text()) == one


@pytest.mark.parametrize("text", [PETER, PETER_SECRET])
def test_no_part_of_a_key_passes_for_a_key(text: str) -> None:
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            if end - start < len(text):
                with pytest.raises(Malformed):
                    VerifyingKey.from_text(text[start:end])
                with pytest.raises(Malformed):
                    SigningKey.from_text(text[start:end])


@pytest.mark.parametrize("text", [PETER, PETER_SECRET])
def test_no_key_with_a_letter_changed_passes_for_a_key(text: str) -> None:
    for at, letter in enumerate(text):
        changed = text[:at] + chr(ord(letter) + 1) + text[at + 1 :]
        with pytest.raises(Malformed):
            VerifyingKey.from_text(changed)
        with pytest.raises(Malformed):
            SigningKey.from_text(changed)


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        PETER.upper(),
        PETER + "\n",
        "name++",
        "name+00000000+",
        "",
        "+",
        "\ud800+00000000+AQ==",
    ],
)
def test_published_and_other_mangled_keys_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        VerifyingKey.from_text(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u00a0b", "a\u2003b", "a\n", "\ud800"])
def test_a_key_name_has_no_space_and_no_plus(name: str) -> None:
    assert not is_key_name(name)
    with pytest.raises(Malformed, match="bad_name"):
        SigningKey(name, bytes(32))


def test_a_key_name_may_be_in_any_script() -> None:
    assert is_key_name("ศูนย์ไซเบอร์.example/1")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_has_thirty_two_bytes(length: int) -> None:
    with pytest.raises(Malformed, match="not_a_key at public"):
        VerifyingKey("name", b"\x05" * length)
    with pytest.raises(Malformed, match="not_a_key at seed"):
        SigningKey("name", b"\x05" * length)


def small_order_coordinates() -> set[int]:
    """The y of every point whose order divides eight: 0, 1, -1, roots of d y^4 + 2 y^2 - 1."""
    root = pow(1 + CURVE_D, (PRIME + 3) // 8, PRIME)
    if root * root % PRIME != (1 + CURVE_D) % PRIME:
        root = root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    found = {0, 1, PRIME - 1}
    for sign in (root, -root):
        square = (sign - 1) * pow(CURVE_D, -1, PRIME) % PRIME
        y = pow(square, (PRIME + 3) // 8, PRIME)
        for each in (y, y * pow(2, (PRIME - 1) // 4, PRIME) % PRIME):
            if each * each % PRIME == square:
                found |= {each, PRIME - each}
    return found


def test_keys_under_which_one_signature_fits_many_texts_are_refused() -> None:
    weak = small_order_coordinates()
    assert len(weak) == 5
    for y in (*weak, PRIME, PRIME + 1):
        for sign in (0, 2**255):
            with pytest.raises(Malformed, match="not_a_key"):
                VerifyingKey("name", (y + sign).to_bytes(32, "little"))


def test_a_signature_holds_for_its_key_and_text_only() -> None:
    signature = AUTHOR.sign(b"text")
    assert AUTHOR.verifying_key.is_valid(signature, b"text")
    assert not AUTHOR.verifying_key.is_valid(signature, b"Text")
    assert not AUTHOR.verifying_key.is_valid(signature[:-1], b"text")
    assert not AUTHOR.verifying_key.is_valid(b"", b"text")
    assert not VerifyingKey.from_text(PETER).is_valid(signature, b"text")
