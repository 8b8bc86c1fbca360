"""Write what is read now as what must be read."""

from tests.golden.pages import cases

for case in cases():
    case.write()
