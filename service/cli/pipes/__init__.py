"""What the pipes share: lines in and out, files, articles, and the reference data of a check."""
