"""Sends messages as one build does it (`sending.py`).

Each line on standard input is a number of messages; the answer is the seconds that they took. It uses only
functions that every build since e53f91b has.
"""

import json
import sys
import time

import django
from django.core.management import call_command

from tests.load.sending_devices import NumberedDevice

DEVICES = 500

if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    from tests.load import sending_designs

    rows = sending_designs.subscriptions([NumberedDevice(number) for number in range(DEVICES)])
    for line in sys.stdin:
        began = time.perf_counter()
        sending_designs.ours(rows, int(line))
        sys.stdout.write(json.dumps(time.perf_counter() - began) + "\n")
        sys.stdout.flush()
