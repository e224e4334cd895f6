"""What never stands in a log: the secrets of links, which are part of their addresses."""

from __future__ import annotations

import logging
import re
from typing import Final

_INVITED: Final = re.compile(r"(/invited/)[^/\s?]+")


class WithoutSecrets(logging.Filter):
    """Takes the secret out of the address of an invitation, wherever a line names one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """The line stays, without the secret."""
        said = record.getMessage()
        if "/invited/" in said:
            record.msg, record.args = _INVITED.sub(r"\1...", said), None
        return True
