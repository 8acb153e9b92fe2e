#!/usr/bin/env bash
# Celery 5.7.0: when the clocks go back, crontab(minute="*/15") stands still for the whole of the repeated hour.
#
# With a `timezone` that has summer time, beat finds a crontab entry due by comparing readings of the clock. In the hour
# that comes twice, a reading that has been there counts as done, even for an entry that names no hour: "every 15
# minutes" is silent for an hour and a quarter, and an hourly entry for two hours. Debian's cron goes on with such
# entries, and so does schedule(timedelta(minutes=15)) in the same app. In spring, the entry keeps its 15 minutes. The
# guide to periodic tasks gives "Execute every 15 minutes" for it and says nothing of this (open issue #10107). Here,
# beat's own entry is asked once a minute, in Europe/Madrid, with a clock that time-machine sets.
#
# Seen: longest time between two runs "*/15, autumn 1:15:00", "hourly, autumn 2:00:00", "timedelta, autumn 0:15:00",
#       "*/15, spring 0:15:00".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check celery==5.7.0 time-machine==3.6.0 \
  tzdata==2026.2
cat > "$folder/seen.py" <<'PYTHON'
from datetime import datetime, timedelta, timezone

import celery
import time_machine
from celery.beat import ScheduleEntry
from celery.schedules import crontab, schedule

AUTUMN, SPRING = datetime(2026, 10, 25, tzinfo=timezone.utc), datetime(2027, 3, 28, tzinfo=timezone.utc)
app = celery.Celery(set_as_current=False, timezone="Europe/Madrid")


def longest(rule, night):
    """The longest time between two runs of `rule` from two hours before the clocks change (01:00 UTC) to four after."""
    runs = []
    with time_machine.travel(night - timedelta(hours=1), tick=False) as clock:
        entry = ScheduleEntry(name="seen", task="seen", schedule=rule, app=app)
        for _ in range(6 * 60):
            clock.shift(timedelta(minutes=1))
            if entry.is_due().is_due:
                entry = next(entry)
                runs.append(datetime.now(timezone.utc))
    return max(later - earlier for earlier, later in zip(runs, runs[1:]))


quarter = crontab(minute="*/15", app=app)
print("celery", celery.__version__)
print("*/15, autumn", longest(quarter, AUTUMN))
print("hourly, autumn", longest(crontab(minute=0, app=app), AUTUMN))
print("timedelta, autumn", longest(schedule(timedelta(minutes=15), app=app), AUTUMN))
print("*/15, spring", longest(quarter, SPRING))
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" | tee "$folder/output"
diff "$folder/output" - <<'EXPECTED'
celery 5.7.0
*/15, autumn 1:15:00
hourly, autumn 2:00:00
timedelta, autumn 0:15:00
*/15, spring 0:15:00
EXPECTED
echo "As described."
