"""Schedules over a simulated year with a leap day, walked in irregular steps and in one, equal a calendar made here.

The calendar is written from the rules: UTC; a run at the time of day of the creation, on the day that the schedule
names; a month without that day is skipped; a run due while another goes on starts after it; runs missed in a pause are
not made up; a pause within a run expires after 30 days. MACIE_SEED chooses other steps.
"""
import bisect
import calendar
import dataclasses
import datetime
import os
import random
import unittest

from support import ACCOUNT, Connection, Server

SEED = int(os.environ.get("MACIE_SEED", "1"))
EVENTS_MAX = 1000
RUN = datetime.timedelta(hours=1)
EXPIRY = datetime.timedelta(days=30)
WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.timezone.utc)


def parsed(text):
    return text and datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


# Thursday. Four times of day: two plain ones, the last millisecond of a day, the first of the next.
START = utc(2027, 7, 15, 9, 30)
CREATIONS = [START, utc(2027, 7, 15, 16, 45, 30, 250000), utc(2027, 7, 15, 23, 59, 59, 999000), utc(2027, 7, 16)]
END = CREATIONS[-1] + datetime.timedelta(days=366)  # 2028-07-16
LATE_BUCKET = utc(2028, 5, 20, 3)
FOREVER = utc(9000, 1, 1)


