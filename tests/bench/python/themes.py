"""BERTopic's recipe after embedding (UMAP to 5 dimensions, HDBSCAN, c-TF-IDF), its defaults: THEMES.py VECTORS.f32 TEXTS.json

Needs: pip install bertopic. TEXTS is a list of strings in the order of the rows.
"""

import json
import sys
import time

import numpy as np
from answer import answer
from bertopic import BERTopic

vectors_file, texts_file = sys.argv[1:]
with open(texts_file, encoding="utf-8") as file:
    texts = json.load(file)
vectors = np.fromfile(vectors_file, "<f4").reshape(len(texts), -1)


def work():
    start = time.perf_counter()
    # No model: the vectors are given, and nothing else of it is asked to embed.
    topics, _ = BERTopic(embedding_model=None).fit_transform(texts, vectors)
    ms = 1000 * (time.perf_counter() - start)
    return {"ms": ms, "themes": len(set(topics) - {-1}), "unthemed": topics.count(-1) / len(topics)}


answer(work)
