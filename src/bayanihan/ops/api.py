"""The door of ops."""

from bayanihan.ops.backing_up import back_up
from bayanihan.ops.building import build_region, keep_loss
from bayanihan.ops.catching_up import catch_up
from bayanihan.ops.commands import (
    check_file,
    import_files,
    list_groups,
    list_members,
    list_people,
)
from bayanihan.ops.comparing import compare_files, confirm_restore
from bayanihan.ops.doctor import examine
from bayanihan.ops.files_out import export_group, verify_file
from bayanihan.ops.inviting import invite_person
from bayanihan.ops.member_export import export_member
from bayanihan.ops.rebuilding import rebuild_rows
from bayanihan.ops.restoring import restore
from bayanihan.ops.stating import Spoken
from bayanihan.ops.words import fault_words

__all__ = [
    "Spoken",
    "back_up",
    "build_region",
    "catch_up",
    "check_file",
    "compare_files",
    "confirm_restore",
    "examine",
    "export_group",
    "export_member",
    "fault_words",
    "import_files",
    "invite_person",
    "keep_loss",
    "list_groups",
    "list_members",
    "list_people",
    "rebuild_rows",
    "restore",
    "verify_file",
]
