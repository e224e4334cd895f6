"""The small beam in a row of a list, drawn as a handful of paths.

A row must stay light: one small drawing with one label, and the sentence in
words beside it. Above ``CROWD`` posts single posts would be too thin to read;
then the beam is divided by how many stand how, in the order of the key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bayanihan.web.parts.beam import Beam, Post, PostState

CROWD = 20
HEIGHT = 16
_PITCH = 10
_GAP = 6
_CROWD_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Stroke:
    """All posts of one state as one SVG path; ``css`` is the state."""

    css: str
    d: str


@dataclass(frozen=True, slots=True)
class Mini:
    """A beam in a row: width in drawing units, paths, label, and the sentence beside it."""

    width: int
    strokes: tuple[Stroke, ...]
    label: str
    sentence: str


def _carries(x: int) -> str:
    return f"M{x} 2h6v13h-6z"


def _outline(x: int) -> str:
    return f"M{x}.5 2v12.5h5v-12.5"


def _partly(x: int) -> str:
    return f"{_outline(x)}M{x}.5 2h5v6h-5z"


def _reserves(x: int) -> str:
    return f"M{x}.5 2v6.5h5v-6.5"


def _apart(x: int) -> str:
    return f"M{x} 7l4-1 2 8-4 1z"


def _outside(x: int) -> str:
    return f"M{x + 2} 12h2v2h-2z"


_SHAPE: dict[PostState, Callable[[int], str]] = {
    PostState.CARRIES: _carries,
    PostState.PARTLY: _partly,
    PostState.ASKED: _outline,
    PostState.LATE: _outline,
    PostState.RESERVES: _reserves,
    PostState.APART: _apart,
    PostState.OUTSIDE: _outside,
}


def mini_of(beam: Beam) -> Mini:
    """Draw ``beam`` small. The label counts the posts; the sentence is the beam's own."""
    if len(beam.posts) > CROWD:
        width, strokes = _CROWD_WIDTH, _crowd(beam.posts)
    else:
        width, strokes = _single(beam.posts)
    return Mini(width, strokes, _label(beam), beam.sentence)


def _label(beam: Beam) -> str:
    """Name the members that take part, by state, so that nothing hangs on the drawing."""
    named: dict[str, list[str]] = {}
    for post in beam.posts:
        if post.stand.state is not PostState.OUTSIDE:
            named.setdefault(post.stand.words, []).append(post.face.code)
    said = "; ".join(f"{', '.join(codes)}: {words}" for words, codes in named.items())
    return f"{beam.label}. {said}" if said else beam.label


def _single(posts: Iterable[Post]) -> tuple[int, tuple[Stroke, ...]]:
    x, drawn = 2, dict.fromkeys(PostState, "")
    for post in posts:
        x += _GAP if post.has_gap else 0
        drawn[post.stand.state] += _SHAPE[post.stand.state](x)
        x += _PITCH
    return x - 2, tuple(Stroke(state, d) for state, d in drawn.items() if d)


def _crowd(posts: tuple[Post, ...]) -> tuple[Stroke, ...]:
    counts = Counter(post.stand.state for post in posts)
    strokes: list[Stroke] = []
    done = 0
    for state in PostState:
        if not counts[state]:
            continue
        start = _CROWD_WIDTH * done // len(posts)
        done += counts[state]
        strokes.append(Stroke(state, _block(state, start, _CROWD_WIDTH * done // len(posts))))
    return tuple(strokes)


def _block(state: PostState, start: int, end: int) -> str:
    """One stretch of the divided beam: filled, half, hollow, short, or a line of dots."""
    wide = max(end - start - 2, 1)
    if state is PostState.CARRIES:
        return f"M{start} 2h{wide}v13h-{wide}z"
    if state is PostState.OUTSIDE:
        return f"M{start} 12h{wide}v2h-{wide}z"
    deep = "6.5" if state is PostState.RESERVES else "12.5"
    half = f"M{start}.5 2h{wide}v6h-{wide}z" if state is PostState.PARTLY else ""
    return f"M{start}.5 2v{deep}h{wide}v-{deep}{half}"
