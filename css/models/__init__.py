"""The tables, one aggregate a file."""

from css.models.accounts import (
    Account,
    AccountState,
    Challenge,
    ChallengePurpose,
    CodeRequest,
    FailureCount,
    PasswordRecord,
    ResidentSession,
    SignUp,
)
from css.models.audit import ActorKind, AuditEntry, AuditValue
from css.models.base import metadata
from css.models.outbox import DeliveryState, InboxMail, OutboxMessage
from css.models.registrations import (
    AcceptedText,
    Answers,
    Registration,
    RegistrationKey,
    Review,
    ReviewEvent,
    ReviewEventKind,
    ReviewState,
    Submission,
)
from css.models.staff import Role, StaffMember, StaffSession

__all__ = [
    "AcceptedText",
    "Account",
    "AccountState",
    "ActorKind",
    "Answers",
    "AuditEntry",
    "AuditValue",
    "Challenge",
    "ChallengePurpose",
    "CodeRequest",
    "DeliveryState",
    "FailureCount",
    "InboxMail",
    "OutboxMessage",
    "PasswordRecord",
    "Registration",
    "RegistrationKey",
    "ResidentSession",
    "Review",
    "ReviewEvent",
    "ReviewEventKind",
    "ReviewState",
    "Role",
    "SignUp",
    "StaffMember",
    "StaffSession",
    "Submission",
    "metadata",
]
