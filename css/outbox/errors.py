"""What can become of a try. Each carries one line without a name or address: servers like to repeat those."""


class TransportError(Exception):
    """The mail was not taken."""


class Unavailable(TransportError):
    """No mail gets through just now: the server is down, refuses us, or is not the one it should be."""


class Refused(TransportError):
    """The server does not want this mail now, and may later."""


class Rejected(TransportError):
    """The server will never take this mail."""


class Unanswered(TransportError):
    """The mail went out and no answer came: it may or may not be there."""
