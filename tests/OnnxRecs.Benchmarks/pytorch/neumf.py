"""NeuMF as one writes it in PyTorch: the other side of the training benchmark (see side.py)."""
import numpy as np
import torch
from torch import nn


class NeuMf(nn.Module):
    """He et al., WWW 2017: a product of embeddings (GMF) and an MLP over other embeddings, joined in one logit."""

    def __init__(self, users, items, factors, layers):
        super().__init__()
        self.gmf_users = nn.Embedding(users, factors)
        self.gmf_items = nn.Embedding(items, factors)
        self.mlp_users = nn.Embedding(users, layers[0] // 2)
        self.mlp_items = nn.Embedding(items, layers[0] // 2)
        widths = [layers[0]] + layers
        tower = []
        for inputs, outputs in zip(widths[:-1], widths[1:]):
            tower += [nn.Linear(inputs, outputs), nn.ReLU()]
        self.tower = nn.Sequential(*tower)
        self.out = nn.Linear(factors + layers[-1], 1)
        for table in (self.gmf_users, self.gmf_items, self.mlp_users, self.mlp_items):
            nn.init.normal_(table.weight, std=0.01)

    def forward(self, user, item):
        product = self.gmf_users(user) * self.gmf_items(item)
        hidden = self.tower(torch.cat([self.mlp_users(user), self.mlp_items(item)], dim=-1))
        return self.out(torch.cat([product, hidden], dim=-1)).squeeze(-1)


def make_batches(case, count, seed):
    """Positive pairs, each followed by its negatives; a label for each."""
    rng = np.random.default_rng(seed)
    width = 1 + case["negatives"]
    batches = []
    for _ in range(count):
        users = np.repeat(rng.integers(0, case["users"], case["positives"]), width)
        items = rng.integers(0, case["items"], case["positives"] * width)
        labels = np.tile(np.array([1.0] + [0.0] * case["negatives"], dtype=np.float32), case["positives"])
        batches.append((users, items, labels))
    return batches


class Training:
    def __init__(self, case):
        self.model = NeuMf(case["users"], case["items"], case["factors"], case["layers"])
        self.loss = nn.BCEWithLogitsLoss()
        self.batches = make_batches(case, 16, seed=1)
        self.examples = case["positives"] * (1 + case["negatives"])

    def loss_of(self, batch):
        users, items, labels = batch
        logits = self.model(torch.from_numpy(users), torch.from_numpy(items))
        return self.loss(logits, torch.from_numpy(labels))
