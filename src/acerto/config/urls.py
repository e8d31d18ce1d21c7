"""What each door answers to."""

from importlib.util import find_spec

from django.urls import include, path

from acerto.doors.kit.health import health

DOORS = [
    ("", "acerto.doors.console.urls"),
    ("", "acerto.doors.portal.urls"),
    ("api/", "acerto.doors.api.urls"),
]

urlpatterns = [
    path("saude", health, name="health"),
    path("conta/", include("acerto.doors.kit.account_urls")),
    path("conta/2fa/", include("allauth.mfa.urls")),
]


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns += [path(prefix, include(module)) for prefix, module in DOORS if _exists(module)]
