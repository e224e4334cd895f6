"""The ``bayanihan`` command: one entry, one function for each word."""

from __future__ import annotations

import argparse
import os
import sys

from django.db import DatabaseError

from bayanihan import __version__
from bayanihan.kernel.api import BayanihanError
from bayanihan.site.arguments import make_parser
from bayanihan.site.configuration import ConfigurationFault
from bayanihan.site.refusals import refusal_words

_WRONG = 2
# As a shell counts a program that a signal ended: SIGINT, SIGPIPE.
_INTERRUPTED = 130
_BROKEN_PIPE = 141


def main(argv: list[str] | None = None) -> int:
    """Run a command; gives its exit code. No traceback reaches a person for what we foresaw."""
    parser = make_parser(__version__)
    arguments = parser.parse_args(argv)
    if arguments.data is not None:
        os.environ["BAYANIHAN_DATA"] = str(arguments.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bayanihan.site.settings")
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BayanihanError as error:
        return _fail(_words(error))
    except BrokenPipeError:
        return _unheard()
    except OSError as error:
        return _fail(f"{error.strerror or error}: {error.filename or ''}")
    except DatabaseError as error:
        return _fail(f"the database cannot be used: {str(error).partition(chr(10))[0]}")
    except KeyboardInterrupt:
        return _fail("interrupted; what was acknowledged is kept", code=_INTERRUPTED)
    return code


def _words(error: BayanihanError) -> str:
    """A refusal in words; what keeps a node from starting is said without the node."""
    if isinstance(error.code, ConfigurationFault):
        return refusal_words(error.code, error.where)
    from bayanihan.ops.api import fault_words  # noqa: PLC0415  # only when something failed

    return fault_words(error)


def _unheard() -> int:
    """Whoever read our output has gone: nothing more to say, not even at the end of Python."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _BROKEN_PIPE


def _fail(words: str, *, code: int = _WRONG) -> int:
    sys.stderr.write(f"bayanihan: {words}\n")
    return code


def _run(arguments: argparse.Namespace) -> int:
    """Make the node ready as far as the command needs it, then run the command."""
    from bayanihan.site import running  # noqa: PLC0415  # settings are read on import

    word: str = arguments.word
    running.start(word)
    return running.COMMANDS[word](arguments)


def entry_point() -> None:
    """What the installed script calls."""
    sys.exit(main())
