"""A tree of files made up for one test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plant:
    """Writes files below a fresh folder."""

    root: Path

    def __call__(self, files: dict[str, str]) -> Path:
        """Write each text at its place and give the root."""
        for place, text in files.items():
            file = self.root / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return self.root
