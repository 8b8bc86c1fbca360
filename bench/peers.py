"""Peers that read bare numbers, run in an environment of their own.

Called by the extraction bench as a program: one JSON line in (a list of texts), one JSON line out (seconds taken, and
how many numbers were found), again and again, so that its runs can alternate with ours.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from time import process_time


def quantulum3() -> Callable[[str], int]:
    from quantulum3 import parser  # noqa: PLC0415

    return lambda text: len(parser.parse(text))


def recognizers() -> Callable[[str], int]:
    from recognizers_number import Culture, NumberRecognizer  # noqa: PLC0415

    recognizer = NumberRecognizer(Culture.Chinese)
    models = recognizer.get_number_model(), recognizer.get_percentage_model()
    return lambda text: sum(len(model.parse(text)) for model in models)


def main(peer: str) -> None:
    warnings.simplefilter("ignore")
    read = {"quantulum3": quantulum3, "recognizers": recognizers}[peer]()
    read("4.69")
    for line in sys.stdin:
        texts = json.loads(line)
        start = process_time()
        found = sum(read(text) for text in texts)
        sys.stdout.write(json.dumps({"seconds": process_time() - start, "found": found}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
