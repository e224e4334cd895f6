"""Sentences for codes: what happened and what to do, for people. One table per room."""

from bayanihan.web.sentences.saying import TABLES, because, say, say_code

__all__ = ["TABLES", "because", "say", "say_code"]
