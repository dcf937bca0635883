#!/usr/bin/env python3
"""Draws what `engine_bench --curve` wrote: one small log-log panel a class of question, all with the same axes.

    draw_curves.py MEASURED.json OUT.svg

The colours are of middle lightness, so that the picture reads on white and on dark ground.
"""
import html
import json
import math
import sys

COLUMNS = 6
WIDTH, HEIGHT = 212, 128            # of a panel's plot
GAP_X, GAP_Y, LEFT, TOP = 16, 50, 48, 96
TEXT, GRID = "#767c85", "#767c85"
SERIES = (("engine", "engine", "#2f81f7", ""),
          ("sqlite", "SQLite in memory, an index for each column", "#d9822b", ""),
          ("tailored", "the same with composite indexes for these very classes", "#d9822b", "4 3"),
          ("duckdb", "DuckDB, one thread", "#3a9a57", ""))
UNITS = ((1e-1, "0.1 us"), (1, "1 us"), (10, ""), (100, ""), (1e3, "1 ms"), (1e4, ""), (1e5, ""), (1e6, "1 s"), (1e7, ""))


def number(value):
    """1000 as 1k, 1000000 as 1M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return str(value)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = json.load(file)
    classes, sizes = {}, sorted({row["buckets"] for row in rows})
    for row in rows:
        classes.setdefault(row["class"], []).append(row)
    values = [row[key] for row in rows for key, *_ in SERIES if key in row]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def x_of(size):
        return WIDTH * (math.log10(size) - first) / ((last - first) or 1)

    def y_of(micros):
        return HEIGHT * (1 - (math.log10(micros) - low) / (high - low))

    lines = -(-len(classes) // COLUMNS)
    total_width = LEFT + COLUMNS * (WIDTH + GAP_X)
    total_height = TOP + lines * (HEIGHT + GAP_Y)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total_width} {total_height}" '
           f'width="{total_width}" height="{total_height}" font-family="sans-serif" font-size="10" fill="{TEXT}">',
           "<title>What a page of 50 buckets costs, by the number of buckets</title>",
           f'<text x="{LEFT}" y="22" font-size="16">What a page of 50 buckets costs</text>',
           f'<text x="{LEFT}" y="40" font-size="11">Across: buckets in the account. Up: median time of one question. '
           "Both logarithmic, the same in every panel. Drawn by ./dev bench engine --curve.</text>"]
    at = LEFT
    for key, label, colour, dash in SERIES:
        if not any(key in row for row in rows):
            continue
        out.append(f'<line x1="{at}" y1="58" x2="{at + 26}" y2="58" stroke="{colour}" stroke-width="2.5" '
                   f'stroke-dasharray="{dash}"/><text x="{at + 32}" y="62" font-size="12">{label}</text>')
        at += 62 + int(6.4 * len(label))
    for index, (name, measured) in enumerate(classes.items()):
        left = LEFT + index % COLUMNS * (WIDTH + GAP_X)
        top = TOP + index // COLUMNS * (HEIGHT + GAP_Y)
        out.append(f'<g transform="translate({left} {top})">')
        out.append(f'<text x="0" y="-6" font-size="10.5">{html.escape(name)}</text>')
        for micros, label in UNITS:
            if not 10 ** low <= micros <= 10 ** high:
                continue
            y = y_of(micros)
            out.append(f'<line x1="0" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}" stroke-width="0.5" '
                       f'opacity="{0.6 if label else 0.25}"/>')
            if label and index % COLUMNS == 0:
                out.append(f'<text x="-5" y="{y + 3:.1f}" text-anchor="end">{label}</text>')
        for size in sizes:
            x = x_of(size)
            anchor = "start" if size == sizes[0] else "end" if size == sizes[-1] else "middle"
            out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{HEIGHT}" stroke="{GRID}" stroke-width="0.5" '
                       f'opacity="0.25"/><text x="{x:.1f}" y="{HEIGHT + 12}" text-anchor="{anchor}">{number(size)}</text>')
        for key, _, colour, dash in reversed(SERIES):
            points = [(x_of(row["buckets"]), y_of(row[key])) for row in measured if key in row]
            if not points:
                continue
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8" '
                       f'stroke-dasharray="{dash}"/>')
            if not dash:
                out.extend(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{colour}"/>' for x, y in points)
        out.append("</g>")
    out.append("</svg>")
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")
    print(f"{sys.argv[2]}: {len(classes)} classes, {', '.join(number(size) for size in sizes)} buckets")


if __name__ == "__main__":
    main()
