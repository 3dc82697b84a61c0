"""Works out the metrics of a made-up run from their textbook definitions, apart from the C# code: sets, dictionaries, all pairs, no shortcuts.

    python3 crosscheck.py > crosscheck.json

CrossCheckTests.cs reads the result and compares its own values with it, user by user. Needs Python 3 only.
"""
import json
import math
import random

random.seed(20260101)
USERS, ITEMS, GENRES, DIM, KS = 20, 40, 5, 4, (3, 5, 10)

# A run: popular items are liked more, scores have many ties, some items have no genre, some test items are disliked.
weights = [1 / (1 + i) ** 0.7 for i in range(ITEMS)]
train, train_stars, test, test_stars = [], [], [], []
for user in range(USERS):
    n = [0, 2, 5, 9][user % 4] + (1 if user == 0 else 0)
    met = []
    while len(met) < n + 6:
        item = random.choices(range(ITEMS), weights)[0]
        if item not in met:
            met.append(item)
    train.append(met[:n])
    train_stars.append([random.choice([2, 3.5, 4, 4.5, 5]) for _ in met[:n]])
    test.append(met[n:])
    test_stars.append([5] + [random.choice([1, 3.5, 4, 4.5, 5]) for _ in met[n + 1:]])
genres = [sorted(random.sample(range(GENRES), random.choice([0, 1, 1, 2, 3]))) for _ in range(ITEMS)]
genres[0] = list(range(GENRES))
vectors = [[random.randint(-8, 8) / 8 for _ in range(DIM)] for _ in range(ITEMS)]
scores = [[random.randint(0, 15) / 8 + (1 if i < 8 else 0) for i in range(ITEMS)] for _ in range(USERS)]

# What the definitions speak of.
liked = [[i for i, s in zip(items, stars) if s >= 4] for items, stars in zip(train, train_stars)]
lists = [sorted((i for i in range(ITEMS) if i not in train[u]), key=lambda i: (-scores[u][i], i))[:15] for u in range(USERS)]
targets = [{i: s for i, s in zip(test[u], test_stars[u]) if s >= 4} for u in range(USERS)]
popularity = [sum(i in history for history in liked) for i in range(ITEMS)]
by_popularity = sorted(range(ITEMS), key=lambda i: (-popularity[i], i))
tail = set(by_popularity[math.ceil(ITEMS / 5):])
likers = sum(1 for history in liked if history)


def dcg(gains):
    return sum(g / math.log(rank + 1, 2) for rank, g in enumerate(gains, start=1))


def genre_distribution(items):
    known = [genres[i] for i in items if genres[i]]
    if not known:
        return None
    return [sum((g in each) / len(each) for each in known) / len(known) for g in range(GENRES)]


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else None


def of_list(u, k):
    top, wanted = lists[u][:k], targets[u]
    hits = [i in wanted for i in top]
    found = sum(hits)
    precision, recall = found / k, found / len(wanted)
    graded = {i: 2 ** s - 1 for i, s in wanted.items()}
    pairs = [(a, b) for n, a in enumerate(top) for b in top[:n]]
    known_pairs = [(set(genres[a]), set(genres[b])) for a, b in pairs if genres[a] and genres[b]]
    p, q = genre_distribution(liked[u]), genre_distribution(top)
    calibration = None
    if p and q:
        calibration = sum(x * math.log(x / (.99 * y + .01 * x)) for x, y in zip(p, q) if x > 0)

    def cosine(a, b):
        dot = sum(x * y for x, y in zip(vectors[a], vectors[b]))
        return dot / math.sqrt(sum(x * x for x in vectors[a])) / math.sqrt(sum(x * x for x in vectors[b]))

    return {
        "HR": float(found > 0),
        "recall": recall,
        "recall-min": found / min(k, len(wanted)),
        "precision": precision,
        "F1": 2 * precision * recall / (precision + recall) if found else 0.0,
        "NDCG": dcg(hits) / dcg([1] * min(k, len(wanted))),
        "NDCG-graded": dcg([graded.get(i, 0) for i in top]) / dcg(sorted(graded.values(), reverse=True)[:k]),
        "MAP": sum(sum(hits[:r]) / r for r in range(1, k + 1) if hits[r - 1]) / min(k, len(wanted)),
        "MRR": 1 / (hits.index(True) + 1) if found else 0.0,
        "serendipity": sum(hit and i not in by_popularity[:k] for hit, i in zip(hits, top)) / k,
        "novelty": mean(-math.log(max(popularity[i], 1) / likers, 2) for i in top),
        "ARP": mean(popularity[i] for i in top),
        "APLT": mean(float(i in tail) for i in top),
        "diversity-genres": mean(1 - len(a & b) / len(a | b) for a, b in known_pairs),
        "diversity-vectors": mean(1 - cosine(a, b) for a, b in pairs),
        "calibration": calibration,
    }


def of_run(k):
    places = [i for u in range(USERS) for i in lists[u][:k]]
    shares = sorted(places.count(i) / len(places) for i in range(ITEMS))
    # Half the mean absolute difference of all pairs, relative to the mean, scaled so that 1 can be reached.
    gini = sum(abs(a - b) for a in shares for b in shares) / (2 * ITEMS * sum(shares)) * ITEMS / (ITEMS - 1)
    return {
        "coverage": len(set(places)) / ITEMS,
        "ACLT": len(set(places) & tail) / len(tail),
        "Gini": gini,
        "entropy": -sum(s * math.log(s, 2) for s in shares if s > 0),
    }


def auc(u):
    others = [i for i in range(ITEMS) if i not in train[u] and i not in targets[u]]
    pairs = [(scores[u][t] > scores[u][o]) + (scores[u][t] == scores[u][o]) / 2 for t in targets[u] for o in others]
    return mean(pairs)


users, runs = {}, {}
for k in KS:
    for u in range(USERS):
        for name, value in of_list(u, k).items():
            users.setdefault(f"{name}@{k}", []).append(value)
    for name, value in of_run(k).items():
        runs[f"{name}@{k}"] = value
users["AUC"] = [auc(u) for u in range(USERS)]

run = dict(items=ITEMS, train=train, trainStars=train_stars, test=test, testStars=test_stars, genres=genres, vectors=vectors, scores=scores, ks=KS)
lines = [f'"{key}": {json.dumps(value)}' for key, value in run.items()]
lines.append('"users": {\n' + ",\n".join(f'"{label}": {json.dumps([None if v is None else round(v, 12) for v in values])}' for label, values in users.items()) + "\n}")
lines.append('"runs": ' + json.dumps({label: round(v, 12) for label, v in runs.items()}))
print("{\n" + ",\n".join(lines) + "\n}")
