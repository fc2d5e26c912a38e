"""Stored HTML becomes the page of one cohort: addresses and the unit's name are filled in. Runs on every request."""

from markupsafe import Markup, escape

PLACEHOLDER = "{{enhedsnavn}}"
"""Stands in course text for the name of the reader's unit."""

ADDRESSES = (
    ('href="praksis:lesson/', 'href="/learning/{}/lessons/'),
    ('href="praksis:case/', 'href="/learning/{}/cases/'),
    ('href="praksis:assignment/', 'href="/practice/{}/assignments/'),
    ('href="praksis:tool/', 'href="/practice/{}/tools/'),
)
"""Where the parts of a course are found: the stored token and the address, with the cohort's id in the braces."""


def for_cohort(html: str, cohort_id: int, unit_name: str) -> Markup:
    """Return rendered course text for somebody in ``cohort_id`` of the unit ``unit_name``; ready to print."""
    for token, address in ADDRESSES:
        if token in html:
            html = html.replace(token, address.format(int(cohort_id)))
    if PLACEHOLDER in html:
        html = html.replace(PLACEHOLDER, str(escape(unit_name)))
    return Markup(html)  # noqa: S704 -- sanitised when it was published, and the name is escaped.
