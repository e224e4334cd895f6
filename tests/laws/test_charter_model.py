"""Charters follow one another as an independent model says, over random histories with forks."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bayanihan.kernel.api import BayanihanError, Malformed
from bayanihan.membership.api import (
    CharterText,
    rejoin_fault,
    verify_chain,
    verify_first,
    verify_next,
    verify_recovery,
)
from tests.laws import model_charter as model
from tests.laws.model_charter import Body, Signature
from tests.laws.strategies_charter import (
    BEGUN,
    MINUTE,
    all_signatures,
    as_charter,
    cuts_for,
    firsts,
    next_body,
    signatures,
    signed_by,
    successors,
    without_defaults,
)

MOST_RIVALS = 3


@dataclass(frozen=True)
class Version:
    """One valid version: as JSON, as read, its note, and who put which key under it."""

    body: Body
    text: CharterText
    note: str
    signed: frozenset[Signature]

    @property
    def digest(self) -> str:
        """How successors name it."""
        return self.text.digest.hex()


class Charters(RuleBasedStateMachine):
    """A group whose charter grows, forks and recovers; everybody may try everything."""

    def __init__(self) -> None:
        super().__init__()
        self.versions: list[Version] = []
        self.tips: list[Version] = []
        self.clock = BEGUN

    @initialize(body=firsts())
    def open(self, body: Body) -> None:
        """A first charter, signed by everybody."""
        text = as_charter(body)
        signed = all_signatures(body)
        note = signed_by(text, signed)
        verify_first(text, note)
        self.versions = self.tips = [Version(body, text, note, frozenset(signed))]

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """Somebody tries whatever can be tried now."""
        actions = [self.go_on] if len(self.tips) == 1 else [self.recover, self.recover]
        if len(self.versions) > 1 and len(self.tips) < MOST_RIVALS:
            actions.append(self.fork)
        data.draw(st.sampled_from(actions))(data)

    def go_on(self, data: st.DataObject) -> None:
        """Somebody makes the next version."""
        made = self._attempt(data, self.tips[0])
        if made is not None:
            self._keep(made)
            self.tips = [made]

    def fork(self, data: st.DataObject) -> None:
        """Somebody makes a second version of what has a successor already."""
        parent = next(one for one in self.versions if one.digest == self.tips[0].body["previous"])
        made = self._attempt(data, parent)
        if made is not None and made.digest not in {one.digest for one in self.versions}:
            self._keep(made)
            self.tips = [*self.tips, made]

    def recover(self, data: st.DataObject) -> None:
        """Somebody names the rivals, well or badly."""
        base, chosen = self._fork_base(), data.draw(st.sampled_from(self.tips))
        self.clock += MINUTE
        body = next_body(chosen.body, chosen.digest, self.clock)
        if data.draw(st.booleans()):
            body = data.draw(successors(chosen.body, chosen.digest, self.clock, most=1))
        others = [one for one in self.tips if one is not chosen]
        body["also"] = sorted(one.digest for one in others)[
            data.draw(st.sampled_from((0, 0, 0, 1))) :
        ]
        if data.draw(st.integers(0, 4)):
            cuts = cuts_for([chosen.body, *(one.body for one in others)], body)
            body["cuts"] = sorted(cuts, key=lambda cut: (cut["member"], cut.get("vkey") or ""))
        made = self._made(without_defaults(body), data.draw(signatures(base.body)))
        if made is None:
            return
        lawful = model.may_end(base.body, {one.digest: one.body for one in self.tips}, made.body)
        expected = lawful and model.has_majority(base.body, made.body, set(made.signed))
        rivals = [one.text for one in self.tips]
        found = _holds(lambda: verify_recovery(base.text, rivals, made.text, made.note))
        assert found is expected, made.body
        event(f"recovery {found}")
        if found and self._comes_back_clean(chosen, made):
            self._keep(made)
            self.tips = [made]

    def teardown(self) -> None:
        """Whatever happened, all valid versions together are a valid chain."""
        chain = sorted(self.versions, key=lambda one: one.body["number"])
        verify_chain([(one.text, one.note) for one in chain])

    def _attempt(self, data: st.DataObject, old: Version) -> Version | None:
        self.clock += data.draw(st.sampled_from((0, MINUTE)))
        body = data.draw(successors(old.body, old.digest, self.clock))
        made = self._made(body, data.draw(signatures(old.body)))
        if made is None:
            return None
        lawful = model.may_follow(old.body, old.digest, made.body)
        expected = lawful and model.is_signed(old.body, made.body, set(made.signed))
        found = _holds(lambda: verify_next(old.text, made.text, made.note))
        assert found is expected, made.body
        event(f"next {found}, lawful {lawful}")
        return made if found and self._comes_back_clean(old, made) else None

    def _comes_back_clean(self, old: Version, made: Version) -> bool:
        """What only the whole line can show: nobody comes back with other keys than it had."""
        known = {one.digest: one for one in self.versions}
        line = [old]
        while line[-1].body["previous"] in known:
            line.append(known[line[-1].body["previous"]])
        expected = model.comes_back_clean([one.body for one in line], made.body)
        fault = rejoin_fault([one.text for one in line], made.text)
        assert (fault is None) is expected
        event(f"comes back clean {expected}")
        return expected

    def _made(self, body: Body, signed: set[Signature]) -> Version | None:
        try:
            text = as_charter(body)
        except Malformed:
            event("malformed")
            return None
        return Version(body, text, signed_by(text, signed), frozenset(signed))

    def _fork_base(self) -> Version:
        parents = [tip.body["previous"] for tip in self.tips]
        return next(one for one in self.versions if one.digest == parents[0])

    def _keep(self, made: Version) -> None:
        self.versions = [*self.versions, made]


def _holds(check: object) -> bool:
    try:
        check()  # type: ignore[operator]  # one of the verifying functions, bound
    except Malformed:
        pytest.fail("what was read is not malformed")
    except BayanihanError:
        return False
    return True


Charters.TestCase.settings = settings(stateful_step_count=8)
test_charters_follow_the_model = Charters.TestCase
