"""Readers of particular sites, one file each; see :mod:`extractors.documents.sites` for what makes a module one.

A reader knows its page and nothing of the others: what they share lives in :mod:`extractors.documents.markup`,
:mod:`extractors.documents.moments` and :mod:`extractors.documents.sections`.
"""
