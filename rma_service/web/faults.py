"""What is wrong with a form: a sentence, and the field that it is about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence for the head of a form; `href` is the field that it leads to."""

    text: str
    href: str = ""
