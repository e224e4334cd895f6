"""Codes of the rooms as words on a page: types of objects, layers of groups, kinds of members."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bayanihan.gate.api import Door, Layer, MemberKind
from bayanihan.membership.api import Role


def kind_words(type_: str) -> str:
    """A STIX type as people say it; a type of somebody's own keeps its name."""
    known = _knowledge() | _observables()
    return known.get(type_) or type_.replace("-", " ").capitalize()


def _knowledge() -> dict[str, str]:
    """Domain objects, relationships and meta objects (STIX 2.1, sections 4, 5 and 7)."""
    return {
        "attack-pattern": _("Attack pattern"),
        "campaign": _("Campaign"),
        "course-of-action": _("Course of action"),
        "extension-definition": _("Extension definition"),
        "grouping": _("Grouping"),
        "identity": _("Identity"),
        "incident": _("Incident"),
        "indicator": _("Indicator"),
        "infrastructure": _("Infrastructure"),
        "intrusion-set": _("Intrusion set"),
        "language-content": _("Translation"),
        "location": _("Location"),
        "malware": _("Malware"),
        "malware-analysis": _("Malware analysis"),
        "marking-definition": _("Marking definition"),
        "note": _("Note"),
        "observed-data": _("Observed data"),
        "opinion": _("Opinion"),
        "relationship": _("Relationship"),
        "report": _("Report"),
        "sighting": _("Sighting"),
        "threat-actor": _("Threat actor"),
        "tool": _("Tool"),
        "vulnerability": _("Vulnerability"),
    }


def _observables() -> dict[str, str]:
    """Observables (STIX 2.1, section 6)."""
    return {
        "artifact": _("Artifact"),
        "autonomous-system": _("Autonomous system"),
        "directory": _("Directory"),
        "domain-name": _("Domain name"),
        "email-addr": _("E-mail address"),
        "email-message": _("E-mail message"),
        "file": _("File"),
        "ipv4-addr": _("IPv4 address"),
        "ipv6-addr": _("IPv6 address"),
        "mac-addr": _("MAC address"),
        "mutex": _("Mutex"),
        "network-traffic": _("Network traffic"),
        "process": _("Process"),
        "software": _("Software"),
        "url": _("URL"),
        "user-account": _("User account"),
        "windows-registry-key": _("Windows registry key"),
        "x509-certificate": _("X.509 certificate"),
    }


def layer_words(layer: str) -> str:
    """How wide a group is meant to be, as people say it."""
    return {
        Layer.BILATERAL.value: _("Bilateral"),
        Layer.MINILATERAL.value: _("Minilateral"),
        Layer.MULTILATERAL.value: _("Multilateral"),
        Layer.REGION.value: _("Region"),
        Layer.DOMESTIC.value: _("Domestic"),
        Layer.CASE.value: _("Case"),
        Layer.EXERCISE.value: _("Exercise"),
    }.get(layer, layer)


def layer_hints() -> dict[str, str]:
    """What each sort of group that a member can open is for."""
    return {
        Layer.MINILATERAL.value: _("A few members who work closely together."),
        Layer.MULTILATERAL.value: _("Many members, around one subject."),
        Layer.DOMESTIC.value: _("Members of one state only."),
        Layer.CASE.value: _("One incident; you may begin alone and bring others in."),
        Layer.EXERCISE.value: _("Practice. Everything in it bears the word EXERCISE."),
    }


def member_kind_words(kind: str) -> str:
    """What sort of body a member is, as people say it."""
    return {
        MemberKind.STATE_BODY.value: _("State body"),
        MemberKind.REGIONAL_BODY.value: _("Regional body"),
        MemberKind.PARTNER.value: _("Dialogue partner"),
        MemberKind.ORGANISATION.value: _("Company"),
        MemberKind.ACADEMIC.value: _("University"),
        MemberKind.INDIVIDUAL.value: _("Individual expert"),
    }.get(kind, kind)


def right_words(role: Role) -> str:
    """A person's right, as people say it."""
    return {
        Role.OBSERVER: _("observer"),
        Role.ANALYST: _("analyst"),
        Role.RELEASER: _("releaser"),
        Role.POLICY: _("policy officer"),
        Role.PLANNER: _("exercise planner"),
        Role.CAPACITY: _("capacity officer"),
        Role.ADMINISTRATOR: _("administrator"),
    }[role]


def door_words(door: str) -> str:
    """The way by which a record would leave, as people say it."""
    return {
        Door.PAGE.value: _("a page"),
        Door.LIST.value: _("a list"),
        Door.COUNT.value: _("a count"),
        Door.SEARCH.value: _("a search"),
        Door.STIX_FILE.value: _("a STIX file"),
        Door.PACKAGE.value: _("a package"),
        Door.TAXII.value: _("TAXII"),
        Door.PEER.value: _("another node"),
        Door.MAIL.value: _("a mail"),
        Door.COMMAND.value: _("a command"),
    }.get(door, door)


def step_words(step: int) -> str:
    """A step of the ladder inside a sentence."""
    return {
        0: _("step 0, known"),
        1: _("step 1, blind"),
        2: _("step 2, open"),
        3: _("step 3, confidential"),
        4: _("step 4, joint"),
    }.get(step, str(step))
