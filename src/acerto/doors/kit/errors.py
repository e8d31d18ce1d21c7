"""The error that a person can do something about."""


class AcertoError(Exception):
    """One clear sentence in Portuguese for the person, one stable code for programs.

    The command line prints the message on stderr and ends with `exit_code`.
    """

    code = "error"
    exit_code = 1

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
