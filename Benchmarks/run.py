#!/usr/bin/env python3
"""Measures crmwatch against programs that everybody knows, on the same logs in the same run.

    Benchmarks/run.py                       build everything, a million events, both sizes
    Benchmarks/run.py --events 200000 --credentials 10000 --skip-live
    Benchmarks/run.py --crmwatch PATH       measure this binary instead of building one

Prints Markdown. Needs python3 and a Swift toolchain; uses cc, the duckdb module and goaccess where
they are installed. Figures are user+sys CPU microseconds per event, best of --repeat runs on a warm
file cache, so they depend little on what else the machine does; the ratios depend on it even less.
"""
import argparse
import datetime
import importlib.util
import json
import os
import pathlib
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from dashboard import Dashboard

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
FORMATS = {"elf": "csv", "jsonl": "jsonl", "access": "log"}
TITLES = {"elf": "Event Log File CSV", "jsonl": "JSON Lines", "access": "combined access log"}

# Counts calls per credential and hour on one thread. Reports the CPU time of the query alone: the
# interpreter and the import of the module are not DuckDB's fault.
DUCKDB = r"""
import resource, sys, duckdb
form, path = sys.argv[1:]
con = duckdb.connect()
con.execute("SET threads=1")
source = {
  "elf": f"SELECT CONNECTED_APP_ID || '|' || USER_ID AS who, TIMESTAMP_DERIVED[1:13] AS hour "
         f"FROM read_csv('{path}', header=true, all_varchar=true, quote='\"', escape='\"')",
  "jsonl": f"SELECT credential AS who, ts[1:13] AS hour FROM read_json('{path}', "
           f"format='newline_delimited', columns={{credential: 'VARCHAR', ts: 'VARCHAR'}})",
  "access": f"SELECT line.split(' ')[3] AS who, line.split(' ')[4][2:15] AS hour "
            f"FROM read_csv('{path}', header=false, delim='\x01', quote='', escape='', "
            f"columns={{'line': 'VARCHAR'}})",
}[form]
def cpu():
  use = resource.getrusage(resource.RUSAGE_SELF)
  return use.ru_utime + use.ru_stime
before = cpu()
groups, rows = con.execute(f"SELECT count(*), sum(n) FROM "
  f"(SELECT who, hour, count(*) AS n FROM ({source}) GROUP BY ALL)").fetchone()
print(cpu() - before, rows)
"""


class Failure(Exception):
    """A measured program did not do its work."""


def run(command, **options):
    """Runs a command to its end; returns CPU seconds, peak RSS in MB, wall seconds, output."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, **options)
        _, status, use = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode != 0:
            reason = err.read().decode(errors="replace").strip().splitlines()
            raise Failure(f"{command[0]} ended with {child.returncode}: {' '.join(reason[-2:])[:300]}")
        # Kilobytes on Linux, bytes on macOS.
        scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return use.ru_utime + use.ru_stime, use.ru_maxrss / scale, wall, out.read().decode()


def best(repeat, measure):
    """The run with the least CPU time."""
    return min((measure() for _ in range(repeat)), key=lambda result: result[0])


def note(text):
    print(text, file=sys.stderr, flush=True)


def build(package, product):
    note(f"building {product} (release)")
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", package, "--product", product],
        check=True, stdout=sys.stderr)
    path = subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", package, "--show-bin-path"],
        check=True, capture_output=True, text=True).stdout.strip()
    return os.path.join(path, product)


def find_crmwatch(arguments):
    """The binary to measure, or None with a message when there is none."""
    if arguments.crmwatch:
        if os.access(arguments.crmwatch, os.X_OK):
            return os.path.abspath(arguments.crmwatch)
        note(f"run.py: {arguments.crmwatch} is not an executable; only the anchors are measured")
        return None
    try:
        return build(str(ROOT), "crmwatch")
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        note(f"run.py: crmwatch could not be built ({error}); only the anchors are measured")
        return None


def compile_anchor(directory):
    compiler = shutil.which("cc")
    if not compiler:
        note("run.py: no C compiler; the C anchors are left out")
        return None
    target = os.path.join(directory, "count")
    subprocess.run([compiler, "-O2", "-o", target, str(HERE / "anchors" / "count.c")], check=True)
    return target


def has_duckdb():
    # Not imported here: a child's peak memory starts at that of the process that started it.
    if importlib.util.find_spec("duckdb") is None:
        note("run.py: the duckdb module is not installed; left out")
        return False
    return True


def warm(path):
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 22):
            pass


def environment(directory):
    """Keeps crmwatch away from the user's own configuration and store."""
    mine = dict(os.environ)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        mine[name] = os.path.join(directory, name.lower())
    return mine


