"""The mailer of this deployment: the city's letterhead in each of its languages."""

from css.core.settings import Settings
from css.jurisdictions import Jurisdiction
from css.outbox import Letterhead, Mailer, Palette


def mailer(settings: Settings, jurisdiction: Jurisdiction) -> Mailer:
    """Writes mail for the city; CSS_MAIL_FROM comes before the sender that the jurisdiction names."""
    return Mailer(
        letterheads={spoken: _letterhead(jurisdiction, spoken) for spoken in jurisdiction.languages},
        default_language=jurisdiction.default_language,
        sender=settings.mail_from or jurisdiction.mail_from,
        base_url=settings.base_url,
    )


def _letterhead(jurisdiction: Jurisdiction, language: str) -> Letterhead:
    desk = jurisdiction.help_desk
    return Letterhead(
        city=jurisdiction.name,
        government=jurisdiction.text(language).title,
        address=jurisdiction.address_lines,
        help_desk=desk.label[language],
        help_desk_email=desk.email,
        help_desk_phone=desk.phone,
        zone=jurisdiction.zone,
        light=Palette(**jurisdiction.colours.light.model_dump()),
        dark=Palette(**jurisdiction.colours.dark.model_dump()),
        corner=jurisdiction.corner,
    )
