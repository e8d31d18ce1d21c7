"""Translation for commands that may run without Django: then the Portuguese that is written."""

import sys


def gettext(text: str) -> str:
    """The text in the language in force, where Django is up."""
    if "django.conf" not in sys.modules:
        return text
    from django.utils import translation

    return translation.gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """The text for one or for many, in the language in force, where Django is up."""
    if "django.conf" not in sys.modules:
        return one if number in (0, 1) else many
    from django.utils import translation

    return translation.ngettext(one, many, number)
