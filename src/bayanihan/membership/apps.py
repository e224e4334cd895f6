"""Membership as a Django application."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """Regions, members, people, keys, groups and charters."""

    name = "bayanihan.membership"
    label = "membership"
