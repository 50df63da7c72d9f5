"""Labelled single series of many families, and the scoring of the Numenta Anomaly Benchmark.

The families are written from what such series are known to look like (machines, sensors, traffic, taxis,
chatter); nothing is copied from the benchmark. One threshold is chosen for all files at once, as there.
"""
import math

import numpy as np

DAY = 86_400


def wander(rng, n, sd, keep):
    e = rng.normal(0, sd * math.sqrt(1 - keep * keep), n)
    x = np.empty(n)
    x[0] = rng.normal(0, sd)
    for i in range(1, n):
        x[i] = keep * x[i - 1] + e[i]
    return x


class Series:
    """`times`, `values` and `windows` (first and last index of each labelled window)."""

    def __init__(self, family, seed):
        self.rng = r = np.random.default_rng(seed * 1000 + FAMILIES.index(family))
        self.family = family
        self.step = {"taxi": 1800, "sensor": 3600, "clicks": 3600, "machine": 300, "speed": 420}.get(family, 300)
        self.n = n = int(r.integers(3600, 4400)) if self.step == 300 else \
            {"taxi": 10_320, "sensor": 7_267, "clicks": 1_600, "speed": 2_500}[family] \
            if family != "machine" else int(r.integers(12_000, 22_000))
        if family == "chatter":
            self.n = n = 15_842
        start = 1_392_000_000 + int(r.integers(0, 300)) * DAY
        jitter = r.random(n) * 0
        if family == "speed":  # irregular time stamps
            jitter = np.cumsum(r.choice([0, 300, 600, 1200], n, p=[0.8, 0.12, 0.06, 0.02]))
        self.times = (start + np.arange(n) * self.step + jitter).astype(np.int64)
        self.second = self.times % DAY
        self.weekday = (self.times // DAY + 3) % 7
        self.marks = []
        self.values = getattr(self, family)(n)
        length = max(6, int(n * 0.1 / max(1, len(self.marks))))
        self.windows = [(max(0, m - length // 2), min(n - 1, m + length // 2)) for m in sorted(self.marks)]

    def spots(self, count, gap=0.16):
        """Places for anomalies: after the probationary part, well apart."""
        n, out = self.n, []
        for _ in range(1000):
            at = int(self.rng.uniform(0.2, 0.95) * n)
            if all(abs(at - o) > gap * n for o in out):
                out.append(at)
            if len(out) == count:
                break
        self.marks += out
        return sorted(out)

    def count(self):
        return int(self.rng.choice([1, 1, 2, 2, 3]))

    # Families. Each gives the values and notes the marks.

    def cpu(self, n):
        """CPU share of a server: a floor, bursts of jobs, a level that changes."""
        r = self.rng
        base = 10 ** r.uniform(-1, 1.7)
        x = base * (1 + wander(r, n, r.uniform(0.02, 0.15), 0.6)) + np.abs(r.normal(0, 0.02 * base, n))
        for _ in range(r.poisson(r.uniform(0, 40))):
            at = int(r.integers(n))
            x[at:at + int(r.integers(1, 4))] += base * r.uniform(0.3, 1.5)
        for at in self.spots(self.count()):
            form = r.integers(4)
            if form == 0:
                x[at:] += base * r.uniform(0.5, 3) * r.choice([1, -0.3])
            elif form == 1:
                x[at:at + int(r.integers(2, 30))] += base * r.uniform(2.5, 8)
            elif form == 2:
                m = int(r.integers(60, 400))
                x[at:at + m] = x[at:at + m] * 0.05
            else:
                m = int(r.integers(100, 500))
                x[at:at + m] += base * np.abs(r.normal(0, 1.5, len(x[at:at + m])))
        return np.clip(x, 0, 100)

    def daily(self, n):
        """A smooth daily curve: jumps, a flat day, a missing peak, noise."""
        r = self.rng
        low, high = r.uniform(10, 40), r.uniform(60, 90)
        wave = 0.5 - 0.5 * np.cos(2 * math.pi * self.second / DAY)
        noise = r.choice([0, 0.3, 2.0])
        x = low + (high - low) * wave ** r.uniform(1, 3) + r.normal(0, 1, n) * noise
        for at in self.spots(1):
            form = r.integers(5)
            if form == 0:
                x[at:at + 250] = high * r.uniform(1.1, 1.6) + r.normal(0, noise, len(x[at:at + 250]))
            elif form == 1:
                x[at:at + 288] = low + r.normal(0, noise, len(x[at:at + 288]))
            elif form == 2:
                x[at:at + 200] += (high - low) * r.uniform(0.4, 0.8)
            elif form == 3:
                x[at:at + 288] = low + (x[at:at + 288] - low) * 0.3
            else:
                x[at:at + 60] += r.normal(0, (high - low) * 0.4, len(x[at:at + 60]))
        return x

    def quiet(self, n):
        """Nothing happens at all: noise, a curve or a constant, without a label."""
        r = self.rng
        form = r.integers(3)
        if form == 0:
            return 20 + r.normal(0, 1, n) * r.uniform(0.5, 3)
        if form == 1:
            return 50 + 30 * np.sin(2 * math.pi * self.second / DAY) + r.normal(0, 1, n)
        return np.full(n, 45.0) + np.where(r.random(n) < 0.02, 1.0, 0)

    def sensor(self, n):
        """Temperature of a room, hourly: seasons, days, a failing air conditioner."""
        r = self.rng
        x = 70 + 3 * np.sin(2 * math.pi * self.times / (365 * DAY) + r.uniform(0, 6)) \
            + 1.5 * np.sin(2 * math.pi * self.second / DAY) + wander(r, n, 1.5, 0.97) + r.normal(0, 0.3, n)
        for at in self.spots(2):
            m = int(r.integers(24, 150))
            part = slice(at, at + m)
            x[part] += np.linspace(0, r.choice([-1, 1]) * r.uniform(6, 12), m)[:len(x[part])]
        return x

    def machine(self, n):
        """Temperature inside a machine: long wandering, stops, a slow failure and a crash."""
        r = self.rng
        x = 85 + wander(r, n, 6, 0.998) + r.normal(0, 0.7, n)
        for at in self.spots(int(r.integers(2, 5)), 0.12):
            m = int(r.integers(60, 500))
            part = slice(at, at + m)
            if r.random() < 0.5:
                x[part] -= r.uniform(25, 60) * np.exp(-np.arange(m) / r.uniform(50, 200))[:len(x[part])]
            else:
                x[part] -= np.linspace(0, r.uniform(20, 50), m)[:len(x[part])]
        return x

    def taxi(self, n):
        """Passengers by half hour: days, weeks, holidays, a marathon, a storm."""
        r = self.rng
        h = self.second / 3600
        week = np.where(self.weekday >= 5, 0.85, 1) * np.where((self.weekday >= 5) & (h < 4), 2.2, 1)
        curve = 4000 + 12_000 * np.exp(-((h - 19) / 4) ** 2) + 9_000 * np.exp(-((h - 9) / 2.5) ** 2) \
            - 2500 * np.exp(-((h - 4.5) / 2) ** 2)
        x = curve * week * (1 + wander(r, n, 0.04, 0.9)) + r.normal(0, 300, n)
        for at in self.spots(5, 0.08):
            at -= at % 48
            part = slice(at, at + 48)
            form = r.integers(3)
            x[part] *= r.uniform(0.35, 0.65) if form == 0 else 1
            if form == 1:
                x[at:at + 6] *= r.uniform(1.6, 2.2)
            if form == 2:
                x[at:at + 60] *= 0.15
        return np.maximum(0, np.rint(x))

    def chatter(self, n):
        """Mentions of a name: heavy tails, days, events."""
        r = self.rng
        base = 10 ** r.uniform(0.3, 1.9)
        day = 1 + 0.6 * np.sin(2 * math.pi * (self.second / DAY - 0.6))
        rate = base * day * np.exp(wander(r, n, 0.4, 0.95))
        for _ in range(r.poisson(40)):
            at, m = int(r.integers(n)), int(r.integers(2, 12))
            part = slice(at, at + m)
            rate[part] += base * r.pareto(2.2) * np.exp(-np.arange(m) / 4)[:len(rate[part])]
        for at in self.spots(int(r.integers(2, 5)), 0.1):
            m = int(r.integers(12, 120))
            part = slice(at, at + m)
            rate[part] += base * r.uniform(8, 40) * np.exp(-np.arange(m) / (m / 3))[:len(rate[part])]
        return r.poisson(rate * r.gamma(3, 1 / 3, n)).astype(float)

    def clicks(self, n):
        """Price or rate of advertisements, hourly: noise, rare spikes, a level."""
        r = self.rng
        base = 10 ** r.uniform(-1, 0.5)
        x = base * np.exp(wander(r, n, 0.25, 0.5)) * (1 + 0.2 * np.sin(2 * math.pi * self.second / DAY))
        x[r.random(n) < 0.004] *= r.uniform(2, 4)
        for at in self.spots(int(r.integers(1, 4))):
            form = r.integers(3)
            m = int(r.integers(1, 12)) if form < 2 else int(r.integers(24, 90))
            x[at:at + m] = x[at:at + m] * (r.uniform(4, 12) if form == 0 else 0.05 if form == 1 else r.uniform(2, 3))
        return x

    def speed(self, n):
        """Speed or travel time on a road: jams by day, irregular time stamps."""
        r = self.rng
        h = self.second / 3600
        jam = 18 * np.exp(-((h - 17) / 1.3) ** 2) + 10 * np.exp(-((h - 8) / 1.2) ** 2)
        x = 66 - jam * (self.weekday < 5) * np.exp(wander(r, n, 0.3, 0.9)) + r.normal(0, 4, n)
        for at in self.spots(int(r.integers(1, 4))):
            m = int(r.integers(8, 60))
            x[at:at + m] -= r.uniform(25, 45)
        return np.maximum(1, np.rint(x))

    def requests(self, n):
        """Requests or network bytes of a service: bursts, nightly jobs, a burst that is too large, or silence."""
        r = self.rng
        base = 10 ** r.uniform(1, 6)
        x = base * np.exp(wander(r, n, 0.3, 0.7)) * (1 + 0.4 * np.sin(2 * math.pi * self.second / DAY))
        job = (self.second // 300 == int(r.integers(288)))
        if r.random() < 0.5:
            x = x + job * base * r.uniform(3, 6) * np.exp(r.normal(0, 0.2, n))
        for _ in range(r.poisson(15)):
            x[int(r.integers(n))] += base * r.uniform(1, 5)
        for at in self.spots(self.count()):
            form = r.integers(4)
            m = int(r.integers(1, 40))
            if form == 0:
                x[at:at + m] += base * r.uniform(8, 30)
            elif form == 1:
                x[at:at + 150] *= 0.02
            elif form == 2:
                x[at:] *= r.uniform(1.8, 3)
            else:
                x[at:at + 200] = base * (1 + r.normal(0, 0.01, len(x[at:at + 200])))
        return np.maximum(0, x)

    def write(self, path):
        with open(path, "w") as out:
            out.write("timestamp,value\n")
            out.writelines(f"{np.datetime64(int(t), 's')},{v:.6g}\n".replace("T", " ", 1)
                           for t, v in zip(self.times, self.values))


FAMILIES = ["cpu", "daily", "quiet", "sensor", "machine", "taxi", "chatter", "clicks", "speed", "requests"]
# How many of each stand in one corpus.
CORPUS = dict(cpu=12, daily=5, quiet=5, sensor=2, machine=2, taxi=1, chatter=10, clicks=6, speed=7, requests=6)


def sigmoid(x):
    return 2 / (1 + np.exp(5 * x)) - 1


def probation(n):
    return int(min(0.15 * n, 750))


def points(scores, windows, n):
    """What each row adds when it is reported: (row, window or -1, weight), false ones weighing 0.11."""
    weight = np.full(n, -1.0)
    window = np.full(n, -1)
    for w, (a, b) in enumerate(windows):
        inside = np.arange(a, b + 1)
        window[a:b + 1] = w
        weight[a:b + 1] = sigmoid(-1 + (inside - a) / max(1, b - a)) / sigmoid(-1)
    for w, (a, b) in enumerate(windows):
        to = windows[w + 1][0] if w + 1 < len(windows) else n
        after = np.arange(b + 1, to)
        distance = (after - b) / max(1, b - a)
        weight[b + 1:to] = np.where(distance > 3, -1, sigmoid(distance))
    weight = np.where(window < 0, weight * 0.11, weight)
    return weight, window


def nab(files):
    """The score, 0 for nothing reported to 100 for all at once, at the best single threshold, and that."""
    rows, total = [], 0
    for f, (scores, windows) in enumerate(files):
        n = len(scores)
        weight, window = points(scores, windows, n)
        start = probation(n)
        real = [w for w, (a, b) in enumerate(windows) if b >= start]
        total += len(real)
        for i in range(start, n):
            rows.append((scores[i], f, i, int(window[i]), weight[i]))
    rows.sort(key=lambda r: -r[0])
    best, threshold, sum_, held = -1e9, 1.1, -float(total), {}
    per = {}
    i = 0
    while i < len(rows):
        level = rows[i][0]
        while i < len(rows) and rows[i][0] == level:
            _, f, _, w, value = rows[i]
            if w < 0:
                sum_ += value
            else:
                # In a window only the first report counts.
                old = held.get((f, w))
                if old is None:
                    sum_ += 1 + value
                    held[(f, w)] = value
                elif value > old:
                    sum_ += value - old
                    held[(f, w)] = value
            i += 1
        if sum_ > best:
            best, threshold = sum_, level
    return 100 * (best + total) / (2 * total), threshold


def at(files, threshold):
    """Windows found, windows, and false alarms (runs of rows over the threshold count singly)."""
    found = windows_ = false = 0
    for scores, windows in files:
        start = probation(len(scores))
        over = np.array(scores) >= threshold
        over[:start] = False
        for a, b in windows:
            windows_ += 1
            found += bool(over[a:b + 1].any())
            over[a:b + 1] = False
        false += int(over.sum())
    return found, windows_, false
