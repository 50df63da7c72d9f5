"""Recall at a given number of false alarms per credential-week, and how soon, from findings and labels."""
import json
from datetime import datetime


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def read(path):
    with open(path) as lines:
        for line in lines:
            f = json.loads(line)
            yield dict(credential=f["credential"], score=f["score"], at=moment(f["detected_at"]),
                       start=moment(f["start"]), detector=f["detector"], why=f["explanation"])


def match(findings, labels, slack):
    """Gives each finding the attack it tells of, or None: it must have been raised while the attack was on,
    or at most `slack` seconds after."""
    by = {}
    for label in labels:
        by.setdefault(label["credential"], []).append(label)
    for f in findings:
        f["attack"] = next((a for a in by.get(f["credential"], [])
                            if a["start"] <= f["at"] <= a["end"] + slack), None)
    return findings


def curve(files, budgets=(0.05, 0.1, 0.2)):
    """`files`: (findings, labels, credential-weeks) of several files, ranked with one threshold."""
    weeks = sum(w for _, _, w in files)
    alarms = sorted((f["score"] for fs, _, _ in files for f in fs if f["attack"] is None), reverse=True)
    total = sum(len(labels) for _, labels, _ in files)
    out = {}
    for budget in budgets:
        allowed = int(budget * weeks)
        limit = alarms[allowed] if allowed < len(alarms) else 0.0
        seen = {}
        for n, (findings, labels, _) in enumerate(files):
            for f in findings:
                if f["attack"] is None or f["score"] <= limit:
                    continue
                key = (n, id(f["attack"]))
                if key not in seen or f["at"] < seen[key][1]["at"]:
                    seen[key] = (f["attack"], f)
        out[budget] = dict(threshold=limit, recall=len(seen) / max(1, total), seen=seen)
    return out, weeks, total


def median(values):
    values = sorted(values)
    return values[len(values) // 2] if values else float("nan")
