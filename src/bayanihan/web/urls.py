"""Every address of the pages, in the order of the requirement table."""

from __future__ import annotations

from django.urls import URLPattern, path

from bayanihan.web.views import (
    desk,
    exchange,
    exports,
    groups,
    imports,
    members,
    objects,
    quarantine,
    sign_in,
)
from bayanihan.web.views.styleguide import styleguide

page_urls: list[URLPattern] = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("language/", sign_in.set_language, name="set-language"),
    path("styleguide/", styleguide, name="styleguide"),
    path("", desk.desk, name="desk"),
    path("exchange/", exchange.records, name="exchange"),
    path("exchange/export/", exports.exchange_export, name="exchange-export"),
    path("exchange/objects/<str:stix_id>/", objects.show, name="object"),
    path("exchange/objects/<str:stix_id>/verify/", objects.verify, name="object-verify"),
    path("exchange/objects/<str:stix_id>/stix/", objects.stix, name="object-stix"),
    path("exchange/import/", imports.start, name="import-start"),
    path("exchange/import/<uuid:key>/", imports.review, name="import-review"),
    path("exchange/import/<uuid:key>/release/", imports.preview, name="import-release"),
    path("exchange/import/<uuid:key>/sign/", imports.sign, name="import-sign"),
    path("exchange/import/<uuid:key>/discard/", imports.discard, name="import-discard"),
    path("exchange/import/<uuid:key>/receipt/", imports.receipt, name="import-receipt"),
    path("quarantine/", quarantine.held, name="quarantine"),
    path("quarantine/<int:number>/settle/", quarantine.settle_one, name="quarantine-settle"),
    path("quarantine/<int:number>/again/", quarantine.again, name="quarantine-again"),
    path("quarantine/<int:number>/raw/", quarantine.raw, name="quarantine-raw"),
    path("groups/", groups.all_groups, name="groups"),
    path("groups/<slug:key>/", groups.one, name="group"),
    path("groups/<slug:key>/charter/", groups.charter, name="group-charter"),
    path("groups/<slug:key>/export/", exports.group_export, name="group-export"),
    path("members/", members.all_members, name="members"),
    path("members/<str:code>/", members.one, name="member"),
    path("region/", members.region, name="region"),
]
