"""Worlds of synthetic credentials with injected attacks, as an independent author might write them.

A world is a file `bucket_start,credential,count` (absent buckets are zeros) and its labels. Nothing in here
knows how the model works. Three authors with different habits write them, so that what is tuned on one can be
checked on another.
"""
import math

import numpy as np

DAY = 86_400
HOUR = 3_600


class World:
    """One file: six weeks, `n` credentials of many kinds, attacks after the second (or third) week."""

    def __init__(self, seed, author="mixed", bucket=300, n=200, days=42, start=None, attacks=80):
        self.rng = np.random.default_rng(seed)
        self.author = author
        self.wild = 0.2 if author == "calm" else 1.0
        self.bucket = bucket
        self.days = days
        # A Monday or not; some worlds hold a clock change (29 March, 8 March 2026), some a month end or two.
        starts = [1767571200, 1769990400, 1771804800, 1772755200, 1774224000, 1780272000, 1788393600]
        self.start = start if start is not None else int(self.rng.choice(starts))
        self.t = self.start + np.arange(days * DAY // bucket) * bucket
        self.attack_from = int(self.rng.choice([14, 15, 21])) * DAY + self.start
        self.holidays = {int(d) for d in self.rng.choice(np.arange(3, days), 2, replace=False)}
        self.dst = None
        if self.rng.random() < 0.5:
            self.dst = self.start + int(self.rng.integers(18, days - 3)) * DAY + 2 * HOUR
        self.names, self.kinds, self.lines, self.rates = [], [], [], []
        self.labels, self.expected = [], []
        mix = AUTHORS[author]
        kinds = list(mix)
        weights = np.array([mix[k] for k in kinds], float)
        counts = np.floor(weights / weights.sum() * n).astype(int)
        while counts.sum() < n:
            counts[self.rng.integers(len(kinds))] += 1
        for kind, count in zip(kinds, counts):
            for _ in range(count):
                self.credential(kind)
        self.attack(attacks)

    # -- time ---------------------------------------------------------------------------------------------

    def local(self, zone, dst=True):
        """Seconds since local midnight and day index, of every bucket."""
        shift = zone * HOUR
        t = self.t + shift - self.start + 0
        if dst and self.dst is not None:
            t = t + np.where(self.t >= self.dst, HOUR, 0)
        # The first day of the file starts at midnight UTC.
        return t % DAY, t // DAY

    def weekday(self, day):
        first = (self.start // DAY + 3) % 7  # Monday 0
        return (first + day) % 7

    def month_end(self, day):
        """Days to the end of the month: 0 the last day, -1 the first of the next."""
        stamp = (np.asarray(self.start // DAY + day)).astype("datetime64[D]")
        month = stamp.astype("datetime64[M]")
        last = (month + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
        return (last - stamp).astype(int), (stamp - month.astype("datetime64[D]")).astype(int)

    # -- counts -------------------------------------------------------------------------------------------

    def noise(self, sd, hours=1.0, ar=0.8):
        """A slowly wandering factor around 1 (log-normal AR(1) on a grid of `hours`)."""
        sd = sd * self.wild
        grid = int(math.ceil(self.days * 24 / hours)) + 1
        e = self.rng.normal(0, sd * math.sqrt(1 - ar * ar), grid)
        x = np.empty(grid)
        x[0] = self.rng.normal(0, sd)
        for i in range(1, grid):
            x[i] = ar * x[i - 1] + e[i]
        index = ((self.t - self.start) / (hours * HOUR)).astype(int)
        return np.exp(x - sd * sd / 2)[index]

    def counts(self, rate, spread):
        """Negative binomial counts of a rate per hour; `spread` 0 is Poisson."""
        mean = np.maximum(rate, 0) * self.bucket / HOUR
        if spread > 0:
            mean = mean * self.rng.gamma(1 / spread, spread, mean.shape)
        return self.rng.poisson(np.minimum(mean, 1e7))

    def add(self, kind, counts, rate):
        self.names.append(f"{kind[:3]}-{len(self.names):03d}")
        self.kinds.append(kind)
        self.lines.append(counts.astype(np.int64))
        self.rates.append(rate)

    def credential(self, kind):
        r = self.rng
        zone = int(r.choice([0, 0, 1, 2, -5, -8, 9]))
        second, day = self.local(zone)
        weekday = self.weekday(day)
        weekend = weekday >= 5
        holiday = np.isin(day, list(self.holidays))
        zero = np.zeros(len(self.t))
        spread = float(r.choice([0, 0.02, 0.1, 0.3, 0.8])) * self.wild
        if kind == "sync":  # around the clock, with a daily wave
            base = 10 ** r.uniform(0.8, 3.3)
            wave = 1 + r.uniform(0, 0.7) * np.sin(2 * math.pi * (second / DAY - r.uniform()))
            rate = base * wave * np.where(weekend, r.uniform(0.4, 1), 1) * self.noise(r.uniform(0.02, 0.25))
            counts = self.counts(rate, spread)
        elif kind == "people":  # business hours
            base = 10 ** r.uniform(0.7, 2.3)
            begin, end = r.uniform(7, 9.5) * HOUR, r.uniform(16, 19) * HOUR
            ramp = 1 / (1 + np.exp(-(second - begin) / 900)) / (1 + np.exp((second - end) / 900))
            lunch = 1 - r.uniform(0, 0.6) * np.exp(-((second - 12.5 * HOUR) / 2400) ** 2)
            off = np.where(weekend, r.choice([0, 0, 0.03, 0.15]), 1) * np.where(holiday, 0.05, 1)
            present = (r.random(self.days + 3) > r.choice([0, 0.03, 0.1]))[np.clip(day, -1, self.days) + 1]
            rate = base * ramp * lunch * off * present * self.noise(r.uniform(0.1, 0.5), ar=0.6)
            rate = np.where(rate < base * 0.004, 0, rate)
            counts = self.counts(rate, max(spread, 0.3 * self.wild))
        elif kind in ("nightly", "wandering"):
            hour = r.uniform(0, 23)
            jitter = r.uniform(0.02, 0.3) if kind == "nightly" else r.uniform(0.5, 1.6)
            kept = r.uniform(0.97, 1) if kind == "nightly" else r.uniform(0.5, 0.95)
            size, sd = 10 ** r.uniform(1.3, 4), r.uniform(0.05, 0.5) * max(0.3, self.wild)
            length = r.uniform(300, 7200)
            peak = r.uniform(2, 5) if r.random() < 0.3 else 1
            workdays = r.random() < 0.3
            rate, missed = zero.copy(), 0.0
            for d in range(self.days):
                ends, since = self.month_end(d)
                amount = size * math.exp(r.normal(0, sd)) * (peak if ends == 0 or since == 0 else 1)
                if workdays and self.weekday(d) >= 5:
                    continue
                if r.random() > kept:
                    missed = amount if r.random() < 0.5 else 0
                    continue
                self.burst(rate, d, hour + r.normal(0, jitter) - zone, length * math.exp(r.normal(0, 0.2)),
                           amount + missed)
                missed = 0
            counts = self.counts(rate, min(spread, 0.1))
        elif kind in ("weekly", "monthly"):
            hour, size, sd = r.uniform(0, 23), 10 ** r.uniform(1, 3.5), r.uniform(0.05, 0.4)
            length = r.uniform(600, 5400)
            which = int(r.integers(7)) if kind == "weekly" else int(r.integers(1, 28))
            rate = zero.copy()
            for d in range(self.days):
                _, since = self.month_end(d)
                due = self.weekday(d) == which if kind == "weekly" else since + 1 == which
                if due and r.random() < 0.97:
                    self.burst(rate, d, hour + r.normal(0, 0.2), length, size * math.exp(r.normal(0, sd)))
            counts = self.counts(rate, 0)
        elif kind == "sparse":  # 0 to 5 calls a day
            perday = r.uniform(0.1, 5)
            rate = zero.copy()
            daytime = r.random() < 0.7
            for d in range(self.days):
                if daytime and (self.weekday(d) >= 5 and r.random() < 0.8):
                    continue
                for _ in range(r.poisson(perday)):
                    at = r.normal(13, 3) if daytime else r.uniform(0, 24)
                    self.burst(rate, d, at - zone, self.bucket, 1 + (r.geometric(0.5) if r.random() < 0.3 else 0))
            counts = np.rint(rate * self.bucket / HOUR).astype(int)
        elif kind == "bursty":  # a base and bursts of retries that mean nothing
            base = 10 ** r.uniform(0.8, 2.5)
            rate = base * np.ones(len(self.t)) * self.noise(0.2)
            for _ in range(r.poisson(r.uniform(0.2, 2) * self.days)):
                self.burst(rate, 0, r.uniform(0, self.days * 24), r.uniform(120, 1800),
                           base * r.uniform(0.3, 3))
            counts = self.counts(rate, max(spread, 0.1))
        elif kind == "growing":
            base, slope = 10 ** r.uniform(1, 2.8), r.uniform(0.004, 0.025)
            wave = 1 + r.uniform(0, 0.6) * np.sin(2 * math.pi * (second / DAY - r.uniform()))
            rate = base * wave * np.exp(slope * (self.t - self.start) / DAY) * self.noise(0.1)
            counts = self.counts(rate, spread)
        elif kind == "released":  # a level that changes for good, rightly
            base = 10 ** r.uniform(1, 2.8)
            at = self.start + r.uniform(8, 36) * DAY
            wave = 1 + r.uniform(0, 0.6) * np.sin(2 * math.pi * (second / DAY - r.uniform()))
            rate = base * wave * np.where(self.t >= at, r.uniform(0.5, 1.8), 1) * self.noise(0.1)
            counts = self.counts(rate, spread)
        elif kind == "poller":  # every few minutes, nearly the same
            every = float(r.choice([60, 300, 600, 900, 1800, 3600]))
            size = int(r.integers(1, 30))
            polls = np.arange(self.start + r.uniform(0, every), self.t[-1] + self.bucket, every)
            polls = polls + r.normal(0, 5, len(polls))
            polls = polls[r.random(len(polls)) > r.choice([0, 0.002, 0.02])]
            index = np.clip(((polls - self.start) // self.bucket).astype(int), 0, len(self.t) - 1)
            counts = np.bincount(index, minlength=len(self.t)) * size
            if r.random() < 0.5:
                counts = counts + self.counts(zero + size * 3600 / every * 0.1, 0)
            rate = zero + size * 3600 / every
        elif kind == "sessions":  # events that excite each other
            base = 10 ** r.uniform(0.3, 1.8)
            rate = zero.copy()
            starts = r.poisson(self.days * r.uniform(2, 12))
            for _ in range(starts):
                d = int(r.integers(self.days))
                if self.weekday(d) >= 5 and r.random() < 0.8:
                    continue
                self.burst(rate, d, r.normal(13, 2.5) - zone, r.uniform(300, 5400), base * r.lognormal(0, 0.9))
            counts = self.counts(rate, 0.3)
        elif kind == "asleep":  # used at first, then not any more
            last = r.uniform(2, 14)
            rate = zero.copy()
            for d in range(int(last) + 1):
                if r.random() < 0.7:
                    self.burst(rate, d, r.uniform(7, 19), r.uniform(300, 5400), 10 ** r.uniform(0.5, 2.5))
            counts = self.counts(rate, 0)
            if r.random() < 0.35:  # not once since records began
                counts = counts * 0
        elif kind == "newcomer":  # a new integration, rightly
            base = 10 ** r.uniform(0.3, 2.3)
            rate = np.where(self.t >= self.start + r.uniform(1, 36) * DAY, base, 0) * self.noise(0.2)
            counts = self.counts(rate, spread)
        else:
            raise ValueError(kind)
        if kind in ("sync", "people", "growing", "poller", "nightly") and r.random() < 0.12:
            counts = self.outage(counts)
        self.add(kind, counts, rate)

    def burst(self, rate, day, hour, seconds, amount):
        """Adds `amount` calls spread over `seconds`; `rate` is per hour."""
        first = (day * 24 + hour) * HOUR
        low = int(first // self.bucket)
        high = int((first + max(1, seconds - 1)) // self.bucket)
        low, high = max(0, low), min(len(rate) - 1, high)
        if high >= low:
            rate[low:high + 1] += amount / (high - low + 1) * HOUR / self.bucket

    def outage(self, counts):
        """Some hours of silence, then what was missed comes within an hour or three."""
        r = self.rng
        length = int(r.uniform(1, 10) * HOUR / self.bucket)
        at = int(r.integers(len(counts) // 3, len(counts) - length - 4 * HOUR // self.bucket - 1))
        counts = counts.copy()
        missed = int(counts[at:at + length].sum())
        counts[at:at + length] = 0
        if r.random() < 0.7:
            span = max(1, int(r.uniform(0.5, 3) * HOUR / self.bucket))
            counts[at + length:at + length + span] += r.multinomial(missed, np.full(span, 1 / span))
        return counts

    # -- attacks ------------------------------------------------------------------------------------------

    def attack(self, wanted):
        r = self.rng
        busy = {}
        done = tries = 0
        while done < wanted and tries < wanted * 100:
            kind = ("spike", "schedule", "dormant", "drip")[tries % 4]
            tries += 1
            i = int(r.integers(len(self.names)))
            if busy.get(i, 0) >= (2 if self.author == "repeat" else 1):
                continue
            if sum(a["kind"] == kind for a in self.labels) >= wanted * 0.35:
                continue
            made = getattr(self, kind)(i)
            if made is None:
                continue
            start, end, size = made
            busy[i] = busy.get(i, 0) + 1
            done += 1
            self.labels.append(dict(credential=self.names[i], kind=kind, start=int(start), end=int(end),
                                    victim=self.kinds[i], size=round(float(size), 2)))

    def span(self, begin, end):
        return int((begin - self.start) // self.bucket), int((end - self.start) // self.bucket)

    def when(self, length):
        return float(self.rng.uniform(self.attack_from, self.t[-1] + self.bucket - length - HOUR))

    def put(self, i, begin, length, amount):
        """Adds `amount` calls, at least one in the first bucket and the last."""
        begin = begin - begin % self.bucket
        a, b = self.span(begin, begin + max(length, self.bucket))
        b = min(len(self.t), max(a + 1, b))
        shape = self.rng.dirichlet(np.full(b - a, 5.0))
        extra = self.rng.multinomial(int(amount), shape)
        extra[0] = max(extra[0], 1)
        self.lines[i] = self.lines[i].copy()
        self.lines[i][a:b] += extra
        return self.t[a], self.t[b - 1] + self.bucket

    def usual(self, i, at):
        """Calls an hour around this time of day and week in the clean weeks, and in a typical active hour."""
        per = HOUR // self.bucket
        hourly = self.lines[i][:len(self.lines[i]) // per * per].reshape(-1, per).sum(1) if per > 1 else self.lines[i]
        active = hourly[:14 * 24][hourly[:14 * 24] > 0]
        typical = float(np.median(active)) if len(active) else 0.0
        h = int((at - self.start) // HOUR)
        same = [hourly[k] for k in range(h % 168, h, 168) if k < len(hourly)]
        return (float(np.mean(same)) if same else 0.0), typical

    def spike(self, i):
        if self.kinds[i] in ("asleep", "monthly", "weekly", "sparse") and self.rng.random() < 0.8:
            return None
        length = float(self.rng.choice([600, 1200, 1800, 3600, 7200, 21600]))
        at = self.when(length)
        here, typical = self.usual(i, at)
        if self.kinds[i] not in ("sync", "poller", "growing", "bursty", "released") and here < 1:
            return None
        low, high = SPIKES[self.author]
        factor = math.exp(self.rng.uniform(math.log(low), math.log(high)))
        amount = (factor - 1) * max(here, typical * 0.3, 12) * length / HOUR
        # A handful of calls more is no attack that anybody could see or would mind.
        amount = max(amount, 30)
        return (*self.put(i, at, length, amount), factor)

    def schedule(self, i):
        if self.kinds[i] not in ("nightly", "wandering", "people", "weekly", "sessions"):
            return None
        length = float(self.rng.uniform(600, 7200))
        at = self.when(length)
        per = HOUR // self.bucket
        line = self.lines[i]
        # No hour within two of it was ever used on any day.
        a, _ = self.span(at, at)
        day = DAY // self.bucket
        for k in range(a % day, a + 1, day):
            if line[max(0, k - 2 * per):k + 2 * per + int(length // self.bucket)].any():
                return None
        _, typical = self.usual(i, at)
        if typical == 0:
            return None
        amount = max(5, typical * self.rng.uniform(0.1, 1.5) * length / HOUR)
        return (*self.put(i, at, length, min(amount, 2000)), amount / typical)

    def dormant(self, i):
        length = float(self.rng.uniform(600, 3 * HOUR))
        at = self.when(length)
        a, b = self.span(at, at + length)
        silent = int(self.rng.choice([10, 14, 18])) * DAY // self.bucket
        if self.kinds[i] != "asleep" or a < silent or self.lines[i][a - silent:b].any():
            return None
        amount = 10 ** self.rng.uniform(0.7, 2.7)
        return (*self.put(i, at, length, amount), amount)

    def drip(self, i):
        if self.kinds[i] not in ("sync", "people", "poller", "growing", "bursty", "nightly"):
            return None
        length = float(self.rng.uniform(1.5, 6)) * DAY
        at = self.when(length)
        a, b = self.span(at, at + length)
        line = self.lines[i]
        if line[:a].sum() / max(1, a) * DAY / self.bucket < 40:
            return None
        low, high = DRIPS[self.author]
        factor = float(self.rng.uniform(low, high))
        self.lines[i] = line.copy()
        self.lines[i][a:b] += self.rng.poisson(line[a:b] * (factor - 1))
        active = np.nonzero(self.lines[i][a:b])[0]
        if len(active) == 0:
            return None
        # It begins with the first call that is there to be multiplied.
        return self.t[a + active[0]], self.t[b - 1] + self.bucket, factor

    # -- files --------------------------------------------------------------------------------------------

    def write(self, path):
        lines = np.array(self.lines)
        buckets, which = np.nonzero(lines.T)
        values = lines.T[buckets, which]
        names = self.names
        with open(path, "w") as out:
            out.write("bucket_start,credential,count\n")
            out.writelines(f"{self.start + b * self.bucket},{names[w]},{v}\n"
                           for b, w, v in zip(buckets.tolist(), which.tolist(), values.tolist()))


AUTHORS = {
    # Many kinds, many sparse ones.
    "mixed": dict(sync=4, people=4, nightly=3, wandering=1.5, weekly=1, monthly=1, sparse=3, bursty=1, growing=0.7,
                  released=0.4, poller=2, sessions=1.5, asleep=2.4, newcomer=0.3),
    # What a textbook would have: few kinds, clean noise.
    "plain": dict(sync=5, people=5, nightly=4, sparse=1, monthly=0.6, wandering=0.8, asleep=2.4),
    # The awkward population.
    "awkward": dict(sync=2, people=3, nightly=2, wandering=3, weekly=2, monthly=1.5, sparse=4, bursty=2, growing=1,
                    released=0.4, poller=1, sessions=3, asleep=2.4, newcomer=0.4),
    # Little noise beyond what counting has by itself.
    "calm": dict(sync=5, people=5, nightly=4, sparse=2, weekly=1, monthly=1, wandering=1, asleep=2.4),
    # Several attacks on one credential.
    "repeat": dict(sync=4, people=4, nightly=3, wandering=1, sparse=1.5, poller=2, sessions=1, asleep=2),
}
SPIKES = dict(mixed=(3, 20), plain=(3, 20), calm=(3, 20), awkward=(2.5, 15), repeat=(3, 20))
DRIPS = dict(mixed=(1.5, 2.0), plain=(1.5, 2.0), calm=(1.5, 2.0), awkward=(1.5, 2.0), repeat=(1.5, 2.0))
