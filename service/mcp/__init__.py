"""The Model Context Protocol: what an assistant may ask, read-only, over standard input and output."""
