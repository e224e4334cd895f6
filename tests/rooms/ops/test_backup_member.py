"""What a member takes along: everything of its own, nothing of anybody else."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from bayanihan.kernel.api import to_instant
from bayanihan.membership.api import Member, Person, StatementKey
from bayanihan.ops.archive_writing import ArchiveWriter
from bayanihan.ops.member_export import write_member
from bayanihan.records.api import Hold, trail_path, verify_package
from tests.rooms.web.hosted import Hosted, an_indicator, build_hosted

pytestmark = pytest.mark.django_db
AT = to_instant("2026-07-22T02:41:08Z")


@pytest.fixture
def hosted(db: None) -> Hosted:
    """Members that do not trust each other, on one node."""
    return build_hosted(AT)


@pytest.fixture(autouse=True)
def trails(hosted: Hosted) -> Iterator[None]:
    """Each member's own audit file, with a word that stands nowhere else."""
    made = [(hosted.a, "audit-of-a"), (hosted.b, "audit-of-b")]
    for member, word in made:
        trail_path(member).parent.mkdir(exist_ok=True)
        trail_path(member).write_text(f'{{"canary":"{word}"}}\n', encoding="utf-8")
    yield
    for member, _word in made:
        trail_path(member).unlink()


def archive_of(member: Member, at: int) -> dict[str, bytes]:
    """The files of a member's archive."""
    made = io.BytesIO()
    write_member(ArchiveWriter(made, at=at), member, at=at)
    made.seek(0)
    with tarfile.open(fileobj=made, mode="r:gz") as tar:
        return {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]  # all are files


def speak(hosted: Hosted) -> None:
    """Both have drafts, things in quarantine, a private group, people."""
    hosted.bring("aa.lead", an_indicator("draft-of-a", "draft-of-a.example"))
    hosted.bring("bb.lead", an_indicator("draft-of-b", "draft-of-b.example"))
    hosted.publish(hosted.circle, hosted.b, {**an_indicator("bad-of-b", "b.example"), "id": "x"})
    hosted.publish(hosted.circle, hosted.a, {**an_indicator("bad-of-a", "a.example"), "id": "x"})
    hosted.open_pair()


def test_a_member_takes_its_own_along(hosted: Hosted) -> None:
    speak(hosted)
    files = archive_of(hosted.a, AT + 5000)
    everything = b"".join(files.values())
    for word in (b"draft-of-a", b"bad-of-a", b"audit-of-a", b"private-1.example", b"aa.lead"):
        assert word in _opened(everything), word
    groups = [name.split("/")[1] for name in files if name.endswith("package.json")]
    assert {str(hosted.circle.uuid), str(hosted.everyone.uuid)} < set(groups)
    for group in groups:
        package = files[f"groups/{group}/package.json"]
        assert verify_package(package).holds
        charters = json.loads(files[f"groups/{group}/charters.json"])
        assert charters == json.loads(package)["x_bayanihan_package"]["charters"]
    manifest = json.loads(files["manifest.json"])
    assert set(manifest["files"]) == set(files) - {"manifest.json"}
    assert {head["member"] for head in manifest["heads"]} == {hosted.a.stix_id}


def _opened(raw: bytes) -> bytes:
    """The bytes, and what stands in them as base64."""
    import base64  # noqa: PLC0415  # here alone
    import re  # noqa: PLC0415  # as above

    parts = re.findall(rb'"([A-Za-z0-9+/]{80,}={0,2})"', raw)
    return raw + b"".join(base64.b64decode(part) for part in parts if len(part) % 4 == 0)


def test_nothing_of_another_member_is_in_it(hosted: Hosted) -> None:
    speak(hosted)
    everything = _opened(b"".join(archive_of(hosted.b, AT + 5000).values()))
    for word in (b"draft-of-b", b"bad-of-b", b"audit-of-b", b"bb.lead"):
        assert word in everything, word
    # A's drafts, people and papers, and the pair of A and C of which B knows nothing.
    for word in (b"draft-of-a", b"bad-of-a", b"audit-of-a", b"aa.lead", b"private-", b"Pair "):
        assert word not in everything, word


def test_no_password_and_no_private_key_leaves(hosted: Hosted) -> None:
    Person.objects.filter(username="aa.lead").update(password="hash-canary")
    files = archive_of(hosted.a, AT + 5000)
    everything = _opened(b"".join(files.values()))
    assert b"hash-canary" not in everything
    sealed = [bytes(one) for one in StatementKey.objects.values_list("sealed", flat=True) if one]
    assert sealed
    assert not any(one in everything for one in sealed)
    [person] = [one for one in json.loads(files["people.json"]) if one["username"] == "aa.lead"]
    assert sorted(person) == ["is_active", "name", "roles", "username", "zone"]


def test_the_archive_is_the_same_whatever_others_do_among_themselves(hosted: Hosted) -> None:
    def parts() -> dict[str, bytes]:
        files = archive_of(hosted.b, AT + 5000)
        # A bundle's own id is random in every file.
        return {name: raw[80:] for name, raw in files.items() if name != "manifest.json"}

    before = parts()
    hosted.bring("aa.lead", an_indicator("draft-of-a", "draft-of-a.example"))
    hosted.open_pair()
    assert parts() == before


def test_what_it_holds_of_others_is_named_by_its_place(hosted: Hosted) -> None:
    from bayanihan.records.api import Entry  # noqa: PLC0415  # for this test alone

    entry = Entry.objects.filter(group=hosted.circle, object__isnull=False).latest("seq")
    holder = hosted.b if entry.journal.member_id == hosted.a.pk else hosted.a
    Hold.objects.create(member=holder, entry=entry, why="court_order", by="x", at=AT)
    files = archive_of(holder, AT + 5000)
    [line] = [json.loads(one) for one in files["holds/00000.jsonl"].splitlines()]
    assert line["entry"]["index"] == entry.index
    assert line["entry"]["group"] == str(hosted.circle.uuid)
    assert not any(str(one).startswith(".spool") for one in Path(settings.DATA_DIRECTORY).iterdir())
