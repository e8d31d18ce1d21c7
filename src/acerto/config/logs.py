"""Log lines carry no personal data: what looks like it is masked, better once too often."""

import logging
import re

_SHAPES = [
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\b[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-\d{2}\b"), "[cnpj]"),
    (re.compile(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"), "[cpf]"),
    # A CNPJ without punctuation: 14 digits, or since July 2026 capitals among the first 12.
    (re.compile(r"(?<![0-9A-Za-z])(?=[A-Z]*\d)[0-9A-Z]{12}\d{2}(?![0-9A-Za-z])"), "[cnpj]"),
    (re.compile(r"(?<!\w)(?:\+?55[\s-]?)?\(?\d{2}\)?[\s-]?9?\d{4}[\s-]?\d{4}(?!\w)"), "[telefone]"),
    # Eleven digits in a row are a CPF or a mobile number; ten to thirteen, a telephone.
    (re.compile(r"(?<![\w.,])\+?\d{10,13}(?![\w,]|\.\d)"), "[número]"),
]


def mask(text: str) -> str:
    """The text with e-mails, CPFs, CNPJs and telephone numbers replaced by their kind."""
    for shape, word in _SHAPES:
        text = shape.sub(word, text)
    return text


class MaskPersonalData(logging.Filter):
    """Masks the finished message and the traceback of every record that passes."""

    _formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = self._formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        return True
