"""Why a journal, a note or a proof was not accepted."""

from __future__ import annotations

from enum import StrEnum


class JournalFault(StrEnum):
    """Codes of every error that this room raises."""

    # Malformed: the input is not what it should be.
    HASH_LENGTH = "hash_length"
    OUT_OF_RANGE = "out_of_range"
    FRONTIER_SHAPE = "frontier_shape"
    TILE_SHAPE = "tile_shape"
    BAD_NAME = "bad_name"
    NOT_A_LEAF = "not_a_leaf"
    SALT_LENGTH = "salt_length"
    NOT_A_CHECKPOINT = "not_a_checkpoint"
    NOT_A_KEY = "not_a_key"
    NOT_A_NOTE = "not_a_note"
    NOT_A_COSIGNATURE = "not_a_cosignature"
    NOT_EVIDENCE = "not_evidence"
    # Refused: well-formed, but it must not be done.
    SALT_ERASED = "salt_erased"
    CONTENT_ERASED = "content_erased"
    NOT_FOR_SIGNING = "not_for_signing"
    # Unverified: a proof or a signature does not hold.
    PROOF_SHAPE = "proof_shape"
    ROOT_DIFFERS = "root_differs"
    SIZE_DIFFERS = "size_differs"
    BAD_SIGNATURE = "bad_signature"
    AMBIGUOUS_KEY = "ambiguous_key"
    NO_KNOWN_SIGNATURE = "no_known_signature"
    TIME_OUT_OF_RANGE = "time_out_of_range"
    NO_CONTRADICTION = "no_contradiction"
