"""Before something is taken back: what it is, who has it, what happens, what cannot be undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import Door, Lane, may_erase
from bayanihan.kernel.api import Absent, to_text
from bayanihan.membership.api import Member
from bayanihan.records.api import (
    ERASE_REASONS,
    WITHDRAW_REASONS,
    Entry,
    Fate,
    Record,
    RecordFault,
    RemovalFault,
    RemovalReason,
    may_be_revoked,
    readers_of,
)
from bayanihan.stix.api import read
from bayanihan.web.asking import instant_of, member_of, reader_of
from bayanihan.web.parts.fields import Choice, Field, FieldKind, summary_of
from bayanihan.web.parts.pages_removal import RemovePage
from bayanihan.web.parts.rows import Fact, Line, Who, fact
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act, Voice
from bayanihan.web.sentences.of_removals import REMOVALS, reason_words
from bayanihan.web.showing.faces import face_of
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.records import object_url
from bayanihan.web.showing.release_words import NAMED, listed
from bayanihan.web.showing.titles import titled
from bayanihan.web.showing.words import kind_words


class Way(StrEnum):
    """One of the two ways of taking back; also the last part of its address."""

    WITHDRAW = "withdraw"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Taking:
    """What somebody is about to take back: the record, its versions, who has it.

    ``elsewhere`` is what the member said under the same id in other groups, one record
    a group, with who has it there.
    """

    way: Way
    record: Record
    me: Member
    versions: tuple[Record, ...]
    elsewhere: tuple[tuple[Record, tuple[Member, ...]], ...]
    holders: tuple[Member, ...]
    at: int

    @property
    def entry(self) -> Entry:
        """The entry that was chosen."""
        return self.record.entry

    @property
    def is_own(self) -> bool:
        """Whether the member created the object, or is what it describes."""
        body = self.record.body
        return self.me.stix_id in (body.get("created_by_ref"), body["id"])

    @property
    def says_revoked(self) -> bool:
        """Whether a revoked version would be said beside the withdrawal."""
        obj = read(self.record.text.encode())
        return self.is_own and may_be_revoked(obj) and not obj.revoked

    @property
    def keeps(self) -> int | None:
        """Until when nobody may erase it; ``None`` where that has passed or was never said."""
        until = self.record.handling.terms.keep_until
        return None if may_erase(self.record.handling, self.at).allowed else until

    @property
    def name(self) -> str:
        """What the record is called."""
        return titled(self.record.body).text


def record_at(request: HttpRequest, seq: int) -> tuple[Record, tuple[Record, ...]]:
    """The record with this number in its own lane, and every copy under its id; else ``Absent``."""
    for lane in (Lane.REAL, Lane.EXERCISE):
        reader = reader_of(request, door=Door.PAGE, lane=lane)
        try:
            record = reader.at_seq(seq)
        except Absent:
            continue
        return record, tuple(reader.copies(str(record.body["id"])))
    raise Absent(RecordFault.UNKNOWN_RECORD)


def taking_for(request: HttpRequest, seq: int, way: Way) -> Taking:
    """What the reader's member would take back; another's record is ``Absent`` here."""
    record, copies = record_at(request, seq)
    me, at = member_of(request), instant_of(request)
    if record.entry.journal.member_id != me.pk:
        raise Absent(RecordFault.UNKNOWN_RECORD)
    own = [one for one in copies if one.entry.journal.member_id == me.pk]
    here = [one for one in own if one.entry.group_id == record.entry.group_id]
    return Taking(
        way=way,
        record=record,
        me=me,
        versions=tuple(here),
        elsewhere=_elsewhere([one for one in own if one not in here], at=at),
        holders=readers_of(record.entry, at=at),
        at=at,
    )


def _elsewhere(
    records: Sequence[Record], *, at: int
) -> tuple[tuple[Record, tuple[Member, ...]], ...]:
    """The newest of these in each group, with its holders."""
    newest: dict[int, Record] = {}
    for one in records:
        newest.setdefault(one.entry.group_id, one)
    return tuple((one, readers_of(one.entry, at=at)) for one in newest.values())


def chosen_entries(taking: Taking, typed: Sequence[str]) -> list[Entry]:
    """The entries that a form names: the record's own, and those of the groups that were ticked."""
    others = [one.entry for one, _who in taking.elsewhere if one.entry.group.key in typed]
    return [taking.entry, *others]