@dataclasses.dataclass
class Job:
    """What is asked of one job; `schedule` is None for a one-time job, else "daily", a weekday or a day of month."""
    name: str
    created: datetime.datetime
    schedule: object = None
    initial: bool = False
    buckets: tuple = ("there",)
    criteria: bool = False  # instead of `buckets`: matches the late bucket
    pauses: list = dataclasses.field(default_factory=list)  # (from, until)
    cancelled: datetime.datetime = None  # by the user

    def request(self):
        request = {"clientToken": self.name, "name": self.name, "jobType": "SCHEDULED" if self.schedule else "ONE_TIME"}
        if self.criteria:
            request["s3JobDefinition"] = {"bucketCriteria": {"includes": {"and": [{"simpleCriterion": {
                "comparator": "EQ", "key": "S3_BUCKET_NAME", "values": ["late"]}}]}}}
        else:
            request["s3JobDefinition"] = {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": list(self.buckets)}]}
        if self.schedule:
            request["initialRun"] = self.initial
            request["scheduleFrequency"] = (
                {"dailySchedule": {}} if self.schedule == "daily" else
                {"weeklySchedule": {"dayOfWeek": self.schedule}} if self.schedule in WEEKDAYS else
                {"monthlySchedule": {"dayOfMonth": self.schedule}})
        return request

    def actions(self):
        """(time, status) that the user asks for."""
        asked = [(begun, "USER_PAUSED") for begun, _ in self.pauses] + [(ended, "RUNNING") for _, ended in self.pauses]
        asked.append((self.cancelled or FOREVER, "CANCELLED"))
        return [each for each in asked if each[0] < FOREVER]


@dataclasses.dataclass
class Run:
    start: datetime.datetime
    end: datetime.datetime
    completed: bool


class Calendar:
    """What becomes of one job until END."""

    def __init__(self, job):
        self.job = job
        self.cancelled = job.cancelled or FOREVER
        self.due = self.due_times()
        self.runs = self.all_runs()
        self.events = self.all_events()

    def days(self):
        schedule, first, last = self.job.schedule, self.job.created.date(), END.date()
        if schedule == "daily":
            return [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
        if schedule in WEEKDAYS:
            ahead = (WEEKDAYS.index(schedule) - first.weekday()) % 7
            return [first + datetime.timedelta(days=n) for n in range(ahead, (last - first).days + 1, 7)]
        months = [(year, month) for year in range(first.year, last.year + 1) for month in range(1, 13)]
        days = [datetime.date(*month, schedule) for month in months if schedule <= calendar.monthrange(*month)[1]]
        return [day for day in days if first <= day <= last]

    def due_times(self):
        created = self.job.created
        if not self.job.schedule:
            return [created]
        times = {datetime.datetime.combine(day, created.timetz()) for day in self.days()}
        if self.job.initial:
            times.add(created)
        return sorted(time for time in times if time <= END)

    def all_runs(self):
        runs = []
        for due in self.due:
            if any(begun < due <= ended for begun, ended in self.job.pauses):
                continue
            start = due
            if runs and due <= runs[-1].end:
                if due <= runs[-1].start:
                    continue  # fell due, as another did, while a long run went on
                start = runs[-1].end
            if start >= self.cancelled:
                break
            runs.append(self.run_from(start))
        return runs

    def run_from(self, start):
        long = RUN if not self.job.criteria or start >= LATE_BUCKET else datetime.timedelta()
        end, completed = start + long, True
        for begun, ended in self.job.pauses:
            if not start <= begun < end:
                continue
            if ended - begun >= EXPIRY:
                end, completed = begun + EXPIRY, False
                if not self.job.schedule:
                    self.cancelled = end
                break
            end = ended + (end - begun)
        if self.cancelled < end:
            end, completed = self.cancelled, False
        return Run(start, end, completed)

    def found(self, time):
        """What the run that starts at `time` says about its buckets."""
        late = time >= LATE_BUCKET
        if self.job.criteria:
            return "BUCKET_MATCHED_THE_CRITERIA" if late else "NO_BUCKETS_MATCHED_THE_CRITERIA"
        return None if late or "late" not in self.job.buckets else "BUCKET_DOES_NOT_EXIST"

    def all_events(self):
        made = [(self.job.created, -1, "JOB_CREATED")]
        started, ended = (("SCHEDULED_RUN_STARTED", "SCHEDULED_RUN_COMPLETED") if self.job.schedule else
                          ("ONE_TIME_JOB_STARTED", "JOB_COMPLETED"))
        for number, run in enumerate(self.runs):
            made.append((run.start, number, started))
            if self.found(run.start):
                made.append((run.start, number, self.found(run.start)))
            if run.completed:
                made.append((run.end, number, ended))
        # What the user does at an instant comes after what happens by itself then.
        for begun, resumed in self.job.pauses:
            made.append((begun, len(self.runs), "JOB_PAUSED_BY_USER"))
            if resumed < FOREVER:
                made.append((resumed, len(self.runs), "JOB_RESUMED_BY_USER"))
        made.append((self.cancelled, len(self.runs), "JOB_CANCELLED"))
        return [(time, what) for time, _, what in sorted(made, key=lambda each: each[:2]) if time <= END]

    def facts(self, now):
        """The job as the API shows it at `now`, after what falls due then."""
        begun = bisect.bisect_right([run.start for run in self.runs], now)
        last = self.runs[begun - 1] if begun else None
        going = bool(last) and now < last.end
        pause = next((pause for pause in self.job.pauses if pause[0] <= now < pause[1]), None)
        status = ("CANCELLED" if now >= self.cancelled else "USER_PAUSED" if pause else "RUNNING" if going else
                  "IDLE" if self.job.schedule else "COMPLETE")
        error = None
        if last:
            error = "ERROR" if self.found(last.start) == "BUCKET_DOES_NOT_EXIST" else "NONE"
        facts = {
            "jobStatus": status,
            "lastRunTime": last.start if last else self.job.created,
            "numberOfRuns": begun,
            "lastRunErrorStatus": error,
            "toProcess": (3 if "there" in self.job.buckets else 0) if going else 0,
            "paused": None,
        }
        if status == "USER_PAUSED":
            facts["paused"] = (pause[0], pause[0] + EXPIRY)
        return facts

    def next_run(self, now):
        """When an idle job runs next."""
        return next((time for time in self.due if time > now), None)


def plain_jobs():
    """All schedules, both ways to begin, spread over the times of day."""
    jobs = [Job(f"{schedule}-{initial}-{at}", CREATIONS[at], schedule, initial)
            for number, schedule in enumerate([*WEEKDAYS, 1, 15, 29, 30, 31]) for initial in (False, True)
            for at in ((number + initial) % 4, (number + initial + 2) % 4)]
    return jobs + [Job("one-time", CREATIONS[1]), Job("daily-False-2", CREATIONS[2], "daily"),
                   Job("daily-True-3", CREATIONS[3], "daily", True)]


def paused_jobs():
    second, minute, day = (datetime.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "days"))
    early, late = CREATIONS[0], CREATIONS[3]
    monday = utc(2027, 8, 2, 9, 30)
    return [
        # Within a run: a second short of 30 days, 30 days, and longer.
        Job("waits", early, pauses=[(early + 20 * minute, early + 20 * minute + EXPIRY - second)]),
        Job("expires", early, pauses=[(early + 20 * minute, FOREVER)]),
        Job("weekly-waits", early, "MONDAY", pauses=[(monday + 5 * minute, monday + 5 * minute + EXPIRY - second)]),
        Job("weekly-expires", early, "MONDAY", pauses=[(monday + 5 * minute, monday + 5 * minute + 36 * day)]),
        # Between two runs: over twelve of them, and longer than any expiry, over the leap day.
        Job("daily-idle", late, "daily", pauses=[(utc(2027, 9, 1, 12), utc(2027, 9, 13, 12)),
                                                 (utc(2028, 1, 20, 12), utc(2028, 3, 5, 12))]),
        # Resumed with 50 minutes to go, 20 minutes before the next is due, which then starts after it.
        Job("daily-overtaken", early, "daily", pauses=[(utc(2027, 10, 1, 9, 40), utc(2027, 10, 4, 9, 10))],
            cancelled=utc(2027, 10, 9)),
        # Paused just when a run begins, resumed just when one would.
        Job("daily-edges", early, "daily", pauses=[(utc(2027, 11, 5, 9, 30), utc(2027, 11, 8, 9, 30)),
                                                   (utc(2027, 11, 20, 10, 30), utc(2027, 11, 21, 9, 30))],
            cancelled=utc(2027, 12, 1, 10)),
        # Over the only day that counts.
        Job("leap-missed", early, 29, pauses=[(utc(2028, 2, 28), utc(2028, 3, 1))]),
        Job("last-missed", late, 31, initial=True, pauses=[(utc(2027, 12, 30), utc(2028, 1, 2))]),
        Job("leap-cancelled", early, 29, initial=True, cancelled=utc(2028, 2, 29, 9, 45)),
        # The bucket comes late; the first has more events than are kept.
        Job("daily-error", early, "daily", buckets=("there", "late")),
        Job("weekly-criteria", early, "FRIDAY", criteria=True),
    ]


class Walk:
    """A server on whose frozen clock jobs live from START to END."""

    def __init__(self):
        self.server = Server("--run-duration", "PT1H", "--ids", "seeded:1")
        self.connection = Connection(self.server)
        self.ids = {}
        self.now = START
        self.steps = []
        self.control("PUT", "clock", {"now": START.isoformat(), "frozen": True, "reset": True})
        self.control("PUT", "buckets", [{"bucketName": "there", "objectCount": 3, "sizeInBytes": 300}])

    def go(self, jobs, step, look):
        """Does what is asked of the jobs when it is asked; `step()` says how far the clock goes at once at most. Calls
        `look` after every step."""
        deeds = {}
        for job in jobs:
            deeds.setdefault(job.created, []).append((job.name, job.request()))
            for time, status in job.actions():
                deeds.setdefault(time, []).append((job.name, {"jobStatus": status}))
        if any("late" in job.buckets or job.criteria for job in jobs):
            deeds.setdefault(LATE_BUCKET, []).append((None, [{"bucketName": "late"}]))
        deeds.setdefault(END, [])
        for time in sorted(deeds):
            while self.now < time:
                self.advance(min(step(), time - self.now))
                if self.now < time:
                    look()
            for deed in deeds[time]:
                self.do(*deed)
            look()

    def control(self, *request):
        return self.connection.control(*request)

    def advance(self, by):
        self.now += by
        self.steps.append(iso(by))
        answer = self.control("POST", "clock/advance", {"by": iso(by)})
        assert parsed(answer["now"]) == self.now, answer

    def do(self, name, what):
        if name is None:
            self.control("PUT", "buckets", what)
        elif name in self.ids:
            self.connection("PATCH", "/jobs/" + self.ids[name], what)
        else:
            self.ids[name] = self.connection("POST", "/jobs", what)["jobId"]

    def state(self):
        """The whole state, as the bytes that the server sends."""
        return self.server.raw("GET", "/_macie-local/state")[2].decode()

    def stop(self):
        self.connection.close()
        self.server.stop()


def iso(by):
    """The duration, in the largest units that fit it."""
    if by % datetime.timedelta(weeks=1) == datetime.timedelta():
        return f"P{by // datetime.timedelta(weeks=1)}W"
    rest = by - datetime.timedelta(days=by.days)
    hours, minutes = rest.seconds // 3600, rest.seconds // 60 % 60
    seconds = f"{rest.seconds % 60}.{rest.microseconds:06}".rstrip("0").rstrip(".")
    time = f"{hours}H" * (hours > 0) + f"{minutes}M" * (minutes > 0) + f"{seconds}S" * (seconds != "0")
    return "P" + f"{by.days}D" * (by.days > 0) + ("T" + time) * (time != "")


def irregular():
    draw = random.Random(SEED)
    steps = [dict(seconds=1), dict(milliseconds=1), dict(minutes=59), dict(hours=1), dict(days=1), dict(weeks=1),
             dict(hours=23, minutes=59, seconds=59), dict(days=1, seconds=1), dict(days=13, hours=5), dict(weeks=2),
             dict(days=31)]

    def step():
        if draw.random() < 0.3:
            return datetime.timedelta(seconds=draw.randrange(1, 12 * 86400))
        return datetime.timedelta(**draw.choice(steps))
    return step


class Year(unittest.TestCase):
    maxDiff = 4000

    def start(self):
        walk = Walk()
        self.addCleanup(walk.stop)
        return walk

    def compare(self, walk, calendars):
        """Every job that there is against its calendar, as Describe and List show it."""
        listed = {job["name"]: job for job in walk.connection("POST", "/jobs/list", {"maxResults": 200})["items"]}
        self.assertEqual(set(walk.ids), set(listed))
        for name, job_id in walk.ids.items():
            shown = walk.connection("GET", "/jobs/" + job_id)
            want = calendars[name].facts(walk.now)
            note = f"{name} at {walk.now} after {walk.steps[-30:]}, MACIE_SEED={SEED}"
            pause = shown["userPausedDetails"]
            self.assertEqual(want, {
                "jobStatus": shown["jobStatus"],
                "lastRunTime": parsed(shown["lastRunTime"]),
                "numberOfRuns": shown["statistics"]["numberOfRuns"],
                # Before the first run the list shows null and Describe NONE.
                "lastRunErrorStatus": (listed[name]["lastRunErrorStatus"] or {}).get("code"),
                "toProcess": shown["statistics"]["approximateNumberOfObjectsToProcess"],
                "paused": pause and (parsed(pause["jobPausedAt"]), parsed(pause["jobExpiresAt"])),
            }, note)
            self.assertEqual(want["lastRunErrorStatus"] or "NONE", shown["lastRunErrorStatus"]["code"], note)
            self.assertEqual((want["jobStatus"], pause),
                             (listed[name]["jobStatus"], listed[name]["userPausedDetails"]), note)

    def compare_next_runs(self, walk, calendars):
        jobs = walk.control("GET", "state")["accounts"][ACCOUNT]["us-east-1"]["jobs"]
        idle = {job["name"]: parsed(job["emulator"]["nextRunAt"]) for job in jobs if job["jobStatus"] == "IDLE"}
        for name, at in idle.items():
            want = calendars[name].next_run(walk.now)
            self.assertEqual(want, at if at <= END else None, f"{name} at {walk.now}, MACIE_SEED={SEED}")

    def compare_events(self, walk, calendars):
        for name, job_id in walk.ids.items():
            answer = walk.control("GET", f"jobs/{job_id}/events")
            want = calendars[name].events
            dropped = max(0, len(want) - EVENTS_MAX)
            self.assertEqual(dropped, answer["eventsDropped"], name)
            seen = [(parsed(each["occurredAt"]), each["eventType"]) for each in answer["events"]]
            self.assertEqual(want[dropped:], seen, f"{name} after {walk.steps}, MACIE_SEED={SEED}")
            for each in answer["events"]:
                if each["eventType"].endswith("_STARTED"):
                    self.assertEqual(each["occurredAt"], each["runDate"])

    def check(self, jobs):
        """Lives in irregular steps, compared all the way, then the same in the fewest steps; the two walks."""
        calendars = {job.name: Calendar(job) for job in jobs}
        walk = self.start()

        def look():
            self.compare(walk, calendars)
            if len(walk.steps) % 10 == 0 or walk.now == END:
                self.compare_next_runs(walk, calendars)

        walk.go(jobs, irregular(), look)
        self.compare_events(walk, calendars)
        other = self.start()
        other.go(jobs, lambda: END - other.now, lambda: None)
        self.assertLess(2 * len(other.steps), len(walk.steps))
        # Byte for byte: ids are drawn when a job is made, not when it runs, and nothing in the state tells how often or
        # how far the clock was moved.
        self.assertEqual(walk.state(), other.state())
        return walk, other

    def test_plain_schedules(self):
        _, other = self.check(plain_jobs())
        self.assertEqual("P366D", other.steps[-1])
        # What the calendar must say, by hand.
        runs = {job.name: [run.start.date().isoformat() for run in Calendar(job).runs] for job in plain_jobs()}
        self.assertEqual(367, len(runs["daily-False-2"]))
        self.assertEqual(
            ["2027-07-29", "2027-08-29", "2027-09-29", "2027-10-29", "2027-11-29", "2027-12-29", "2028-01-29",
             "2028-02-29", "2028-03-29", "2028-04-29", "2028-05-29", "2028-06-29"], runs["29-False-1"])
        self.assertEqual(
            ["2027-07-15", "2027-07-31", "2027-08-31", "2027-10-31", "2027-12-31", "2028-01-31", "2028-03-31",
             "2028-05-31"], runs["31-True-0"])
        self.assertNotIn("2028-02-30", runs["30-False-2"])
        self.assertEqual(11, len(runs["30-False-2"]))

    def test_pauses_on_the_way(self):
        walk, _ = self.check(paused_jobs())
        # Cancelled at that instant, it stays so.
        status, refusal = walk.connection.send("PATCH", "/jobs/" + walk.ids["expires"], {"jobStatus": "RUNNING"})
        self.assertEqual(400, status)
        self.assertIn("cannot update cancelled job", refusal["message"])


if __name__ == "__main__":
    unittest.main()
