"""Words of the command line: short English sentences for codes, and progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from bayanihan.kernel.api import BayanihanError

_MEGABYTE = 1_000_000
_WORDS: Mapping[str, str] = {
    "unmarked": "carries no TLP marking; say its handling with --tlp LABEL",
    "unknown_marking": "carries a marking that nobody here understands",
    "handling_below_marking": "the handling said is lower than the marking that it carries",
    "not_the_creator": "its creator is another member, who has not said exactly this",
    "same_version_other_content": "this version was said before with other content; both are kept",
    "after_revocation": "it was revoked; no later version may follow",
    "revoked_earlier": "it revokes the object, but a later version was said before",
    "created_changed": "its time of creation differs from earlier versions",
    "creator_changed": "its creator differs from that of earlier versions",
    "passed_on_wider": "its creator told fewer members than would read it here",
    "gate_refuses": "the gate does not let it into this group",
    "above_ceiling": "its TLP is above the group's ceiling",
    "no_threat_records": "the group is on a step of the ladder that carries no records",
    "no_seat": "the member has no seat in this group",
    "unknown_group": "there is no such group, or the member has no seat in it",
    "unknown_member": "there is no such member",
    "unknown_person": "the member has no such person",
    "not_a_username": "a user name has small letters, digits, dots and hyphens",
    "username_taken": "somebody has this user name; take another, or say --anew",
    "no_rights": "nobody signs in without a right; say --role RIGHT",
    "no_name": "say who it is with --name NAME",
    "is_inactive": "this person is shut out",
    "package_malformed": "the file is no package of ours",
    "no_archive": "this is no archive of ours, or it ends too early",
    "archive_damaged": "the archive is not as it was written; nothing was taken from it",
    "not_a_backup": "this is a member's archive, not the backup of a node",
    "other_key_file": "made under another key file; restore needs the same one",
    "archive_newer": "made by a newer program; install that one first",
    "not_empty": "there is a node here already; restore only into an empty place",
    "archive_journal_broken": "a journal in it is not what its member signed; nothing was restored",
    "unknown_room": "no room of this program is called so",
    "no_heads": "there are no signed heads in it",
    "node_is_restored": "restored from a backup; compare, then confirm-restore",
    "nothing_to_confirm": "there is no restore that waits for a word",
    "terms_ended": "its terms end before now, so nobody could read it",
    "keep_term_ended": "its term of keeping has ended already",
    "nobody_addressed": "nobody besides the publisher is addressed",
    "addressed_outside_group": "somebody is addressed who has no seat in the group",
    "needs_second_person": "the member asks for a second person; release it on the pages",
    "not_a_pap_label": "there is no such PAP label; use clear, green, amber or red",
    "not_a_timestamp": "this is no instant; write it like 2026-12-31T00:00:00Z",
    "audit_not_written": "who reads what cannot be put on record, so nothing is given out",
}

# Why a package does not hold, by code.
_PACKAGE_WORDS: Mapping[str, str] = {
    "plain_bundle": "this is a plain STIX bundle without proof; ask for the package",
    "no_charter": "it brings no charter, so nobody can say who may speak",
    "no_such_charter": "an entry names a charter version that is not in the file",
    "empty_journal": "a journal holds nothing",
    "second_journal": "a member has two journals",
    "equivocation": "a member signed two stories; the evidence is below",
    "key_not_valid": "the key was not valid when it signed",
    "epoch_differs": "the head names another key than the one that signed it",
    "entry_form": "an entry is of no known form",
    "later_than_head": "an entry is later than the head that covers it",
    "no_acceptance": "the journal does not begin by accepting the charter",
    "accepted_twice": "a charter version is accepted twice",
    "after_closing": "something is said after the end",
    "not_stix": "an object is no STIX",
    "not_understood_by_this_version": "a newer version is needed to understand this",
    "marked_higher_by_another": "another member marks this higher",
    "charter_differs": "the charter is not the one that was signed",
    "checkpoint_differs": "the head is of another journal",
    "signer_unknown": "nobody whom the charter names has signed this",
    "root_differs": "what is in the file is not what was signed",
    "size_differs": "the file holds fewer or more entries than were signed",
    "bad_signature": "a signature does not fit",
    "no_known_signature": "nobody whom the charter names has signed this",
    "object_differs": "an object was changed",
    "object_missing": "an entry's object is not in the file",
    "object_unaccounted": "an object stands in the file that nobody vouches for",
    "copy_differs": "a copy is not what was made of its original",
    "envelope_differs": "an envelope says other things than its entry",
}

# Why something is no valid STIX 2.1, by code; the detail that follows says exactly what.
_STIX_WORDS: Mapping[str, str] = {
    "empty": "there is nothing in it",
    "not_utf8": "its text is not UTF-8",
    "not_json": "it is not JSON",
    "truncated": "it ends too early; ask for the whole file",
    "duplicate_key": "a name stands twice in one object",
    "not_a_number": "it holds a number that JSON does not know",
    "big_integer": "it holds a number too large to be exact",
    "lone_surrogate": "it holds half a character",
    "too_deep": "it is nested too deep",
    "too_long": "it is larger than a node takes in",
    "too_many": "the file holds more objects than are taken in at once",
    "not_an_object": "it is no JSON object",
    "no_objects": "the bundle holds no objects",
    "bundle_inside": "a bundle stands inside a bundle",
    "bad_type": "its type is no STIX type name",
    "bad_id": "its id is no STIX id of its type",
    "bad_spec_version": "it is not STIX 2.1",
    "schema": "it breaks the STIX 2.1 schema",
    "property_name": "a property has a name that is not allowed",
    "empty_value": "a property is empty",
    "timestamp": "a time is not written as STIX writes it",
    "time_order": "a later time stands before an earlier one",
    "reference": "it refers to something that it may not refer to",
    "marking": "a marking is not as it should be",
    "selector": "a marking selects what is not there",
    "language": "a language is not a registered one",
    "extension": "an extension is not as it should be",
    "hash": "a hash is not of its algorithm",
    "identifier_version": "its id is of a kind that its type may not have",
    "registered_name": "a registered name is used for something else",
    "pattern": "the pattern cannot be read",
    "pattern_name": "the pattern names a property that there is not",
    "pattern_too_long": "the pattern is too long to be checked",
    "value": "a value is not of its form",
    "not_applicable": "a property may not stand here",
    "missing": "a property is missing",
    "unknown_label": "there is no such TLP label; use clear, green, amber, amber+strict or red",
}


def why_words(reason: Mapping[str, str]) -> str:
    """A reason in words with its code, place and detail."""
    code, where, detail = reason["code"], reason["where"], reason["detail"]
    said = _known(code) or _known(detail) or code.replace("_", " ")
    parts = [said, f"[{code}]"]
    if where:
        parts.append(f"at {where}")
    if detail:
        parts.append(f"({detail})")
    return " ".join(parts)


def _known(code: str) -> str:
    tables = (_WORDS, _STIX_WORDS, _PACKAGE_WORDS)
    return next((table[code] for table in tables if code in table), "")


def count_words(count: int, one: str, many: str = "") -> str:
    """``1 object``, ``2 objects``: a number with its noun."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def fault_words(error: BayanihanError) -> str:
    """An error in words for the last line of a command that could not be done."""
    facts = ", ".join(f"{key}: {value}" for key, value in error.facts.items())
    return why_words({"code": error.code.value, "where": error.where, "detail": facts})


def progress(done: int, total: int) -> None:
    """How far long work is; only on a terminal."""
    if sys.stderr.isatty():
        end = "\n" if done >= total else "\r"
        sys.stderr.write(f"{done} of {total}{end}")
        sys.stderr.flush()


def counting(write: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """The same writer, saying on a terminal how many megabytes have been written."""
    if not sys.stderr.isatty():
        return write
    done = 0

    def write_and_say(data: bytes) -> object:
        nonlocal done
        if done // _MEGABYTE != (done + len(data)) // _MEGABYTE:
            sys.stderr.write(f"{(done + len(data)) // _MEGABYTE} MB written\r")
            sys.stderr.flush()
        done += len(data)
        return write(data)

    return write_and_say
