"""The door of ops."""

from bayanihan.ops.building import build_region, keep_loss
from bayanihan.ops.commands import (
    check_file,
    import_files,
    list_groups,
    list_members,
    list_people,
)
from bayanihan.ops.doctor import examine
from bayanihan.ops.files_out import export_group, verify_file
from bayanihan.ops.words import fault_words

__all__ = [
    "build_region",
    "check_file",
    "examine",
    "export_group",
    "fault_words",
    "import_files",
    "keep_loss",
    "list_groups",
    "list_members",
    "list_people",
    "verify_file",
]
