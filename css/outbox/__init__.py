"""Mail: queued in the caller's transaction, delivered afterwards.

Queueing (desks): `Mailer`, made once from the jurisdiction and the settings: `queue` and `withdraw`.
Delivering (the background loop): `transport_for` once a worker, then `deliver_due` every POLL_SECONDS.
Asking whether mail could be sent (flask doctor): `transport.check()`, which raises TransportError.
Looking (the development inbox): `latest` and `read` in css/outbox/inbox.py.

The messages and the values each one needs:

    verification-code      code, until
    account-exists         (none)
    registration-received  reference               waiting for staff
    registration-approved  reference, message      approved (message may be ""), or active at once
    registration-denied    reference, message      the reason
    more-information       reference, message      the question
"""

from css.outbox.compose import Mailer
from css.outbox.errors import TransportError
from css.outbox.letterhead import Letterhead, Palette
from css.outbox.purge import purge
from css.outbox.transports import Transport, transport_for
from css.outbox.work import POLL_SECONDS, deliver_due

__all__ = [
    "POLL_SECONDS",
    "Letterhead",
    "Mailer",
    "Palette",
    "Transport",
    "TransportError",
    "deliver_due",
    "purge",
    "transport_for",
]
