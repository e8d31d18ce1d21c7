"""Reading pages as people do."""

import re
from html import unescape


def text(response):
    """What a page says: no tags, single spaces."""
    page = response.content.decode().replace("\u00a0", " ")
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