def reason_in(way: Way, typed: str) -> RemovalReason | None:
    """The reason that was chosen, if it is one for this way."""
    return next((one for one in reasons_for(way) if one.value == typed), None)


def reasons_for(way: Way) -> tuple[RemovalReason, ...]:
    """Why people take something back in this way."""
    return WITHDRAW_REASONS if way is Way.WITHDRAW else ERASE_REASONS


def remove_page(taking: Taking, *, typed: str = "", is_sent: bool = False) -> RemovePage:
    """The question in words, with everything that follows from a yes."""
    is_erasing = taking.way is Way.ERASE
    fields = tuple(_fields(taking, typed, is_sent=is_sent))
    facts = {"name": taking.name, "group": group_name(taking.entry.group)}
    asked = (
        _("Erase “%(name)s” from %(group)s?")
        if is_erasing
        else _("Withdraw “%(name)s” from %(group)s?")
    )
    return RemovePage(
        sentence=asked % facts,
        lede=_lede(taking),
        facts=_facts(taking),
        happens=tuple(_erasing(taking) if is_erasing else _withdrawing(taking)),
        cannot=tuple(_final(taking)),
        who_title=_("Who has it"),
        who_words=_holding_words(taking.holders),
        whos=tuple(_whos(taking)),
        action=remove_url(taking.entry, taking.way),
        fields=fields,
        act=_act(taking),
        back=Act(_("Leave it as it is"), object_url(taking.record)),
        tells=tuple(_tells(taking)),
        summary=summary_of(fields),
    )


def _act(taking: Taking) -> Act:
    """The button; where it may not be erased yet, the way to what is possible."""
    if taking.way is Way.WITHDRAW:
        return Act(_("Withdraw it"), is_main=True, is_big=True, leaves_node=True)
    if taking.keeps is not None:
        return Act(_("Withdraw it instead"), remove_url(taking.entry, Way.WITHDRAW), is_big=True)
    return Act(_("Erase it for everybody"), is_big=True, refuses=True)


def remove_url(entry: Entry, way: Way) -> str:
    """Where a record is withdrawn or erased."""
    return reverse(f"removal-{way.value}", args=[entry.pk])


def _lede(taking: Taking) -> str:
    if taking.way is Way.ERASE:
        return _(
            "Erasing is for what nobody may hold. What was only wrong, or is true no longer, is "
            "better withdrawn."
        )
    return _(
        "Withdrawing says that it is true no longer. It stays readable, marked as withdrawn. What "
        "nobody may hold has to be erased."
    )


def _facts(taking: Taking) -> tuple[Fact, ...]:
    entry = taking.entry
    return (
        fact(_("What"), Line(kind_words(entry.type)), Line(taking.name, Voice.MEMBER)),
        fact(_("Marking"), Line(tlp=taking.record.tlp.label)),
        fact(
            _("Group"),
            Line(
                group_name(entry.group),
                url=reverse("group", args=[entry.group.key]),
                is_exercise=taking.record.handling.exercise,
            ),
        ),
        fact(_("Said"), Line(at=entry.at)),
        fact(_("Entry"), _("number %(number)d of your journal") % {"number": entry.index + 1}),
    )


def _withdrawing(taking: Taking) -> Iterator[str]:
    """What follows from a withdrawal."""
    count = sum(one.fate is Fate.STANDS for one in taking.versions)
    if count > 1:
        yield _("All %(count)d versions that you said in this group are withdrawn together.") % {
            "count": count
        }
    yield _(
        "It leaves every list, search, count and figure. On its own page it stands with who "
        "withdrew it, when and why."
    )
    if taking.says_revoked:
        yield _(
            "A version that says revoked goes to the same members. Programs outside that fetched "
            "the object (TAXII, MISP) can be told by nothing else."
        )
    else:
        yield _(
            "No revoked version can be said: your member is not its creator, or its type has no "
            "versions. Programs outside that fetched it (TAXII, MISP) are not told."
        )
    yield _("Every holder answers you: out of use, or kept and why. You see who is silent.")