def throughput(arguments, tools, directory, form, credentials):
    """Rows of (program, CPU microseconds an event, peak RSS MB) for one log."""
    path = os.path.join(directory, f"{form}-{credentials}.{FORMATS[form]}")
    note(f"{TITLES[form]}, {credentials} credentials: writing {arguments.events} events")
    run([tools["make-bench-logs"], "--format", form, "--events", str(arguments.events),
         "--credentials", str(credentials), "--days", "7", "--seed", "1", "--out", path])
    size = os.path.getsize(path) / arguments.events
    results = []

    def add(name, measure, repeat=arguments.repeat):
        note(f"  {name}")
        try:
            cpu, memory = best(repeat, measure)[:2]
            results.append((name, cpu * 1e6 / arguments.events, memory))
        except Failure as failure:
            note(f"    failed: {failure}")
            results.append((name, None, None))

    warm(path)
    add("wc -l", lambda: run(["wc", "-l", path]))
    if tools["count"]:
        add("C, split only (SIMD)", lambda: run([tools["count"], "split", path]))
        add("C, calls per credential and hour", lambda: run([tools["count"], form, path]))
    if tools["duckdb"]:
        def duckdb():
            _, memory, wall, out = run([sys.executable, "-c", DUCKDB, form, path])
            cpu, rows = out.split()
            if int(float(rows)) != arguments.events:
                raise Failure(f"DuckDB counted {rows} rows")
            return float(cpu), memory, wall, out
        add("DuckDB, calls per credential and hour", duckdb)
    if tools["goaccess"] and form == "access":
        report = os.path.join(directory, "goaccess.json")
        add("GoAccess, JSON report", lambda: run(
            [tools["goaccess"], path, "--log-format=COMBINED", "--no-progress", "-o", report]), 1)
    if tools["crmwatch"]:
        store = os.path.join(directory, "store.db")

        def collect():
            for left in pathlib.Path(directory).glob("store.db*"):
                left.unlink()
            return run([tools["crmwatch"], "collect", "--once", path, "--store", store, "--quiet"],
                       env=environment(directory))
        add("crmwatch collect --once", collect)
        answer = query(tools, directory, store, "stats")
        counted = answer[0].get("events") if answer else None
        if counted is not None and counted != arguments.events:
            note(f"    crmwatch counted {counted} of {arguments.events} events")
            results[-1] = (f"crmwatch (only {counted} events)", *results[-1][1:])
    os.unlink(path)
    return size, results


def ratio(value, anchor):
    return "" if value is None or not anchor else f"{value / anchor:.2f}x"


def memory_text(megabytes):
    """Peak RSS; it can't be told below this process's own, with which a child's begins."""
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
    return f"< {own:.0f}" if megabytes <= own * 1.02 else f"{megabytes:.0f}"


def throughput_table(title, size, results):
    ours = next((cpu for name, cpu, _ in results if name.startswith("crmwatch")), None)
    lines = [f"### {title}, {size:.0f} bytes a row", "",
             "| program | CPU µs per event | crmwatch is | peak RSS MB |", "|---|---|---|---|"]
    for name, cpu, memory in results:
        if cpu is None:
            lines.append(f"| {name} | failed | | |")
        else:
            lines.append(f"| {name} | {cpu:.3f} | {ratio(ours, cpu)} | {memory_text(memory)} |")
    return lines + [""]


# Live behaviour -----------------------------------------------------------------------------------

