"""Export a trained parser: `python training/export.py --run runs/parser --out src/karaka/parsing/hi/model`.

Writes `encoder.onnx` (the recurrent layers and all linear heads, int8 with fixed activation ranges, so that a sentence's
result does not depend on the batch), `tables.npz` (word and n-gram vectors in int8, the small attention and label weights in
float16) and `labels.json`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from model import Parser

INPUT_RANGE = 4.0
Array = NDArray[np.float32]


class Graph:
    """Collects nodes and weights of an ONNX graph."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.count = 0

    def const(self, value: NDArray, name: str = "") -> str:
        self.count += 1
        name = name or f"w{self.count}"
        self.weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def op(self, kind: str, inputs: list[str], outputs: int | list[str] = 1, domain: str = "", **attributes: object) -> list[str]:
        self.count += 1
        names = outputs if isinstance(outputs, list) else [f"t{self.count}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names


def quantized(weight: Array) -> tuple[NDArray[np.int8], Array]:
    """(in, out) float to int8 with a scale a column, from the range -127..127."""
    scale = np.maximum(np.abs(weight).max(0), 1e-8) / 127
    return np.clip(np.round(weight / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


def linear(graph: Graph, x: str, weight: Array, bias: Array, limit: float) -> str:
    """x @ weight + bias in int8, for x within -limit..limit."""
    q, scale = quantized(weight)
    scale_x, zero_x = graph.const(np.float32(limit / 127)), graph.const(np.uint8(128))
    quant = graph.op("QuantizeLinear", [x, scale_x, zero_x])[0]
    weights = [graph.const(q), scale_x, graph.const(scale), zero_x, graph.const(np.zeros_like(scale, np.int8)), graph.const(bias)]
    return graph.op("MatMulIntegerToFloat", [quant, *weights], domain="com.microsoft")[0]


def reorder(weight: Array, units: int) -> Array:
    """PyTorch's gates (input, forget, cell, output) on the last axis as (input, forget, output, cell)."""
    i, f, c, o = np.split(weight, 4, axis=-1)
    return np.concatenate([i, f, o, c], axis=-1)


def lstm(graph: Graph, x: str, mask: str, module: torch.nn.LSTM, layer: int, limit: float) -> str:
    """One bidirectional layer as two Scans whose recurrent product is int8."""
    outs = []
    units = module.hidden_size
    for reverse in (0, 1):
        suffix = f"_l{layer}" + "_reverse" * reverse
        get = lambda n: getattr(module, n + suffix).detach().numpy().astype(np.float32)  # noqa: E731, B023
        w, r = reorder(get("weight_ih").T.copy(), units), reorder(get("weight_hh").T.copy(), units)
        b = reorder(get("bias_ih") + get("bias_hh"), units)
        gates = linear(graph, x, w, b, limit)
        body = Graph()
        body.count = 1000 * (2 * layer + reverse + 1)
        q, scale = quantized(r)
        sx, zx = body.const(np.float32(1 / 127)), body.const(np.uint8(128))
        quant = body.op("QuantizeLinear", ["h", sx, zx])[0]
        factors = [quant, body.const(q), sx, body.const(scale), zx, body.const(np.zeros_like(scale, np.int8))]
        rec = body.op("MatMulIntegerToFloat", factors, domain="com.microsoft")[0]
        total = body.op("Add", [rec, "g"])[0]
        sig, cell = body.op("Split", [total, body.const(np.array([3 * units, units], np.int64))], 2, axis=1)
        sig = body.op("Sigmoid", [sig])[0]
        i, f, o = body.op("Split", [sig, body.const(np.array([units] * 3, np.int64))], 3, axis=1)
        kept = body.op("Mul", [f, "c"])[0]
        new = body.op("Mul", [i, body.op("Tanh", [cell])[0]])[0]
        c = body.op("Add", [kept, new])[0]
        c = body.op("Mul", [c, "m"], ["c_out"])[0]
        h = body.op("Mul", [o, body.op("Tanh", [c])[0]], ["h_out"])[0]
        body.op("Identity", [h], ["y"])[0]
        info = lambda name, width: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["B", width])  # noqa: E731
        entry = [info("h", units), info("c", units), info("g", 4 * units), info("m", 1)]
        leave = [info("h_out", units), info("c_out", units), info("y", units)]
        inner = helper.make_graph(body.nodes, f"lstm{layer}{reverse}", entry, leave, body.weights)
        ways = {"scan_input_directions": [reverse] * 2, "scan_output_directions": [reverse]}
        outs.append(graph.op("Scan", ["state0", "state0", gates, mask], 3, body=inner, num_scan_inputs=2, **ways)[2])
    return graph.op("Concat", outs, axis=2)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    config = json.loads((args.run / "config.json").read_text())
    vocabulary = json.loads((args.run / "vocabulary.json").read_text())
    model = Parser(**config)
    model.load_state_dict(torch.load(args.run / "model.pt", weights_only=True))
    model.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    assert model.lstm is not None, "only LSTM runs are exported"
    array = lambda t: t.detach().numpy().astype(np.float32)  # noqa: E731
    graph = Graph()
    units, layers = model.lstm.hidden_size, model.lstm.num_layers
    # initial state (batch, units): zeros of the mask's batch
    batch = graph.op("Gather", [graph.op("Shape", ["mask"])[0], graph.const(np.array([1], np.int64))], axis=0)[0]
    shape = graph.op("Concat", [batch, graph.const(np.array([units], np.int64))], axis=0)[0]
    graph.op("ConstantOfShape", [shape], ["state0"], value=helper.make_tensor("v", TensorProto.FLOAT, [1], [0.0]))
    h, limit = "x", INPUT_RANGE
    for layer in range(layers):
        h, limit = lstm(graph, h, "mask", model.lstm, layer, limit), 1.0
    heads = {"arc_dep": model.arc_dep, "arc_head": model.arc_head, "label_dep": model.label_dep, "label_head": model.label_head, **model.tasks}
    weight = np.concatenate([array(m.weight).T for m in heads.values()], 1)
    bias = np.concatenate([array(m.bias) for m in heads.values()])
    all_heads = linear(graph, h, weight, bias, 1.0)
    sizes = [m.weight.shape[0] for m in heads.values()]
    arc_d, arc_h, lab_d, lab_h, tags = graph.op("Split", [all_heads, graph.const(np.array([*sizes[:4], sum(sizes[4:])], np.int64))], 5, axis=2)
    leaky = lambda t, name=None: graph.op("LeakyRelu", [t], [name] if name else 1, alpha=0.1)[0]  # noqa: E731
    leaky(lab_d, "label_dep")
    leaky(lab_h, "label_head")
    graph.op("Identity", [tags], ["tags"])
    dep, head = leaky(arc_d), leaky(arc_h)
    u = array(model.arc_weight)
    left = graph.op("Add", [graph.op("MatMul", [dep, graph.const(u[:-1])])[0], graph.const(u[-1])])[0]
    left_b = graph.op("Transpose", [left], perm=[1, 0, 2])[0]
    graph.op("MatMul", [left_b, graph.op("Transpose", [head], perm=[1, 2, 0])[0]], ["arcs"])
    root = torch.nn.functional.leaky_relu(model.arc_head(model.root), 0.1)
    graph.op("MatMul", [left_b, graph.const(array(root)[:, None])], ["root_arcs"])
    f32, info = TensorProto.FLOAT, helper.make_tensor_value_info
    width = config.get("width", 112)
    proto = helper.make_graph(graph.nodes, "karaka", [info("x", f32, ["T", "B", width]), info("mask", f32, ["T", "B", 1])],
                              [info(n, f32, None) for n in ("tags", "arcs", "root_arcs", "label_dep", "label_head")], graph.weights)
    onnx_model = helper.make_model(proto, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)], ir_version=9)
    onnx.save(onnx_model, args.out / "encoder.onnx")
    word, gram = array(model.word.weight), array(model.gram.weight)

    def rows(table: Array) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
        scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
        return np.round(table / scale).astype(np.int8), scale.astype(np.float16)

    (word_q, word_s), (gram_q, gram_s) = rows(word), rows(gram)
    half = lambda t: array(t).astype(np.float16)  # noqa: E731
    np.savez(args.out / "tables.npz", word=word_q, word_scale=word_s, gram=gram_q, gram_scale=gram_s,
             label_root=half(torch.nn.functional.leaky_relu(model.label_head(model.root), 0.1)),
             mix=half(model.label_mix.weight.T), mix_bias=half(model.label_mix.bias), out=half(model.label_out.weight.T), out_bias=half(model.label_out.bias))
    labels = {name: vocabulary[name] for name in ("tasks", "labels", "words")}
    (args.out / "labels.json").write_text(json.dumps(labels, ensure_ascii=False))
    print({p.name: f"{p.stat().st_size / 1e6:.2f} MB" for p in args.out.iterdir()})


if __name__ == "__main__":
    main()
