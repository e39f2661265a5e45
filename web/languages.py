"""In which language a page is written: the reader's, the chosen, the browser's, the tenant's."""

from tenants import TenantConfig

LANGUAGE_COOKIE = "lang"
_LONGEST_HEADER = 500


def choose_language(config: TenantConfig, own: str, chosen: str, accepted: str) -> str:
    """Choose among the tenant's languages.

    `own` is that of who is signed in, `chosen` that of the cookie, `accepted` the browser's
    Accept-Language (RFC 9110 12.5.4).
    """
    for wanted in (own, chosen, *by_preference(accepted)):
        if wanted in config.languages:
            return wanted
    return config.language


def by_preference(accepted: str) -> list[str]:
    """List the languages of an Accept-Language header, the best liked first."""
    weighed: list[tuple[float, str]] = []
    for part in accepted[:_LONGEST_HEADER].lower().split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            liking = float(weight) if weight else 1.0
        except ValueError:
            liking = 0.0
        if liking > 0:
            weighed.append((-liking, name.partition("-")[0]))
    return [name for _, name in sorted(weighed, key=lambda one: one[0])]
