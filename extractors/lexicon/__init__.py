"""The number vocabulary of each language, read from the rule files under ``lexicons/`` and frozen."""

from extractors.lexicon.model import Lexicon, Phrase, Unit, Word
from extractors.lexicon.read import load_lexicon

__all__ = ["Lexicon", "Phrase", "Unit", "Word", "load_lexicon"]
