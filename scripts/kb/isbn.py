"""Numbers of books (ISO 2108): whether one is sound, and whether two are the same."""

import re


def isbn_as_13_digits(text: str) -> str:
    """Return an ISBN of either length as 13 digits; the empty string where its digits do not fit its check digit."""
    digits = re.sub(r"[\s‐–-]", "", text)
    if re.fullmatch(r"\d{9}[\dXx]", digits):
        values = [10 if digit in "Xx" else int(digit) for digit in digits]
        sound = sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11 == 0
        shortened = f"978{digits[:9]}"
        return f"{shortened}{-_weighed(shortened) % 10}" if sound else ""
    sound = bool(re.fullmatch(r"97[89]\d{10}", digits)) and _weighed(digits) % 10 == 0
    return digits if sound else ""


def _weighed(digits: str) -> int:
    return sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
