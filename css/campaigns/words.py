"""What the desk's codes are called on the campaign's pages."""

from css.matching.inviting.addresses import Pasted
from css.matching.inviting.left import Obstacle
from css.models import Campaign, CampaignState
from css.web.text import _

Badge = tuple[str, str]


def badge(campaign: Campaign) -> Badge:
    """The shape and the words for where a campaign stands."""
    return {
        CampaignState.DRAFT: ("ring", _("Not started yet")),
        CampaignState.RUNNING: ("sun", _("Under way")),
        CampaignState.PAUSED: ("ring", _("Paused")),
        CampaignState.ENDED: ("good", _("Over")),
    }[CampaignState(campaign.state)]


def done(verb: str) -> str:
    """What has just been done."""
    return {
        "start": _("The campaign has started."),
        "pause": _("The campaign is paused. What was written already still leaves."),
        "resume": _("The campaign goes on."),
        "end": _("The campaign has ended."),
    }[verb]


def obstacle(why: Obstacle | None) -> str:
    """Why no invitation goes to somebody, "" where one does."""
    if why is None:  # nearly everybody of a long export
        return ""
    return {
        Obstacle.NO_EMAIL: _("No email"),
        Obstacle.ASKED: _("Wants no invitations"),
        Obstacle.BOUNCED: _("Bounced"),
        Obstacle.ACCOUNT: _("Has an account"),
        Obstacle.UNDONE: _("A claim was undone"),
    }[why]


def noted(came: Pasted) -> str:
    """What came of the addresses that were pasted."""
    said = _("Noted as bounced: %(count)s.", count=came.noted)
    if came.known:
        said += " " + _("Known before: %(count)s.", count=came.known)
    if came.unknown:
        said += " " + _("Of no old account, left out: %(count)s.", count=came.unknown)
    return said