def now_text(shift=0.0):
    moment = datetime.datetime.fromtimestamp(time.time() + shift, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def event(credential, shift=0.0, **fields):
    record = {"ts": now_text(shift), "platform": "generic", "org": "bench", "credential": credential,
              "user": credential, "api": "rest", "operation": "read", "method": "GET",
              "uri": "/v1/orders", "objects": ["Order"], "rows": 1, "status": 200,
              "ip": "192.0.2.10", "user_agent": "bench/1.0"}
    record.update(fields)
    return json.dumps(record, separators=(",", ":")) + "\n"


def burst_of_failures(number):
    """Six wrong passwords of a user of its own: AUT-001 asks for five in a minute."""
    return "".join(
        event(f"probe-{number}", api="login", operation="login", method="POST", uri="/login",
              objects=[], status="LOGIN_ERROR_INVALID_PASSWORD",
              ip=f"2001:db8:{number + 1:x}::1", rows=0)
        for _ in range(6))


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def cpu_of(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def switches_of(pid):
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                total += int(line.split()[1])
    return total


def query(tools, directory, store, *command):
    """One JSON object a line from a subcommand; [] while the store is not ready."""
    try:
        out = run([tools["crmwatch"], *command, "--json", "--store", store],
                  env=environment(directory))[3]
    except Failure:
        return []
    return [json.loads(line) for line in out.splitlines() if line.strip()]


def wait_for(seconds, condition):
    """Polls until the condition gives something true; each poll costs a process start."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    return None


def live(arguments, tools, directory):
    """Latency, a burst, and the cost of waiting, on a file that grows."""
    path = os.path.join(directory, "growing.jsonl")
    store = os.path.join(directory, "live.db")
    with open(path, "w") as file:
        file.write(event("idle"))
    note("live: following a growing file")
    child = subprocess.Popen(
        [tools["crmwatch"], "collect", path, "--store", store, "--quiet"],
        env=environment(directory), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    written = 1

    def events():
        if child.poll() is not None:
            raise Failure(f"crmwatch collect ended with {child.returncode}")
        answer = query(tools, directory, store, "stats")
        return answer[0].get("events", 0) if answer else 0

    rows = []
    try:
        if not wait_for(20, lambda: events() >= written):
            raise Failure("crmwatch collect did not read the first line within 20 s")
        if os.path.isdir("/proc"):
            note("  idle for 10 s")
            time.sleep(2)
            cpu, switches = cpu_of(child.pid), switches_of(child.pid)
            time.sleep(10)
            rows.append(("CPU while the file is quiet", f"{(cpu_of(child.pid) - cpu) * 10:.2f} %"))
            rows.append(("wake-ups while the file is quiet",
                         f"{(switches_of(child.pid) - switches) / 10:.1f} a second"))

        note(f"  {arguments.probes} probes of the latency")
        appended = {}
        with open(path, "a") as file:
            for number in range(arguments.probes):
                file.write(burst_of_failures(number))
                file.flush()
                appended[f"probe-{number}"] = time.time()
                written += 6
                time.sleep(0.25)

        def stored():
            found = {}
            for finding in query(tools, directory, store, "findings", "list"):
                name = finding.get("credential", "")
                if finding.get("detector") == "AUT-001" and name in appended:
                    at = datetime.datetime.fromisoformat(finding["stored"].replace("Z", "+00:00"))
                    found[name] = (at.timestamp() - appended[name]) * 1000
            return found if len(found) == len(appended) else None
        found = wait_for(15, stored)
        if found:
            delays = list(found.values())
            rows.append(("line appended to finding stored, p50 / p99",
                         f"{percentile(delays, 0.5):.0f} / {percentile(delays, 0.99):.0f} ms"))
        else:
            rows.append(("line appended to finding stored", "not all probes were found in 15 s"))

        note("  20,000 lines a second for 5 s")
        # Made beforehand, so that writing them keeps the pace.
        load = ["".join(event(f"load-{(i * 7919 + tick * 31) % 5000}", tick * 0.1 + 1)
                        for i in range(2000))
                for tick in range(50)]
        cpu = cpu_of(child.pid) if os.path.isdir("/proc") else 0
        begin = time.monotonic()
        with open(path, "a") as file:
            for tick, chunk in enumerate(load):
                file.write(chunk)
                file.flush()
                written += 2000
                time.sleep(max(0, begin + (tick + 1) * 0.1 - time.monotonic()))
        end = time.monotonic()
        rate = 100_000 / (end - begin)
        caught = wait_for(30, lambda: events() >= written)
        behind = time.monotonic() - end
        rows.append((f"caught up after 5 s at {rate:,.0f} lines a second (one process start included)",
                     f"{behind * 1000:.0f} ms" if caught else "not within 30 s"))
        if os.path.isdir("/proc"):
            rows.append(("CPU at that rate", f"{(cpu_of(child.pid) - cpu) / (end - begin) * 100:.0f} %"))
    except Failure as failure:
        rows.append(("live tests", f"failed: {failure}"))
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    starts = []
    for _ in range(10):
        try:
            starts.append(run([tools["crmwatch"], "--version"], env=environment(directory))[2] * 1000)
        except Failure as failure:
            rows.append(("start-up", f"failed: {failure}"))
            break
    if starts:
        rows.append(("start-up (`--version`), best of 10", f"{min(starts):.0f} ms"))
    return rows


# What a person sees --------------------------------------------------------------------------------

# Letters that a terminal's escape sequences and other names hardly hold, so that a name that is drawn
# in pieces is still known by six letters of it.
LETTERS = "bcdfghjklmnpqrstvwxz"


def screen(arguments, tools, directory):
    """The dashboard that reads a growing file, on a terminal of 200 by 60."""
    path = os.path.join(directory, "seen.jsonl")
    store = os.path.join(directory, "seen.db")
    with open(path, "w") as file:
        file.write(event("idle"))
    note("screen: the dashboard on a growing file")
    rows = []
    shown = Dashboard([tools["crmwatch"], "watch", path, "--store", store], environment(directory))
    try:
        shown.read(3)
        if os.path.isdir("/proc"):
            cpu, switches = cpu_of(shown.pid), switches_of(shown.pid)
            shown.read(10)
            rows.append(("CPU and wake-ups of the dashboard while the file is quiet",
                         f"{(cpu_of(shown.pid) - cpu) * 10:.2f} %, "
                         f"{(switches_of(shown.pid) - switches) / 10:.1f} a second"))
        letters = random.Random(1)
        delays = []
        with open(path, "a") as file:
            for number in range(arguments.probes):
                name = "".join(letters.choice(LETTERS) for _ in range(12))
                shown.forget()
                file.write(burst_of_failures(number).replace(f"probe-{number}", name))
                file.flush()
                written = time.time()
                at = shown.wait_for([name[i:i + 6].encode() for i in range(7)], 5)
                delays.append((at - written) * 1000 if at else 5000.0)
                shown.read(0.25)
            rows.append(("line appended to finding on the screen, p50 / p99",
                         f"{percentile(delays, 0.5):.0f} / {percentile(delays, 0.99):.0f} ms"))
            for rate in (1_000, 20_000) if os.path.isdir("/proc") else ():
                note(f"  {rate} lines a second for 5 s")
                part = rate // 20
                load = ["".join(event(f"load-{(i * 7919 + tick * 31) % 5000}", tick * 0.05 + 2)
                                for i in range(part)) for tick in range(100)]
                cpu, begin = cpu_of(shown.pid), time.monotonic()
                for tick, chunk in enumerate(load):
                    file.write(chunk)
                    file.flush()
                    shown.read(max(0.0, begin + (tick + 1) * 0.05 - time.monotonic()))
                share = (cpu_of(shown.pid) - cpu) / (time.monotonic() - begin) * 100
                rows.append((f"CPU of the dashboard that reads {rate:,} lines a second of 5,000 "
                             "credentials", f"{share:.1f} %"))
                shown.read(2)
    except (Failure, RuntimeError) as failure:
        rows.append(("the dashboard", f"failed: {failure}"))
    finally:
        shown.close()
    return rows


def large_store(arguments, tools, directory):
    """How soon the dashboard shows findings of a store of many."""
    log = os.path.join(directory, "large.csv")
    store = os.path.join(directory, "large.db")
    samples = ROOT / "sample-data" / "event-log-files"
    note(f"screen: a store of {arguments.findings:,} findings")
    run([tools["make-bench-logs"], "--format", "elf", "--events", "200000", "--credentials", "10000",
         "--days", "7", "--seed", "1", "--out", log])
    for source in (str(samples), log):
        run([tools["crmwatch"], "collect", "--once", source, "--store", store, "--quiet"],
            env=environment(directory))
    run([sys.executable, str(HERE / "grow-store.py"), store, "--findings", str(arguments.findings)])
    times = []
    for _ in range(6):
        shown = Dashboard([tools["crmwatch"], "watch", "--store", store], environment(directory))
        try:
            # The detector of a finding: then the list is there.
            at = shown.wait_for([b"VOL-", b"NEW-", b"EXF-", b"AUT-", b"COR-"], 20)
            if at:
                times.append((at - shown.began) * 1000)
        finally:
            shown.close()
    value = f"{min(times):.0f} / {max(times):.0f} ms" if times else "nothing was shown in 20 s"
    return [(f"start to first frame with findings, {arguments.findings:,} findings and 10,000 "
             "credentials, best / worst of 6", value)]


def machine():
    name = platform.processor() or platform.machine()
    memory = ""
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
        kilobytes = int(pathlib.Path("/proc/meminfo").read_text().split()[1])
        memory = f", {kilobytes / 1048576:.0f} GB"
    except (OSError, ValueError, IndexError):
        pass
    load = f", load {os.getloadavg()[0]:.1f} at the start"
    return f"{name}, {os.cpu_count()} cores{memory}, {platform.system()} {platform.release()}{load}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000, help="events a log (1000000)")
    parser.add_argument("--credentials", default="10000,100000", help="sizes, comma separated")
    parser.add_argument("--formats", default="elf,jsonl,access")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each program (3)")
    parser.add_argument("--probes", type=int, default=40, help="latency probes (40)")
    parser.add_argument("--findings", type=int, default=1_000_000,
                        help="findings of the large store (1000000); 0 leaves it out")
    parser.add_argument("--crmwatch", help="binary to measure; built when absent")
    parser.add_argument("--skip-throughput", action="store_true")
    parser.add_argument("--skip-live", action="store_true")
    parser.add_argument("--out", help="also write the Markdown to this file")
    arguments = parser.parse_args()
    unknown = [form for form in arguments.formats.split(",") if form not in FORMATS]
    if unknown or arguments.events < 1 or arguments.repeat < 1 or arguments.probes < 1:
        parser.error(f"no format {unknown[0]}" if unknown else "numbers must be above 0")

    lines = [f"## {datetime.date.today().isoformat()}", "", machine() + ".", "",
             f"{arguments.events:,} events a log; best of {arguments.repeat}.", ""]
    with tempfile.TemporaryDirectory(prefix="crmwatch-bench-") as directory:
        tools = {
            "make-bench-logs": build(str(HERE), "make-bench-logs"),
            "count": compile_anchor(directory),
            "duckdb": has_duckdb(),
            "goaccess": shutil.which("goaccess"),
            "crmwatch": find_crmwatch(arguments),
        }
        if not arguments.skip_throughput:
            for form in arguments.formats.split(","):
                for credentials in arguments.credentials.split(","):
                    size, results = throughput(arguments, tools, directory, form, int(credentials))
                    title = f"{TITLES[form]}, {int(credentials):,} credentials"
                    lines += throughput_table(title, size, results)
        if not arguments.skip_live and tools["crmwatch"]:
            lines += ["### Live", "", "| | |", "|---|---|"]
            found = live(arguments, tools, directory) + screen(arguments, tools, directory)
            if arguments.findings > 0:
                try:
                    found += large_store(arguments, tools, directory)
                except Failure as failure:
                    found.append(("the large store", f"failed: {failure}"))
            lines += [f"| {name} | {value} |" for name, value in found]
            lines.append("")
        if not tools["crmwatch"]:
            lines += ["crmwatch itself was not measured: there was no binary.", ""]
    text = "\n".join(lines)
    print(text)
    if arguments.out:
        pathlib.Path(arguments.out).write_text(text + "\n")


if __name__ == "__main__":
    main()