def _erasing(taking: Taking) -> Iterator[str]:
    """What follows from an erasure."""
    if len(taking.versions) > 1:
        yield _(
            "All %(count)d versions that you said in this group go, unless you choose this one "
            "alone."
        ) % {"count": len(taking.versions)}
    yield _(
        "The object, all that is searched of it, copies made of it, files that wait and hold it, "
        "and what quarantine kept of it are deleted."
    )
    if taking.is_own:
        yield _("Your member created it: what others said again of this very content goes too.")
    yield _(
        "Every holder answers you: removed, or kept and why. Who placed a hold before keeps a copy "
        "for itself alone."
    )
    yield _(
        "No revoked version is said, it would repeat the content. Programs outside that fetched "
        "it (TAXII, MISP) are not told; where they must stop using it, withdraw it first."
    )


def _final(taking: Taking) -> Iterator[str]:
    """What nobody can undo, and what is out of reach."""
    if taking.way is Way.ERASE:
        yield _("Nobody can bring it back, nor can your member say the same content again.")
    else:
        yield _("A withdrawal cannot be taken back. What is true again has to be said anew.")
    yield _("What people saw, printed or took out as a file is out of reach.")
    yield _("That you said something, and took it back, stays in your journal for ever.")


def _holding_words(holders: Sequence[Member]) -> str:
    return ngettext(
        "%(count)d member besides yours", "%(count)d members besides yours", len(holders)
    ) % {"count": len(holders)}


def _whos(taking: Taking) -> Iterator[Who]:
    """Each who has it by name, those with one and the same outcome together."""
    here = [one for one in taking.holders if one.is_hosted]
    away = [one for one in taking.holders if not one.is_hosted]
    is_erasing = taking.way is Way.ERASE
    hosted = (
        _("On this node: erased at once, and answered.")
        if is_erasing
        else _("On this node: marked at once, and answered.")
    )
    asked = _("On its own node: asked, and silent until it answers.")
    for members, because in ((here, hosted), (away, asked)):
        for one in members:
            yield Who((face_of(one).code,), one.name, because)


def _fields(taking: Taking, typed: str, *, is_sent: bool) -> Iterator[Field]:
    reasons = tuple(
        Choice(one.value, reason_words(one.value), is_chosen=one.value == typed)
        for one in reasons_for(taking.way)
    )
    unknown = is_sent and reason_in(taking.way, typed) is None
    yield Field(
        "why",
        _("Why?"),
        FieldKind.RADIO,
        hint=_("Everybody who could read it is told the reason."),
        choices=reasons,
        errors=(str(REMOVALS[RemovalFault.REMOVAL_REASON_UNKNOWN]),) if unknown else (),
        is_required=True,
    )
    if taking.way is not Way.ERASE:
        return
    if len(taking.versions) > 1:
        yield Field(
            "versions",
            _("Which versions?"),
            FieldKind.RADIO,
            choices=(
                Choice("all", _("All versions in this group"), is_chosen=True),
                Choice("one", _("This version alone")),
            ),
        )
    if taking.elsewhere:
        yield Field(
            "groups",
            _("You said it in other groups too. Erase it there as well?"),
            FieldKind.CHECKBOX,
            choices=tuple(
                Choice(
                    one.entry.group.key, group_name(one.entry.group), _there(who), is_chosen=True
                )
                for one, who in taking.elsewhere
            ),
        )


def _there(holders: Sequence[Member]) -> str:
    """Who has it in another group, by code."""
    if not holders:
        return _("Nobody else has it there.")
    names = listed(face_of(one).code for one in holders)
    return _("Held there by %(names)s.") % {"names": names}


def _tells(taking: Taking) -> Iterator[Tell]:
    """What must not be missed before the yes."""
    if taking.way is Way.ERASE and taking.keeps is not None:
        until = {"until": to_text(taking.keeps)[:16].replace("T", " ")}
        yield Tell(
            _("Under its terms nobody may erase it before %(until)s UTC") % until,
            _("You may withdraw it now, and erase it when the term has ended."),
            Mood.LATE,
        )
    if not taking.holders:
        yield Tell(
            _("Nobody else has it"),
            _("The gate lets no other member read it now, so nobody is asked to answer."),
            Mood.SOON,
        )
    elif len(taking.holders) <= NAMED:
        names = listed(face_of(one).code for one in taking.holders)
        yield Tell(_("%(names)s will be told") % {"names": names}, "", Mood.SOON)
