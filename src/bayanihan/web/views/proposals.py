"""One proposal: read it, sign it, decline it, take it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bayanihan.membership.api import (
    PROPOSERS,
    SIGNATORIES,
    Needed,
    ProposalState,
    charter_text,
    find_proposal,
    is_hopeless,
    needed_for,
    proposed_text,
    roles_of,
    version_named,
)
from bayanihan.records.api import answer_first, answer_proposal, withdraw_proposal
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.framing import frame_for, group_band, own_band
from bayanihan.web.parts.pages_charters import ProposalPage
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.proposal_page import (
    TAKE_BACK,
    Tabled,
    confirm_answer,
    is_possible,
    proposal_page,
)

_BOTH = ("GET", "HEAD", "POST")
_NOBODY = Needed(frozenset(), 0, frozenset(), 0)


@require_safe
def one(request: HttpRequest, digest: str) -> HttpResponse:
    """A proposal that the reader's member may know of; another's is absent."""
    tabled = _tabled(request, digest)
    return _render(request, tabled, "web/proposal.html", proposal_page(tabled))


@require_http_methods(_BOTH)
def act(request: HttpRequest, digest: str, act: str) -> HttpResponse:
    """Ask before, then sign or decline."""
    return _act(request, digest, act)


@require_http_methods(_BOTH)
def take_back(request: HttpRequest, digest: str) -> HttpResponse:
    """Ask before, then take the member's own proposal back."""
    return _act(request, digest, TAKE_BACK)


def _act(request: HttpRequest, digest: str, act: str) -> HttpResponse:
    tabled = _tabled(request, digest)
    if not is_possible(tabled, act):
        # A page that was open while others signed: what is so now stands there.
        return redirect("proposal", digest)
    if request.method == "POST":
        _do(request, tabled, act)
        return redirect("proposal", digest)
    return _render(request, tabled, "web/confirm.html", confirm_answer(tabled, act))


def _do(request: HttpRequest, tabled: Tabled, act: str) -> None:
    proposal, me = tabled.proposal, tabled.me
    by, at = person_of(request), instant_of(request)
    if act == TAKE_BACK:
        withdraw_proposal(proposal=proposal, member=me, by=by, at=at)
        return
    answer = answer_first if tabled.old is None else answer_proposal
    answer(proposal=proposal, member=me, by=by, is_signed=act == "sign", at=at)


def _tabled(request: HttpRequest, digest: str) -> Tabled:
    me = member_of(request)
    proposal = find_proposal(digest, me)
    new = proposed_text(proposal)
    is_open = proposal.state == ProposalState.OPEN.value
    old, newest = version_named(proposal.group, new.previous), proposal.group.newest
    if is_open and new.also and newest is not None:
        # Who signs is shown what changes from what stands here, whichever branch is followed.
        old = charter_text(newest)
    roles = roles_of(person_of(request))
    return Tabled(
        proposal=proposal,
        old=old,
        new=new,
        answers=tuple(proposal.answers.all()),
        needed=needed_for(proposal) if is_open else _NOBODY,
        me=me,
        may_decide=bool(roles & SIGNATORIES),
        may_propose=bool(roles & PROPOSERS),
        is_hopeless=is_open and is_hopeless(proposal),
    )


def _render(
    request: HttpRequest, tabled: Tabled, template: str, page: ProposalPage | ConfirmPage
) -> HttpResponse:
    text, group = tabled.base, tabled.proposal.group
    ceiling = "" if text.ceiling is None else text.ceiling.label
    crumbs = [Link(_("Groups"), reverse("groups"))]
    if tabled.old is not None:
        crumbs.append(Link(text.name, reverse("group", args=[group.key])))
    frame = frame_for(
        request,
        title=page.sentence,
        room="groups",
        band=own_band() if tabled.old is None else group_band(ceiling, group),
        crumbs=(*crumbs, Link(_("Proposal"))),
        exercise=text.name if text.exercise else "",
    )
    return render(request, template, {"frame": frame, "page": page})
