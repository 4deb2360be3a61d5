"""How targets came about, in a terminal: a heading and its sentences, one a line."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from rma_service.terminal.columns import words


def show_explanation(console: Console, heading: str, sentences: Sequence[str]) -> None:
    """Print the sentences of one target; in a pipe every sentence stays on one line."""
    piped = not console.is_terminal
    console.print(Text(words(heading), "bold"), soft_wrap=piped)
    for sentence in sentences:
        console.print(f"  {words(sentence)}", soft_wrap=piped)
