"""The desk: pages for people, made on the server, over the same store as the API.

A page is a file in ``pages/`` (what it reads, and the dataclasses its template shows), a template and its words in
``catalogues/``. Templates hold no logic beyond showing, everything they show is escaped, and every page works without
script; ``static/`` adds comfort.
"""
