"""The API Pix of one institution, all resources of it."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType

from .access import AUTOMATIC_SCOPES, SCOPES, Credentials
from .call import Caller
from .cob import CobResource
from .cobr import RecurringChargeResource
from .cobv import CobvResource
from .connection import Patience
from .institutions import Environment, Institution
from .location import LocationResource, RecurrenceLocationResource
from .lotecobv import BatchResource
from .pix import PixResource
from .rec import RecurrenceResource
from .solicrec import RecurrenceRequestResource
from .webhook import SingleWebhookResource, WebhookResource


class PixApi:
    """A client of API Pix 2.9. Safe to share between threads; close it when done."""

    def __init__(
        self,
        *,
        institution: Institution,
        credentials: Credentials,
        clock: Callable[[], datetime],
        environment: Environment = "production",
        scopes: str = f"{SCOPES} {AUTOMATIC_SCOPES}",
        patience: Patience | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """`clock` tells the instant, aware; `sleep` waits between tries. Raises Misconfigured."""
        given = {} if sleep is None else {"sleep": sleep}
        self._caller = caller = Caller(
            institution=institution,
            environment=environment,
            credentials=credentials,
            scopes=scopes,
            clock=clock,
            patience=patience or Patience(),
            **given,
        )
        self.institution = institution
        self.cob = CobResource(caller)
        self.cobv = CobvResource(caller)
        self.batches = BatchResource(caller)
        self.locations = LocationResource(caller)
        self.pix = PixResource(caller)
        self.webhooks = WebhookResource(caller)
        self.recurrences = RecurrenceResource(caller)
        self.recurrence_requests = RecurrenceRequestResource(caller)
        self.recurring_charges = RecurringChargeResource(caller)
        self.recurrence_locations = RecurrenceLocationResource(caller)
        self.recurrence_webhook = SingleWebhookResource(caller, path="/webhookrec")
        self.recurring_charge_webhook = SingleWebhookResource(caller, path="/webhookcobr")

    def check(self) -> None:
        """Raise Refused when the institution does not let us in now."""
        self._caller.check()

    def close(self) -> None:
        """Close the connections."""
        self._caller.close()

    def __enter__(self) -> "PixApi":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
