"""Posts stand in one order, whatever members do; shape and word say the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.web.parts import samples
from bayanihan.web.parts.beam import Beam, Face, PostState, Stand, in_order, key_of, posts_of
from bayanihan.web.parts.mini import CROWD, mini_of

CODES = [face.code for face in samples.FACES]
STANDS = st.dictionaries(
    st.sampled_from(CODES),
    st.builds(Stand, st.sampled_from(PostState), st.just("word")),
)


@given(stands=STANDS, faces=st.permutations(samples.FACES))
def test_the_order_never_follows_what_a_member_does(
    stands: dict[str, Stand], faces: list[Face]
) -> None:
    posts = posts_of(faces, stands, outside="outside")
    codes = [post.face.code for post in posts]
    states = [face.code for face in samples.FACES if not face.is_body]
    bodies = sorted(face.code for face in samples.FACES if face.is_body)
    assert codes == states + [code for code in bodies if code in stands]


@given(stands=STANDS)
def test_only_the_first_body_after_states_has_a_gap(stands: dict[str, Stand]) -> None:
    posts = posts_of(samples.FACES, stands, outside="outside")
    gaps = [post.face.code for post in posts if post.has_gap]
    assert gaps == [post.face.code for post in posts if post.face.is_body][:1]


def test_bodies_alone_have_no_gap() -> None:
    bodies = [face for face in samples.FACES if face.is_body]
    stands = {face.code: Stand(PostState.CARRIES, "holds") for face in bodies}
    assert not any(post.has_gap for post in posts_of(bodies, stands, outside=""))


def test_a_state_that_nobody_named_stands_outside_in_words() -> None:
    post = posts_of([samples.face("XA")], {}, outside="outside this group", me="XA")[0]
    assert post.stand == Stand(PostState.OUTSIDE, "outside this group")
    assert post.css == "post is-outside is-me"


def test_states_come_before_bodies() -> None:
    faces = [Face("AA", "a body", is_body=True), Face("ZZ", "a state")]
    assert [face.code for face in in_order(faces)] == ["ZZ", "AA"]


def test_the_key_explains_only_what_is_drawn() -> None:
    beam = samples.beam("b", asked="XA", carries="XB")
    words = {state: state.value for state in PostState}
    assert [item.words for item in key_of(beam.posts, words)] == ["carries", "asked", "outside"]
    assert key_of(beam.posts, {}) == ()


def test_a_beam_of_many_is_said_to_be_one() -> None:
    assert samples.many().css == " beam--many"
    assert samples.with_bodies().css == ""
    assert samples.long_codes().css == " beam--long"


def test_a_long_code_is_read_in_two_parts() -> None:
    face = Face("PH-CERT-2", "n")
    assert (face.head, face.tail, face.is_long) == ("PH", "CERT-2", True)
    assert (Face("RC", "n").tail, Face("RC", "n").is_long, Face("SERAYA", "n").is_long) == (
        "",
        False,
        True,
    )


def test_the_small_beam_says_in_words_who_takes_part() -> None:
    mini = samples.mini("1 of 2 holds it", carries="XB", asked="XF")
    assert mini.label == "Who holds it. XB: holds it; XF: asked, no answer yet"
    assert mini.sentence == "1 of 2 holds it"
    assert {stroke.css for stroke in mini.strokes} == {"carries", "asked", "outside"}


def test_a_small_beam_nobody_carries_has_only_its_name() -> None:
    assert mini_of(samples.beam("Who holds it")).label == "Who holds it"
    assert mini_of(Beam("Empty", ())).strokes == ()


@given(counts=st.lists(st.sampled_from(PostState), min_size=CROWD + 1, max_size=60))
def test_a_crowd_is_divided_by_how_many_stand_how(counts: list[PostState]) -> None:
    faces = [Face(f"{number:03}", "m") for number in range(len(counts))]
    stands = {face.code: Stand(state, state) for face, state in zip(faces, counts, strict=True)}
    mini = mini_of(Beam("b", posts_of(faces, stands, outside="")))
    assert mini.width == 120
    order = list(PostState)
    drawn = [order.index(PostState(stroke.css)) for stroke in mini.strokes]
    assert drawn == sorted(drawn)
    assert {stroke.css for stroke in mini.strokes} == set(counts)
