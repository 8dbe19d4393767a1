"""Computes the figures of a file of measured memory from the samples, with no code of the program.

usage: figures.py HISTORY NOW DAYS < PODS

HISTORY has the samples in OpenMetrics format. PODS is JSON: a list of [namespace, pod, workload]. Prints JSON: for each
"workload container" the peak, the 99th percentile, the number of samples and pods, and the covered days.
"""

import json
import math
import re
import sys

history, now, days = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
workloads = {(namespace, pod): of for namespace, pod, of in json.load(sys.stdin)}

series = {}
for line in open(history):
    match = re.match(r"container_memory_working_set_bytes\{(.*)\} (\S+) (\S+)$", line)
    if match:
        labels, value, time = match.groups()
        if now - days * 86400 < float(time) <= now:
            series.setdefault(labels, []).append((float(time), float(value)))


def percentile(values):
    values = sorted(values)
    rank = 0.99 * (len(values) - 1)
    low, high = math.floor(rank), math.ceil(rank)
    return values[low] + (values[high] - values[low]) * (rank - low)


# By container of a pod, then by scrape job: the series of one container of one job follow each other.
containers = {}
for text, samples in series.items():
    labels = dict(re.findall(r'(\w+)="([^"]*)"', text))
    key = (labels["namespace"], labels["pod"], labels["container"])
    containers.setdefault(key, {}).setdefault(labels["job"], []).append(samples)

figures = {}
for (namespace, pod, container), jobs in containers.items():
    workload = workloads.get((namespace, pod), "")
    if workload == "":
        continue
    own = figures.setdefault(f"{workload} {container}", {"peak": 0, "p99": 0, "samples": 0, "pods": 0, "days": set()})
    everything = [samples for job in jobs.values() for samples in job]
    own["peak"] = max(own["peak"], max(value for samples in everything for _, value in samples))
    own["p99"] = max(own["p99"], max(percentile([value for _, value in samples]) for samples in everything))
    own["samples"] += max(sum(len(samples) for samples in job) for job in jobs.values())
    own["pods"] += 1
    own["days"] |= {int((now - time) // 86400) for samples in everything for time, _ in samples}

for own in figures.values():
    own["peak"], own["p99"], own["days"] = math.ceil(own["peak"]), math.ceil(own["p99"]), len(own["days"])
print(json.dumps(figures))
