"""Goldens of Spearman's rank correlation, with and without ties.

    /usr/bin/python3 scripts/goldens/rank-correlation.py

Writes src/components/expectation/goldens/spearman.json. Needs scipy.
"""

import json
import os

import numpy as np
import scipy
from scipy.stats import rankdata, spearmanr

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(HERE, "../../src/components/expectation/goldens/spearman.json")


def case(name, a, b):
    a, b = [np.round(np.asarray(values, dtype=float), 6) for values in (a, b)]
    return {"name": name, "a": a.tolist(), "b": b.tolist(),
            "ranksOfA": rankdata(a).tolist(), "rho": float(spearmanr(a, b).statistic)}


random = np.random.default_rng(3)
alike = random.uniform(-0.2, 1, 45)
cases = [
    case("45 pairs that nearly rank alike", alike, alike**3 + random.normal(0, 0.1, 45)),
    case("45 pairs, most of them never confused", alike, np.where(alike > 0.6, np.round(alike, 1), 0)),
    case("opposite orders", [1, 2, 3, 4, 5], [9, 7, 5, 3, 1]),
    case("ties on both sides", [1, 1, 2, 2, 2, 3], [5, 4, 4, 4, 6, 6]),
    case("no relation", random.uniform(size=45), random.uniform(size=45)),
]

with open(TARGET, "w") as file:
    json.dump({"source": "scripts/goldens/rank-correlation.py",
               "expression": "scipy.stats.rankdata(a), scipy.stats.spearmanr(a, b).statistic",
               "library": f"scipy {scipy.__version__}", "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
