"""Names of fictional people: common first and last names, put together in a fixed order."""

FIRST = (
    "Anders", "Birgit", "Carsten", "Dorte", "Erik", "Fatima", "Gitte", "Hassan", "Inger", "Jonas", "Kirsten", "Leif",
    "Malene", "Niels", "Oda", "Preben", "Rikke", "Søren", "Tanja", "Ulla", "Viggo", "Winnie", "Yusuf", "Zenia",
    "Ægir", "Øjvind", "Åse", "Aage", "Merete", "Steen",
)  # fmt: skip
LAST = (
    "Bak", "Dam", "Eg", "Friis", "Glud", "Haddad", "Iversen", "Juhl", "Krog", "Lund", "Møller", "Nygaard", "Olsen",
    "Quist", "Rask", "Skov", "Thorsen", "Udesen", "Vang", "Winther", "Østergaard", "Ådal", "Aagaard", "Bruun",
    "Clemmensen", "Dyhr", "Ebbesen", "Fogh", "Gram", "Hjort",
)  # fmt: skip


def fictional_names(count: int, offset: int) -> list[str]:
    """Return ``count`` different names; another ``offset`` gives other pairs."""
    return [f"{FIRST[i % len(FIRST)]} {LAST[(i + offset + i // len(FIRST)) % len(LAST)]}" for i in range(count)]
