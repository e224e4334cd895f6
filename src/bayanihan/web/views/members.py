"""The directory: members of the region, one member, and the region itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bayanihan.membership.api import (
    Member,
    Region,
    find_member,
    groups_of,
    pair_steps,
    roles_of,
)
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.framing import frame_for, own_band
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing import members as showing
from bayanihan.web.showing.faces import region_faces
from bayanihan.web.showing.member_page import Acquaintance, member_page
from bayanihan.web.showing.region import region_page


@require_safe
def all_members(request: HttpRequest) -> HttpResponse:
    """Everybody in the directory, by kind; groups only where one's own member sits too."""
    me = member_of(request)
    shared = showing.Shared(me, showing.shared_groups(me, groups_of(me)), pair_steps(me))
    members = tuple(Member.objects.select_related("state").order_by("code"))
    page = showing.members_page(members, shared)
    frame = frame_for(request, title=_("Members"), room="members", band=own_band())
    return render(request, "web/members.html", {"frame": frame, "page": page})


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One member: facts with their sources, keys, the groups that both sit in."""
    me = member_of(request)
    member = find_member(code)
    page = member_page(
        Acquaintance(
            member=member,
            me=me,
            groups=groups_of(me),
            states=region_faces(),
            step=pair_steps(me).get(member.stix_id),
            now=instant_of(request),
            roles=roles_of(person_of(request)),
        )
    )
    frame = frame_for(
        request,
        title=member.name,
        room="members",
        band=own_band(),
        crumbs=(Link(_("Members"), reverse("members")), Link(member.code)),
    )
    return render(request, "web/member.html", {"frame": frame, "page": page})


@require_safe
def region(request: HttpRequest) -> HttpResponse:
    """The region that this node serves: states, bodies, sources."""
    found = Region.objects.order_by("pk").first()
    if found is None:
        raise Http404
    members = found.members.filter(state__isnull=False).order_by("code")
    states, bodies = found.states.order_by("code"), found.bodies.order_by("key")
    page = region_page(found, tuple(states), bodies, members)
    frame = frame_for(
        request,
        title=_("The region"),
        room="members",
        band=own_band(),
        crumbs=(Link(_("Members"), reverse("members")), Link(_("The region"))),
    )
    return render(request, "web/region.html", {"frame": frame, "page": page})
