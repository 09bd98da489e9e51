"""Figures of BERTopic's recipe and of EVoC on the vectors that the other recipes of this bench get.

A throw-away environment is enough; neither is a dependency of Isotheme:

    python3 -m venv venv && venv/bin/pip install numpy scikit-learn umap-learn hdbscan evoc
    venv/bin/python tests/bench/quality/baselines.py NAME VECTORS.f32 PAPERS.jsonl[.gz] [NAME VECTORS PAPERS ...]

VECTORS are float32 rows of 384 in the order of PAPERS, whose lines carry `label` (without labels, only the
counts are given). Unthemed papers count as groups of one, as in the figures of the other recipes.
Prints the JSON that is kept as baselines.json beside this file.
"""

import gzip
import importlib.metadata
import json
import sys
import warnings

import evoc
import hdbscan
import numpy as np
import umap
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

warnings.filterwarnings("ignore")
WIDTH = 384
SEEDS = (0, 1, 2)


def score(labels, groups):
    groups = np.asarray(groups).copy()
    alone = groups < 0
    row = {"themes": int(groups.max() + 1), "unthemed": round(float(alone.mean()), 3)}
    groups[alone] = groups.max() + 1 + np.arange(alone.sum())
    if labels is not None:
        row["ari"] = round(float(adjusted_rand_score(labels, groups)), 3)
        row["ami"] = round(float(adjusted_mutual_info_score(labels, groups)), 3)
    return row


def bertopic(vectors, seed, size):
    # BERTopic 0.17's defaults: UMAP(n_neighbors=15, n_components=5, min_dist=0, cosine), HDBSCAN(eom, euclidean).
    reduced = umap.UMAP(
        n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed
    ).fit_transform(vectors)
    return hdbscan.HDBSCAN(
        min_cluster_size=size, metric="euclidean", cluster_selection_method="eom"
    ).fit_predict(reduced)


def evoc_layers(vectors, seed):
    model = evoc.EVoC(random_state=seed)
    model.fit_predict(vectors)
    return model.cluster_layers_


def corpus(vectors_file, papers_file):
    vectors = np.fromfile(vectors_file, "<f4").reshape(-1, WIDTH)
    opener = gzip.open if papers_file.endswith(".gz") else open
    with opener(papers_file, "rt", encoding="utf-8") as lines:
        labels = [json.loads(line).get("label") for line in lines if line.strip()]
    known = None if any(label is None for label in labels) else np.unique(labels, return_inverse=True)[1]
    rows = []
    for seed in SEEDS:
        for size in (10, 25):
            rows.append({"recipe": f"BERTopic's, min size {size}", "seed": seed, **score(known, bertopic(vectors, seed, size))})
        layers = evoc_layers(vectors, seed)
        # Every layer is scored and the best kept, as the best level of a map is.
        best = max((score(known, layer) for layer in layers), key=lambda row: row.get("ami", -row["themes"]))
        rows.append({"recipe": "EVoC, its best layer", "seed": seed, "layers": len(layers), **best})
    return {"papers": len(labels), "rows": rows}


def main(arguments):
    versions = {name: importlib.metadata.version(name) for name in ("numpy", "scikit-learn", "umap-learn", "hdbscan", "evoc")}
    corpora = {arguments[i]: corpus(*arguments[i + 1 : i + 3]) for i in range(0, len(arguments), 3)}
    print(json.dumps({"versions": versions, "vectors": "Xenova/bge-small-en-v1.5, quantized, as they are", "corpora": corpora}, indent=1))


main(sys.argv[1:])
