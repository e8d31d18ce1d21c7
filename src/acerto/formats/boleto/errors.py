"""Why a boleto, or data for one, is refused."""


class InvalidBoleto(ValueError):
    """A code, or data for one, that breaks the format.

    `code` is stable, `field` names what is wrong ("" for the whole), `position` is where its digits
    begin in the text without punctuation (from 1, None where there is no one place), `message` is for
    people.
    """

    def __init__(self, code: str, field: str, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message
        self.position = position
