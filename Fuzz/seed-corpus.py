#!/usr/bin/env python3
"""Writes a seed for each sample of sample-data/formats: its first records behind the byte that
chooses its format. Run it when a sample is new or has changed."""
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = HERE.parent / "sample-data" / "formats"
CORPUS = HERE / "Corpus" / "LogFormats"
MOST = 6_000


def choice(name: str) -> int:
    """FNV-1a of the format's name, as in FuzzLogFormats."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return 0x80 | value & 0x7F


for old in CORPUS.glob("sample-*"):
    old.unlink()
for sample in sorted(SAMPLES.glob("*/*")):
    if sample.name.startswith("."):
        continue
    kept = b""
    for line in sample.read_bytes().splitlines(keepends=True):
        if kept and len(kept) + len(line) > MOST:
            break
        kept += line
    seed = CORPUS / f"sample-{sample.parent.name}-{sample.name}"
    seed.write_bytes(bytes([choice(sample.parent.name)]) + kept)
