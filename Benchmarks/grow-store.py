#!/usr/bin/env python3
"""Gives a store many findings, to measure what a large store costs.

    crmwatch collect --once LOG --store S.db     # credentials, and some findings to copy
    Benchmarks/grow-store.py S.db --findings 1000000

Copies the findings that are there, under new ids, over all credentials and over ninety days, with
their details and search index, through the tables' own triggers; `crmwatch store check`
must call the result sound. Copies have one row of evidence at most: lists don't read it, and a
million findings would take six gigabytes.
"""
import argparse
import sqlite3
import sys


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store")
    parser.add_argument("--findings", type=int, default=1_000_000)
    arguments = parser.parse_args()
    db = sqlite3.connect(arguments.store, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -262144")
    base, last = db.execute("SELECT count(*), coalesce(max(row), 0) FROM finding").fetchone()
    if base == 0:
        sys.exit("grow-store.py: the store has no finding to copy; collect a log with some first")
    names = db.execute("SELECT count(*) FROM credential").fetchone()[0]
    db.execute("BEGIN")
    db.execute("CREATE TEMP TABLE who AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, key"
               " FROM credential")
    db.execute("CREATE UNIQUE INDEX temp.who_n ON who (n)")
    copies = -(-(arguments.findings - base) // base)
    for copy in range(1, max(0, copies) + 1):
        shift = last * copy
        left = arguments.findings - base * copy
        # Times go back over ninety days; incidents are left to the originals.
        db.execute(
            """
            INSERT INTO finding (row, id, detector, severity, platform, org, credential, integration,
              incident, raised, first_seen, last_seen, count, risk, stored, digest, words)
            SELECT row + :shift, printf('%016x', abs(row * 2654435761 + :copy * 40503) % (1 << 60))
                || printf('%08x', :copy * 100000 + row),
              detector, severity, platform, org,
              (SELECT key FROM who WHERE n = (row * 7919 + :copy * 104729) % :names),
              integration, '', raised - (:copy * 7776000000 / :copies), first_seen
                - (:copy * 7776000000 / :copies), last_seen - (:copy * 7776000000 / :copies), count,
              risk, stored - :copy, digest, words
            FROM finding WHERE row <= :last ORDER BY row LIMIT :left
            """,
            {"shift": shift, "copy": copy, "copies": copies, "names": names, "last": last,
             "left": left})
        keys = {"shift": shift, "last": last}
        db.execute(
            """
            INSERT INTO finding_body SELECT row + :shift, title, detector_version, confidence,
              explanation, observed, expected, attack, owasp, controls, late,
              json_array(json_extract(evidence, '$[0]'))
            FROM finding_body WHERE row IN (SELECT row - :shift FROM finding WHERE row > :shift)
            """, keys)
        db.execute(
            """
            INSERT INTO finding_text (rowid, title, names, explanation, evidence, notes)
            SELECT rowid + :shift, title, names, explanation, substr(evidence, 1, 200), notes
            FROM finding_text WHERE rowid IN (SELECT row - :shift FROM finding WHERE row > :shift)
            """, keys)
    db.execute("COMMIT")
    total = db.execute("SELECT count(*) FROM finding").fetchone()[0]
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(f"{total} findings of {names} credentials")


if __name__ == "__main__":
    main()
