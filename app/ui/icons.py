"""Icons as inline SVG, drawn on a grid of 24 units with one stroke width.

They decorate a word that stands beside them. They are made in Python, because a page draws dozens and a Jinja macro costs
twenty times as much.
"""

from functools import cache

from markupsafe import Markup, escape

PATHS = {
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "half": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor" stroke="none"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "alert": '<circle cx="12" cy="12" r="9"/><path d="M12 7.2v5.6"/><path d="M12 16.5v.1" stroke-width="2.8"/>',
    "dash": '<path d="M6 12h12"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5"/><path d="M12 7.6v.1" stroke-width="2.8"/>',
    "warning": '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10.2v4.4"/><path d="M12 17.2v.1" stroke-width="2.8"/>',
    "error": '<circle cx="12" cy="12" r="9"/><path d="m8.8 8.8 6.4 6.4m0-6.4-6.4 6.4"/>',
    "success": '<circle cx="12" cy="12" r="9"/><path d="m8 12.4 2.8 2.8L16 9.6"/>',
    "back": '<path d="M9 6 4 11l5 5"/><path d="M4 11h9a6 6 0 0 1 0 12"/>',
    "skip": '<path d="M4 16a8 8 0 0 1 15-3"/><path d="M20 7v6h-6"/>',
    "right": '<path d="M5 12h13m-5.5-6 6 6-6 6"/>',
    "left": '<path d="M19 12H6m5.5-6-6 6 6 6"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "more": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "path": '<circle cx="6" cy="18.5" r="2.5"/><circle cx="18" cy="5.5" r="2.5"/><path d="M8.5 18.5H16a3.3 3.3 0 0 0 0-6.5H8a3.3 3.3 0 0 1 0-6.5h7.5"/>',
    "book": '<path d="M12 6.5C10 5 7 4.5 3.5 4.5v14c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-14C17 4.5 14 5 12 6.5zm0 0v14"/>',
    "pen": '<path d="M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19z"/><path d="m14 6.5 3.5 3.5"/>',
    "words": '<path d="M4 5h16v11H11l-4.5 4v-4H4z"/><path d="M8 9h8M8 12.5h5"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10.5h16M8.5 3v4M15.5 3v4"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .8 3.2 2.7 3.5 5.5"/>',
    "chart": '<path d="M4 4v16h16"/><path d="M8.5 16v-4M13 16V8M17.5 16v-6"/>',
    "queue": '<path d="M4 13h4.5l1.5 3h4l1.5-3H20"/><path d="M6.5 5h11L20 13v6.5H4V13z"/>',
    "form": '<path d="M6 3.5h12v17H6z"/><path d="M9 8h6M9 12h6M9 16h3.5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "download": '<path d="M12 4v11m-5-4.5 5 5 5-5M4.5 20h15"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H4V8h16v9h-3"/><path d="M7 14h10v6.5H7z"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.6-4.3 3.4-6.5 7.5-6.5s6.9 2.2 7.5 6.5"/>',
    "gear": '<circle cx="12" cy="12" r="3.2"/><path d="M12 2.8v3M12 18.2v3M2.8 12h3M18.2 12h3M5.5 5.5l2.1 2.1M16.4 16.4l2.1 2.1M18.5 5.5l-2.1 2.1M7.6 16.4l-2.1 2.1"/>',
    "offline": '<path d="m3 3 18 18"/><path d="M5 12.5a10 10 0 0 1 4-2.5M2 9a14 14 0 0 1 4.5-3M14 9.8a10 10 0 0 1 5 2.7M10 5.2A14 14 0 0 1 22 9M8.5 16a5 5 0 0 1 6 0"/><path d="M12 19.6v.1" stroke-width="2.8"/>',
}

ATTRIBUTES = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'

CHIP_ICONS = {"ok": "check", "wait": "half", "back": "alert", "idle": "dash", "info": "info"}


def icon_html(name: str, label: str | None = None, size: int = 20) -> Markup:
    """Return the icon ``name``. Give ``label`` only where no word stands beside it; ``size`` is in CSS pixels."""
    return _drawn(name, size, f'role="img" aria-label="{escape(label)}"') if label else _decoration(name, size)


def _drawn(name: str, size: int, meaning: str) -> Markup:
    return Markup(f'<svg class="glyph" width="{size}" height="{size}" {ATTRIBUTES} {meaning}>{PATHS[name]}</svg>')  # noqa: S704 -- only our own paths and an escaped label


@cache
def _decoration(name: str, size: int) -> Markup:
    return _drawn(name, size, 'aria-hidden="true"')


MARK_HTML = Markup(
    '<svg class="glyph" width="28" height="28" viewBox="0 0 28 28" fill="none" stroke="currentColor" aria-hidden="true">'
    '<circle cx="14" cy="14" r="12.5" stroke-width="2"/><path d="M9.5 20V8.5h6a4 4 0 0 1 0 8h-6" stroke-width="2.5" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
"""The product's own mark, in the bar at the top."""


def chip_html(kind: str, text: str, glyph: str | None = None) -> Markup:
    """Return a state as a chip: ``kind`` is one of :data:`CHIP_ICONS`; always an icon and a word."""
    drawing = _CHIP_DRAWINGS[kind] if glyph is None else icon_html(glyph, size=16)
    return Markup(f'<span class="chip chip-{kind}">{drawing}<span>{escape(text)}</span></span>')  # noqa: S704 -- text is escaped


_CHIP_DRAWINGS = {kind: icon_html(name, size=16) for kind, name in CHIP_ICONS.items()}
