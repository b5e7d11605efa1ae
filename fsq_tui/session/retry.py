"""How often something that is gone is looked for: soon, then more and more seldom."""

FIRST_RETRY_S, LONGEST_RETRY_S = 0.5, 30.0


def next_retry_s(wait_s: float) -> float:
    """How long to wait after a wait of `wait_s` has been in vain."""
    return min(2 * wait_s, LONGEST_RETRY_S)
