"""How bytes become an article's words: what :mod:`extractors.article` and the site readers are made of.

``decoding`` bytes -> text, ``markup`` text -> tree -> lines, ``challenges`` doors that are no pages, ``metadata`` and
``moments`` what a page says of itself and when, ``general`` any page -> draft, ``sites`` who reads which page,
``sections`` cards by their headings, ``saved`` files kept by hand, ``language`` by script, ``page`` the types of all.
"""
