"""The registry of sources of official series: the only place that names their adapters."""

from django.conf import settings

from acerto.adapters.indices.sgs import SgsSource
from acerto.ports.series import SeriesSource


def open_source() -> SeriesSource:
    """The source that `acerto indices update` asks."""
    return SgsSource(url=settings.ACERTO_SGS_URL)
