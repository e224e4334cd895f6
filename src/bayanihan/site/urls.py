"""Every address of the node; who may ask for it stands in ``bayanihan.web.api.REQUIREMENTS``."""

from bayanihan.web.api import error_views, page_urls

urlpatterns = page_urls
handler400 = error_views.bad_request
handler403 = error_views.forbidden
handler404 = error_views.not_found
handler500 = error_views.server_error
