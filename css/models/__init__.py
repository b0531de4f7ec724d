"""The tables, one aggregate a file."""

from css.models.accounts import (
    Account,
    AccountState,
    Challenge,
    ChallengePurpose,
    CodeRequest,
    EmailChange,
    FailureCount,
    PasswordRecord,
    ResidentSession,
    SignUp,
)
from css.models.audit import ActorKind, AuditEntry, AuditValue
from css.models.authenticators import AuthenticatorApp, Passkey, RecoveryCode, SecondStep, SpentChallenge
from css.models.base import metadata
from css.models.campaigns import Campaign, CampaignState, Invitation, InvitationKind, NoInvitation, Outcome, Why
from css.models.claims import ClaimedBy, LegacyClaim, LegacyNote, LegacyQuestion, NoteKind, QuestionState
from css.models.identities import Identity, SocialSignIn
from css.models.legacy import (
    LegacyAccount,
    LegacyImport,
    LegacyImportState,
    LegacyRecord,
    LegacyRefusal,
    LegacyVersion,
)
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
    "AuthenticatorApp",
    "Campaign",
    "CampaignState",
    "Challenge",
    "ChallengePurpose",
    "ClaimedBy",
    "CodeRequest",
    "DeliveryState",
    "EmailChange",
    "FailureCount",
    "Identity",
    "InboxMail",
    "Invitation",
    "InvitationKind",
    "LegacyAccount",
    "LegacyClaim",
    "LegacyImport",
    "LegacyImportState",
    "LegacyNote",
    "LegacyQuestion",
    "LegacyRecord",
    "LegacyRefusal",
    "LegacyVersion",
    "NoInvitation",
    "NoteKind",
    "OutboxMessage",
    "Outcome",
    "Passkey",
    "PasswordRecord",
    "QuestionState",
    "RecoveryCode",
    "Registration",
    "RegistrationKey",
    "ResidentSession",
    "Review",
    "ReviewEvent",
    "ReviewEventKind",
    "ReviewState",
    "Role",
    "SecondStep",
    "SignUp",
    "SocialSignIn",
    "SpentChallenge",
    "StaffMember",
    "StaffSession",
    "Submission",
    "Why",
    "metadata",
]
