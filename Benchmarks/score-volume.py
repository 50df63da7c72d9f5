#!/usr/bin/env python3
"""Measures `crmwatch score` on synthetic credentials with injected attacks and on labelled single series.

    Benchmarks/score-volume.py --crmwatch .build/release/crmwatch            # both, fresh files
    Benchmarks/score-volume.py --part credentials --seeds 4 --first-seed 900 --verbose

Prints recall at 0.05, 0.1 and 0.2 false alarms per credential-week, delays by class of attack, the misses and
false alarms by kind of credential. Needs Python 3.9 and numpy. The same seeds give the same files; figures
worth noting come from seeds nobody has tuned on.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "volume"))
sys.dont_write_bytecode = True
import scoring  # noqa: E402

BUDGETS = (0.05, 0.1, 0.2)


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--crmwatch", default=".build/release/crmwatch")
    p.add_argument("--part", choices=["credentials", "series", "all"], default="all")
    p.add_argument("--seeds", type=int, default=2, help="files for each author and bucket")
    p.add_argument("--first-seed", type=int, default=1)
    p.add_argument("--authors", default="mixed,plain,calm,awkward,repeat")
    p.add_argument("--buckets", default="300", help="seconds, comma-separated")
    p.add_argument("--folder", default="/tmp/crmwatch-volume", help="where files are made and kept")
    p.add_argument("--verbose", action="store_true", help="misses and false alarms by kind")
    p.add_argument("--list", type=int, default=0, help="so many of the worst false alarms, and the misses")
    return p.parse_args()


def world(author, bucket, seed, folder):
    """Path and labels of a file, made if it is not there."""
    path = os.path.join(folder, f"{author}-{bucket}-{seed}.csv")
    label_path = path[:-4] + ".labels.jsonl"
    if not os.path.exists(label_path):
        import credentials
        made = credentials.World(seed, author, bucket)
        made.write(path)
        with open(label_path, "w") as out:
            for label in made.labels:
                out.write(json.dumps(label) + "\n")
    with open(label_path) as lines:
        return path, [json.loads(line) for line in lines]


def run(args, path):
    out = path[:-4] + f".{os.getpid()}.findings"
    with open(out, "w") as sink:
        subprocess.run([*args.crmwatch.split(), "score", path, "--findings"], stdout=sink, check=True)
    findings = list(scoring.read(out))
    os.unlink(out)
    return findings


def table(name, files):
    curve, weeks, total = scoring.curve(files, BUDGETS)
    row = [f"{curve[b]['recall']:.3f}" for b in BUDGETS]
    raised = sum(len(f) for f, _, _ in files) / weeks
    print(f"| {name} | {total} | {' | '.join(row)} | {raised:.2f} |")
    return curve


def details(curve, files):
    kinds = sorted({label["kind"] for _, labels, _ in files for label in labels})
    for b in BUDGETS:
        seen = curve[b]["seen"]
        print(f"\nat {b} (threshold {curve[b]['threshold']:.4f}): attacks seen, median and 90% delay in minutes")
        for kind in kinds:
            all_ = [label for _, labels, _ in files for label in labels if label["kind"] == kind]
            delays = sorted((f["at"] - a["start"]) / 60 for a, f in seen.values() if a["kind"] == kind)
            late = delays[int(len(delays) * 0.9)] if delays else float("nan")
            print(f"  {kind:9} {len(delays):4}/{len(all_):<4} {scoring.median(delays):8.0f} {late:8.0f}")
    for b in BUDGETS[::2]:
        alarms = collections.Counter()
        for findings, _, _ in files:
            for f in findings:
                if f["attack"] is None and f["score"] > curve[b]["threshold"]:
                    alarms[(f["credential"][:3], f["detector"], kind_of(f))] += 1
        print(f"\nfalse alarms at {b}: " + ", ".join(
            f"{k[0]} {k[1]} {k[2]} {n}" for k, n in alarms.most_common(24)))
        found = {(n, a) for n, a in curve[b]["seen"]}
        missed = collections.Counter()
        for n, (_, labels, _) in enumerate(files):
            for label in labels:
                if (n, id(label)) not in found:
                    missed[(label["kind"], label["victim"])] += 1
        print(f"misses at {b}: " + ", ".join(f"{k[0]} on {k[1]} {n}" for k, n in missed.most_common(24)))


def kind_of(f):
    why = f["why"]
    if "silence" in why:
        return "dormant"
    if "a day for" in why:
        return "daily"
    return {"VOL-001": "spike", "VOL-002": "held", "TIM-001": "schedule"}.get(f["detector"], "")


def credentials_part(args):
    os.makedirs(args.folder, exist_ok=True)
    everything = []
    print("| author, bucket | attacks | 0.05 | 0.1 | 0.2 | raised per credential-week |\n|---|---|---|---|---|---|")
    cpu = rows = 0
    for author in args.authors.split(","):
        for bucket in map(int, args.buckets.split(",")):
            files = []
            for seed in range(args.first_seed, args.first_seed + args.seeds):
                path, labels = world(author, bucket, seed, args.folder)
                before = os.times()
                findings = run(args, path)
                after = os.times()
                cpu += after.children_user + after.children_system - before.children_user - before.children_system
                findings = scoring.match(findings, labels, max(3600, 2 * bucket))
                files.append((findings, labels, 200 * 6))
            table(f"{author}, {bucket} s", files)
            everything += files
    curve = table("together", everything)
    print(f"\n{cpu:.1f} s of CPU time")
    if args.verbose:
        details(curve, everything)
    if args.list:
        limit = curve[0.2]["threshold"]
        alarms = [(f["score"], n, f) for n, (fs, _, _) in enumerate(everything) for f in fs if f["attack"] is None]
        print()
        for score, n, f in sorted(alarms, key=lambda a: -a[0])[:args.list]:
            print(f"{score:.4f} file {n} {f['credential']} {f['detector']} {time.strftime('%a %d %H:%M', time.gmtime(f['start']))}"
                  f" found {time.strftime('%d %H:%M', time.gmtime(f['at']))}: {f['why']}")
        found = set(curve[0.2]["seen"])
        for n, (fs, labels, _) in enumerate(everything):
            for label in labels:
                if (n, id(label)) in found:
                    continue
                best = max((f["score"] for f in fs if f["attack"] is label), default=0)
                print(f"missed file {n} {label['kind']} on {label['credential']} size {label['size']} "
                      f"{time.strftime('%a %d %H:%M', time.gmtime(label['start']))} for "
                      f"{(label['end'] - label['start']) / 3600:.1f} h; best score {best:.4f} of {limit:.4f}")


def series_part(args):
    import series
    folder = os.path.join(args.folder, "series")
    os.makedirs(folder, exist_ok=True)
    everything = []
    print("| corpus | score | threshold | windows found | false alarms |\n|---|---|---|---|---|")
    for corpus in range(args.first_seed, args.first_seed + args.seeds):
        files = []
        for family, count in series.CORPUS.items():
            for k in range(count):
                path = os.path.join(folder, f"{family}-{corpus * 100 + k}.csv")
                made = series.Series(family, corpus * 100 + k)
                made.write(path)
                out = subprocess.run([*args.crmwatch.split(), "score", path], capture_output=True, text=True,
                                     check=True).stdout.splitlines()[1:]
                files.append((family, [float(line.rsplit(",", 1)[1]) for line in out], made.windows))
        score, threshold = series.nab([f[1:] for f in files])
        found, windows, false = series.at([f[1:] for f in files], threshold)
        print(f"| {corpus} | {score:.1f} | {threshold:.3f} | {found} of {windows} | {false} |", flush=True)
        everything += files
    score, threshold = series.nab([f[1:] for f in everything])
    print(f"| together | {score:.1f} | {threshold:.3f} | | |")
    if args.verbose:
        print("\n| family | windows found | false alarms | score at a threshold of its own |\n|---|---|---|---|")
        for family in series.FAMILIES:
            own = [f[1:] for f in everything if f[0] == family]
            found, windows, false = series.at(own, threshold)
            best = f"{series.nab(own)[0]:.1f}" if windows else "none"
            print(f"| {family} | {found} of {windows} | {false} | {best} |")


def main():
    args = parse()
    if args.part in ("credentials", "all"):
        credentials_part(args)
    if args.part in ("series", "all"):
        series_part(args)


if __name__ == "__main__":
    main()
