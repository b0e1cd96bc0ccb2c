"""How work is named, and between which bounds its requirements lie."""

ISCO_DIGITS = 4
#: A requirement weighs 1 unless somebody says why it weighs more.
HEAVIEST = 5
#: From “with help” to “teaches others”: as a job analysis asks it, not as a test scores it.
LEVELS = (1, 2, 3, 4, 5)


def readable(name: str) -> str:
    """Return a name for people: files say `customer_service` where pages say “Customer service”.

    >>> readable("customer_service")
    'Customer service'
    >>> readable("HR advisers")
    'HR advisers'
    """
    plain = " ".join(name.split())
    if "_" in plain and " " not in plain:
        plain = plain.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]
