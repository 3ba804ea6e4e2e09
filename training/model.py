"""The network, for training: hashed character features, a deep bidirectional SRU, biaffine heads.

SRU: Lei et al. (2018), "Simple recurrent units for highly parallelizable recurrence"; its recurrence is elementwise, so that
every matrix product has static ranges and runs in int8 with results that do not depend on the batch.
Biaffine attention: Dozat and Manning (2017).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Recurrence(torch.autograd.Function):
    """c[t] = u[t] + f[t] * (c[t-1] - u[t]), f[t] = sigmoid(g[t] + v * c[t-1]); shapes (time, rows, units)."""

    @staticmethod
    def forward(ctx, u: Tensor, g: Tensor, v: Tensor) -> Tensor:  # type: ignore[no-untyped-def, override]
        cells, gates = torch.empty_like(u), torch.empty_like(u)
        c = torch.zeros_like(u[0])
        for t in range(u.shape[0]):
            f = torch.addcmul(g[t], v, c).sigmoid_()
            gates[t] = f
            c = torch.lerp(u[t], c, f)
            cells[t] = c
        ctx.save_for_backward(u, v, cells, gates)
        return cells

    @staticmethod
    def backward(ctx, grad: Tensor):  # type: ignore[no-untyped-def, override]
        u, v, cells, gates = ctx.saved_tensors
        previous = torch.cat([torch.zeros_like(cells[:1]), cells[:-1]])
        slope = (previous - u) * gates * (1 - gates)
        keep = torch.addcmul(gates, slope, v)
        total = torch.empty_like(grad)
        carry = torch.zeros_like(grad[0])
        for t in range(grad.shape[0] - 1, -1, -1):
            carry = torch.add(grad[t], carry, out=total[t])
            carry = carry * keep[t]
        gate_grad = total * slope
        return total * (1 - gates), gate_grad, (gate_grad * previous).sum((0, 1)).view_as(v)


class SRULayer(nn.Module):
    """One bidirectional layer: (time, batch, width) to (time, batch, 2 * units), all values in (-1, 1)."""

    def __init__(self, width: int, units: int) -> None:
        super().__init__()
        self.units, self.skip = units, width != 2 * units
        self.project = nn.Linear(width, (8 if self.skip else 6) * units)
        nn.init.xavier_uniform_(self.project.weight)
        self.forget = nn.Parameter(torch.empty(2, units).uniform_(-0.5, 0.5))
        self.reset = nn.Parameter(torch.empty(2, units).uniform_(-0.5, 0.5))
        with torch.no_grad():
            self.project.bias.zero_()
            self.project.bias.view(-1, 2, units)[1] += 0.5

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        time, batch, _ = x.shape
        parts = self.project(x).float().view(time, batch, -1, 2, self.units)
        u, g, r = (parts[:, :, i] for i in range(3))
        u = u * mask[:, :, None, None]
        flip = lambda z: torch.stack([z[:, :, 0], z[:, :, 1].flip(0)], 1)  # noqa: E731
        cells = self._scan(flip(u), flip(g))
        previous = torch.cat([torch.zeros_like(cells[:1]), cells[:-1]])
        back = lambda z: torch.stack([z[:, 0], z[:, 1].flip(0)], 2)  # noqa: E731
        gate = torch.sigmoid(r + self.reset * back(previous))
        skip = torch.tanh(parts[:, :, 3]) if self.skip else x.float().view(time, batch, 2, self.units)
        return torch.lerp(skip, torch.tanh(back(cells)), gate).reshape(time, batch, -1)

    def _scan(self, u: Tensor, g: Tensor) -> Tensor:
        time, _, batch, units = u.shape
        merged = lambda z: z.transpose(1, 2).reshape(time, batch, 2 * units)  # noqa: E731
        cells = Recurrence.apply(merged(u), merged(g), self.forget.reshape(-1))
        return cells.view(time, batch, 2, units).transpose(1, 2)


class Parser(nn.Module):
    """Everything predicted for a token, from one encoder."""

    def __init__(self, *, words: int, buckets: int, tasks: dict[str, int], labels: int, width: int = 112, units: int = 256,
                 layers: int = 4, arc: int = 256, label: int = 160, drop: float = 0.33, lstm: bool = False) -> None:
        super().__init__()
        self.word = nn.Embedding(words, width, padding_idx=0)
        self.gram = nn.EmbeddingBag(buckets, width, mode="sum", padding_idx=None)
        nn.init.normal_(self.word.weight, std=0.05)
        nn.init.normal_(self.gram.weight, std=0.1)
        sizes = [width] + [2 * units] * (layers - 1)
        self.lstm = nn.LSTM(width, units, layers, bidirectional=True, dropout=drop) if lstm else None
        self.layers = nn.ModuleList([] if lstm else [SRULayer(size, units) for size in sizes])
        self.drop = drop
        top = 2 * units
        self.tasks = nn.ModuleDict({name: nn.Linear(top, size) for name, size in tasks.items()})
        self.arc_dep, self.arc_head = nn.Linear(top, arc), nn.Linear(top, arc)
        self.arc_weight = nn.Parameter(torch.zeros(arc + 1, arc))
        nn.init.xavier_uniform_(self.arc_weight)
        self.root = nn.Parameter(torch.zeros(top))
        self.label_dep, self.label_head = nn.Linear(top, label), nn.Linear(top, label)
        self.label_mix = nn.Linear(3 * label, 128)
        self.label_out = nn.Linear(128, labels)

    def types(self, word: Tensor, gram: Tensor, offsets: Tensor) -> Tensor:
        """Vectors of word types, clipped to the range that int8 keeps: (types, width)."""
        counts = torch.diff(torch.cat([offsets, torch.tensor([gram.shape[0]])])).clamp(min=1)
        return torch.clamp(self.word(word) + self.gram(gram, offsets) / counts[:, None].sqrt(), -4, 4)

    def dropped(self, x: Tensor, rate: float) -> Tensor:
        """Variational dropout: one mask a sentence, the same at every token."""
        if not self.training or not rate:
            return x
        return x * torch.empty_like(x[:1]).bernoulli_(1 - rate) / (1 - rate)

    def encode(self, x: Tensor, mask: Tensor) -> Tensor:
        """(time, batch, width), (time, batch) to (time, batch, 2 * units)."""
        x = self.dropped(x, self.drop * 0.6)
        if self.lstm is not None:
            return self.dropped(self.lstm(x)[0], self.drop)
        for layer in self.layers:
            y = layer(x, mask)
            x = self.dropped(y, self.drop * 0.6)
        return self.dropped(y, self.drop)

    def arcs(self, h: Tensor) -> Tensor:
        """Scores (batch, dependent, head) with the root as head 0."""
        _, batch, width = h.shape
        full = torch.cat([self.root.expand(1, batch, width), h])
        head = F.leaky_relu(self.arc_head(full), 0.1)
        dep = F.leaky_relu(self.arc_dep(h), 0.1)
        head, dep = self.dropped(head, self.drop), self.dropped(dep, self.drop)
        dep = torch.cat([dep, torch.ones_like(dep[..., :1])], -1)
        return torch.einsum("tbi,ij,sbj->bts", dep, self.arc_weight.to(dep.dtype), head).float()

    def relations(self, h: Tensor, heads: Tensor) -> Tensor:
        """Label scores (batch, dependent, labels) for given heads (batch, dependent), 0 for the root."""
        _, batch, width = h.shape
        full = torch.cat([self.root.expand(1, batch, width), h]).transpose(0, 1)
        head = F.leaky_relu(self.label_head(full), 0.1)
        dep = F.leaky_relu(self.label_dep(h.transpose(0, 1)), 0.1)
        head = torch.gather(head, 1, heads[..., None].expand(-1, -1, head.shape[-1]))
        both = torch.cat([dep, head, dep * head], -1)
        both = F.dropout(both, self.drop, self.training)
        return self.label_out(F.leaky_relu(self.label_mix(both), 0.1)).float()
