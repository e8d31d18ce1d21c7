"""The central bank's time series (SGS), by its public JSON interface."""

from .client import SGS_URL, SgsSource

__all__ = ["SGS_URL", "SgsSource"]
