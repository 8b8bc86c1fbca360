"""The review room: one article, its claims marked in the text, and each claim's fields beside it to decide about."""
