"""Addresses of the API."""

from django.urls import path, re_path

from .app import api
from .strays import in_json, not_found

_addresses = api.urls
for _address in _addresses[0]:
    _address.callback = in_json(_address.callback)

urlpatterns = [path("v1/", _addresses), re_path("", not_found)]
