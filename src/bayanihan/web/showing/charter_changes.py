"""What changed from one version of a charter to the next, one sentence for each change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import History
from bayanihan.kernel.api import to_text
from bayanihan.membership.api import (
    ChangeCode,
    Changed,
    CharterText,
    Member,
    Threshold,
    changes_between,
)
from bayanihan.web.showing.faces import role_words
from bayanihan.web.showing.release_words import listed
from bayanihan.web.showing.words import step_words

Facts: TypeAlias = Mapping[str, Any]


def change_sentences(old: CharterText | None, new: CharterText) -> tuple[str, ...]:
    """Every change from ``old`` to ``new``; a first charter opens the group."""
    if old is None:
        return (_("The group was opened."),)
    found = changes_between(old, new)
    names = _names(found)
    return tuple(_WORDS[one.code]({**one.facts, "names": names}) for one in found)


def _names(found: Iterable[Changed]) -> Mapping[str, str]:
    """Codes of the members that are named only by their id: constituents; one query or none."""
    ids: set[str] = set()
    for one in found:
        if one.code is ChangeCode.CONSTITUENTS_CHANGED:
            ids |= {*one.facts["added"], *one.facts["removed"]}  # type: ignore[misc]  # tuples of ids
    if not ids:
        return {}
    return dict(Member.objects.filter(stix_id__in=ids).values_list("stix_id", "code"))


def _added(facts: Facts) -> str:
    words = _("%(member)s joins as %(role)s.")
    return words % {"member": facts["member"], "role": role_words(facts["role"])}


def _removed(facts: Facts) -> str:
    count = facts["size"] or 0
    words = ngettext(
        "%(member)s leaves. Its journal ends after %(count)d entry, which stays valid.",
        "%(member)s leaves. Its journal ends after %(count)d entries, which stay valid.",
        count,
    )
    return words % {"member": facts["member"], "count": count}


def _role(facts: Facts) -> str:
    words = _("%(member)s, until now %(before)s, becomes %(after)s.")
    return words % {
        "member": facts["member"],
        "before": role_words(facts["before"]),
        "after": role_words(facts["after"]),
    }


def _renamed(facts: Facts) -> str:
    (old_code, old_name), (code, name) = facts["before"], facts["after"]
    words = _("%(before)s is now called %(after)s.")
    return words % {"before": f"{old_code}, {old_name}", "after": f"{code}, {name}"}


def _state(facts: Facts) -> str:
    after = facts["after"] or _("no state")
    return _("%(member)s is now of %(state)s.") % {"member": facts["member"], "state": after}


def _host(facts: Facts) -> str:
    words = _("%(member)s moves from the node %(before)s to %(after)s.")
    return words % facts


def _constituents(facts: Facts) -> str:
    names = facts["names"]
    parts = []
    if facts["added"]:
        who = listed(names.get(one, one) for one in facts["added"])
        parts.append(_("Through %(member)s, %(who)s may read up to AMBER.") % {**facts, "who": who})
    if facts["removed"]:
        who = listed(names.get(one, one) for one in facts["removed"])
        parts.append(_("Through %(member)s, %(who)s may read no more.") % {**facts, "who": who})
    return " ".join(parts)


def _key_added(facts: Facts) -> str:
    words = _("%(member)s has a new statement key, number %(epoch)d.")
    return words % {"member": facts["member"], "epoch": facts["epoch"]}


def _key_ended(facts: Facts) -> str:
    words = _(
        "%(member)s's statement key number %(epoch)d is out of use since %(until)s; what it "
        "signed up to entry %(size)d stays valid."
    )
    return words % {
        "member": facts["member"],
        "epoch": facts["epoch"],
        "until": to_text(facts["until"])[:16].replace("T", " ") + " UTC",
        "size": facts["size"] or 0,
    }


def _step(facts: Facts) -> str:
    words = _("The step goes from %(before)s to %(after)s.")
    return words % {"before": step_words(facts["before"]), "after": step_words(facts["after"])}


def _name(facts: Facts) -> str:
    return _("The group is called “%(after)s”; until now “%(before)s”.") % facts


def _purpose(_facts: Facts) -> str:
    return _("What the group is for was written anew.")


def _speaker(facts: Facts) -> str:
    if not facts["after"]:
        return _("Nobody speaks for %(state)s in decisions any more.") % facts
    speaker, *alternate = facts["after"]
    words = _("%(speaker)s speaks for %(state)s in decisions.")
    if alternate:
        words = _("%(speaker)s speaks for %(state)s in decisions, %(alternate)s in its place.")
    return words % {
        "speaker": speaker,
        "state": facts["state"],
        "alternate": "".join(alternate),
    }


def history_words(history: str) -> str:
    """What newcomers are given, inside a sentence."""
    if history == History.ALL.value:
        return _("everything said before they joined")
    return _("only what is said after they joined")


def _history(facts: Facts) -> str:
    words = _("Newcomers read %(after)s; until now %(before)s.")
    return words % {
        "before": history_words(facts["before"]),
        "after": history_words(facts["after"]),
    }


def threshold_words(threshold: str) -> str:
    """Who has to sign the next version, inside a sentence."""
    return {
        Threshold.BOTH_SIDES.value: _("both sides"),
        Threshold.OPENER.value: _("the opener"),
        Threshold.ONE_COORDINATOR.value: _("one coordinator"),
        Threshold.TWO_COORDINATORS.value: _("two coordinators"),
    }.get(threshold, threshold)


def _threshold(facts: Facts) -> str:
    words = _("The next version needs the signature of %(after)s; until now %(before)s.")
    return words % {
        "before": threshold_words(facts["before"]),
        "after": threshold_words(facts["after"]),
    }


def retention_words(days: int | None) -> str:
    """For how long records are read, inside a sentence."""
    if days is None:
        return _("without an end")
    return ngettext("for %(count)d day", "for %(count)d days", days) % {"count": days}


def _retention(facts: Facts) -> str:
    words = _("Records can be read by others %(after)s; until now %(before)s.")
    return words % {
        "before": retention_words(facts["before"]),
        "after": retention_words(facts["after"]),
    }


def _fork_ended(_facts: Facts) -> str:
    return _(
        "The fork ends: this version names both of the versions that stood against each other."
    )


_WORDS: Final[Mapping[ChangeCode, Callable[[Facts], str]]] = {
    ChangeCode.SEAT_ADDED: _added,
    ChangeCode.SEAT_REMOVED: _removed,
    ChangeCode.ROLE_CHANGED: _role,
    ChangeCode.MEMBER_RENAMED: _renamed,
    ChangeCode.STATE_CHANGED: _state,
    ChangeCode.HOST_CHANGED: _host,
    ChangeCode.CONSTITUENTS_CHANGED: _constituents,
    ChangeCode.KEY_ADDED: _key_added,
    ChangeCode.KEY_ENDED: _key_ended,
    ChangeCode.STEP_RAISED: _step,
    ChangeCode.STEP_LOWERED: _step,
    ChangeCode.NAME_CHANGED: _name,
    ChangeCode.PURPOSE_CHANGED: _purpose,
    ChangeCode.SPEAKER_CHANGED: _speaker,
    ChangeCode.HISTORY_CHANGED: _history,
    ChangeCode.THRESHOLD_CHANGED: _threshold,
    ChangeCode.RETENTION_CHANGED: _retention,
    ChangeCode.FORK_ENDED: _fork_ended,
}
