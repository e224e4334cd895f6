"""Logs hold no secret of a link."""

from __future__ import annotations

import logging

from bayanihan.site.arguments import make_parser
from bayanihan.site.log_lines import WithoutSecrets


def shown(message: str, *arguments: object) -> str:
    record = logging.LogRecord("x", logging.WARNING, "x", 1, message, arguments, None)
    assert WithoutSecrets().filter(record)
    return record.getMessage()


def test_the_secret_of_an_invitation_is_taken_out() -> None:
    assert shown("Not Found: %s", "/invited/s3cret-x_y/") == "Not Found: /invited/.../"
    assert shown("at /invited/s3cret and /invited/other/?a=b") == (
        "at /invited/... and /invited/.../?a=b"
    )


def test_every_other_line_stays() -> None:
    assert shown("Not Found: %s (%d)", "/people/", 3) == "Not Found: /people/ (3)"


def test_the_command_knows_the_rights_of_membership() -> None:
    from bayanihan.membership.api import Role  # noqa: PLC0415  # after Django is set up

    rights = [role.value for role in Role]
    line = ["invite", "AA", "aa.x", "--role", *rights]
    assert make_parser("0").parse_args(line).roles == rights
