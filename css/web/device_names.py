"""What a browser is called in words: "Chrome on Windows", from what it says of itself.

A few lines on purpose: the list of one's own sessions needs the kind of browser and device, which browsers still tell;
versions they no longer do.
"""

from css.web.text import _, _l

# The first that is found counts: browsers also name those that they descend from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", _l("an iPhone")),
    ("iPad", _l("an iPad")),
    ("Android", _l("an Android device")),
    ("Windows", "Windows"),
    ("CrOS", _l("a Chromebook")),
    ("Macintosh", _l("a Mac")),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """A plain name in this page's language; what is not recognized is "Another browser"."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), None) or _("Another browser")
    system = next((str(name) for sign, name in _SYSTEMS if sign in user_agent), None)
    return _("%(browser)s on %(system)s", browser=browser, system=system) if system else browser
