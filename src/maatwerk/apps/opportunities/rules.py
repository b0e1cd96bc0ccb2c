"""How work is named."""


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
