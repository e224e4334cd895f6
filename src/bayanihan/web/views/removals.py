"""Taking back what one's member said, and seeing who answered; keeping what others said."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bayanihan.records.api import end_hold, erase, place_hold, withdraw
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.showing import removals as showing
from bayanihan.web.showing.holders_answered import answered, holders_frame, holders_page
from bayanihan.web.showing.kept import (
    body_of,
    end_page,
    hold_page,
    kept_frame,
    kept_one,
    kept_page,
    kept_reason,
)
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.object_frames import steps_frame
from bayanihan.web.showing.proofs import recompute
from bayanihan.web.showing.removals import Way, record_at, taking_for
from bayanihan.web.showing.removals_list import taken_page

_ASKING = ("GET", "HEAD", "POST")


@require_http_methods(_ASKING)
def withdraw_record(request: HttpRequest, seq: int) -> HttpResponse:
    """Ask, then say that a record is true no longer; twice leads to what became of it."""
    if request.method == "POST" and answered(seq, member_of(request)):
        return redirect("holders", seq)
    taking = taking_for(request, seq, Way.WITHDRAW)
    why = showing.reason_in(Way.WITHDRAW, request.POST.get("why", ""))
    if request.method != "POST" or why is None:
        return _ask(request, taking, _("Withdraw"))
    withdraw(entries=[taking.entry], by=person_of(request), why=why, at=instant_of(request))
    return redirect("holders", seq)


@require_http_methods(_ASKING)
def erase_record(request: HttpRequest, seq: int) -> HttpResponse:
    """Ask, then say that nobody may hold a record; twice leads to what became of it."""
    if request.method == "POST" and answered(seq, member_of(request), is_erased=True):
        return redirect("holders", seq)
    taking = taking_for(request, seq, Way.ERASE)
    why = showing.reason_in(Way.ERASE, request.POST.get("why", ""))
    if request.method != "POST" or why is None:
        return _ask(request, taking, _("Erase"))
    erase(
        entries=showing.chosen_entries(taking, request.POST.getlist("groups")),
        by=person_of(request),
        why=why,
        at=instant_of(request),
        all_versions=request.POST.get("versions") != "one",
    )
    return redirect("holders", seq)


def _ask(request: HttpRequest, taking: showing.Taking, act: str) -> HttpResponse:
    """The question; what was sent without a reason is asked again."""
    is_sent = request.method == "POST"
    page = showing.remove_page(taking, typed=request.POST.get("why", ""), is_sent=is_sent)
    frame = steps_frame(request, taking.record, act, recompute(taking.record))
    status = 400 if is_sent else 200
    return render(request, "web/remove.html", {"frame": frame, "page": page}, status=status)


@require_safe
def holders(request: HttpRequest, seq: int) -> HttpResponse:
    """Who has a record, and what each answered; for anybody but its publisher there is none."""
    me, at = member_of(request), instant_of(request)
    page = holders_page(seq, me, at=at)
    frame = holders_frame(request, seq, me)
    return render(request, "web/holders.html", {"frame": frame, "page": page})


@require_safe
def taken(request: HttpRequest) -> HttpResponse:
    """Everything that the reader's member took back, newest first."""
    page, levels = taken_page(member_of(request), before=request.GET.get("before", ""))
    frame = kept_frame(request, _("Taken back"), levels)
    return render(request, "web/removed.html", {"frame": frame, "page": page})


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """What the reader's member keeps of others, and why."""
    page, levels = kept_page(person_of(request), at=instant_of(request))
    frame = kept_frame(request, _("Kept of others"), levels)
    return render(request, "web/kept.html", {"frame": frame, "page": page})


@require_safe
def kept_raw(request: HttpRequest, seq: int) -> HttpResponse:
    """A kept copy as plain text to take away: no browser runs it."""
    response = HttpResponse(body_of(request, seq), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kept-{seq}.txt"'
    return response


@require_http_methods(_ASKING)
def hold_record(request: HttpRequest, seq: int) -> HttpResponse:
    """Ask, then keep another member's record for a reason."""
    record, _copies = record_at(request, seq)
    person, typed = person_of(request), request.POST.get("why", "")
    why = kept_reason(typed)
    if request.method == "POST" and why is not None:
        place_hold(entry=record.entry, why=why, by=person, at=instant_of(request))
        return redirect("kept")
    page = hold_page(record, person, typed=typed, is_sent=request.method == "POST")
    frame = steps_frame(request, record, _("Keep"), recompute(record))
    status = 400 if request.method == "POST" else 200
    return render(request, "web/remove.html", {"frame": frame, "page": page}, status=status)


@require_http_methods(_ASKING)
def kept_end(request: HttpRequest, seq: int) -> HttpResponse:
    """Ask, then end a hold; a copy that was kept of something erased is deleted with it."""
    person, at = person_of(request), instant_of(request)
    if request.method == "POST":
        end_hold(seq=seq, by=person, at=at)
        return redirect("kept")
    one = kept_one(person, seq, at=at)
    group = one.entry.group
    levels = [] if one.tlp is None else [(one.tlp, group_name(group))]
    is_exercise = bool(group.newest and group.newest.exercise)
    named = group_name(group) if is_exercise else ""
    frame = kept_frame(request, _("Kept of others"), levels, named)
    return render(request, "web/remove.html", {"frame": frame, "page": end_page(one, person)})
