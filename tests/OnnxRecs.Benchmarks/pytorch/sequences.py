"""Next-item models as one writes them in PyTorch: the other sides of the training benchmark (see side.py).

Full cross-entropy over the catalogue, input and output share one table. Sequences are full, so nobody has padding to skip.
"""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class Gru(nn.Module):
    """Hidasi et al., ICLR 2016."""

    def __init__(self, items, dim, length, dropout):
        super().__init__()
        self.items = nn.Embedding(items, dim)
        self.gru = nn.GRU(dim, dim, batch_first=True)
        self.dropout = nn.Dropout(dropout)

    def forward(self, history):
        states, _ = self.gru(self.dropout(self.items(history)))
        return self.dropout(states)


class Block(nn.Module):
    """A block of SASRec: self-attention and a feed-forward layer."""

    def __init__(self, dim, dropout):
        super().__init__()
        self.before = nn.LayerNorm(dim)
        self.attention = nn.MultiheadAttention(dim, 1, dropout, batch_first=True)
        self.between = nn.LayerNorm(dim)
        self.first = nn.Linear(dim, dim)
        self.second = nn.Linear(dim, dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, mask):
        queries = self.before(x)
        read, _ = self.attention(queries, x, x, attn_mask=mask, need_weights=False)
        x = self.between(queries + read)
        return x + self.dropout(self.second(self.dropout(F.relu(self.first(x)))))


class Sasrec(nn.Module):
    """Kang and McAuley, ICDM 2018."""

    def __init__(self, items, dim, length, dropout, blocks=2):
        super().__init__()
        self.items = nn.Embedding(items, dim)
        self.positions = nn.Embedding(length, dim)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList([Block(dim, dropout) for _ in range(blocks)])
        self.last = nn.LayerNorm(dim)
        self.register_buffer("mask", torch.triu(torch.ones(length, length, dtype=torch.bool), diagonal=1))
        self.scale = dim ** 0.5

    def forward(self, history):
        x = self.items(history) * self.scale + self.positions(torch.arange(history.shape[1]))
        x = self.dropout(x)
        for block in self.blocks:
            x = block(x, self.mask)
        return self.last(x)


class Training:
    def __init__(self, case):
        kind = {"gru": Gru, "sasrec": Sasrec}[case["model"]]
        self.model = kind(case["items"], case["dim"], case["length"], case["dropout"])
        rng = np.random.default_rng(1)
        self.batches = [rng.integers(0, case["items"], (case["sequences"], case["length"] + 1)) for _ in range(4)]
        self.examples = case["sequences"]

    def loss_of(self, batch):
        sequences = torch.from_numpy(batch)
        states = self.model(sequences[:, :-1])
        logits = states @ self.model.items.weight.T
        return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), sequences[:, 1:].reshape(-1))
