"""umap-learn's layout of neighbours that are known, seeded: LAYOUT.py INDICES.i32 DISTANCES.f32 COUNT OUT.f32

Needs: pip install umap-learn. A row begins with the paper itself, at distance 0.
"""

import sys
import time

import numpy as np
import umap
from answer import answer

indices_file, distances_file, count, out = sys.argv[1:]
indices = np.fromfile(indices_file, "<i4").reshape(int(count), -1)
distances = np.fromfile(distances_file, "<f4").reshape(int(count), -1)
# It wants data for its set-up alone; with neighbours given it looks at their shape and, for the start, at the graph.
data = np.zeros((int(count), 2), "f4")


def work():
    start = time.perf_counter()
    model = umap.UMAP(
        n_neighbors=indices.shape[1],
        min_dist=0.1,
        random_state=1,
        n_jobs=1,
        precomputed_knn=(indices, distances, None),
    )
    places = model.fit_transform(data)
    seconds = time.perf_counter() - start
    places.astype("<f4").tofile(out)
    return {"ms": 1000 * seconds}


answer(work)
