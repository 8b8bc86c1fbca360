"""What people's decisions about claims come to. Pure: nothing here stores, serves or reads a clock.

A **review** is one reviewer's decision about one claim. ``fields`` holds what an edit may make of a claim, ``history``
what several decisions come to, ``carry`` keeps them when an article is read anew, ``queue`` says what is looked at
first, ``agreement`` how far two reviewers decide alike, ``export`` gives reviewed articles to those who train and score
extractors.
"""
