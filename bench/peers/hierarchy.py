"""The hierarchy (spec: C-HRNN, eq. 10-25) as well as it can be written in PyTorch, and as one would write it first.

A Hierarchy runs a recurrence over every scale of a pyramid in four directions, linked from coarse to fine. Its weights
are drawn here or read from a safetensors file that chrnn wrote. As a program: times forward, and forward with backward,
and prints one JSON object a line.

    python hierarchy.py --cell lstm --batch 32 --variant wavefront --threads 2
"""

import argparse
import functools
import json
import struct

import torch

from timing import measured, timed

DIRECTIONS = {"se": (False, False), "nw": (True, True), "ne": (True, False), "sw": (False, True)}  # flips rows, columns


def lstm(z, past):
    """z: [D, m, 4H]; past: c of the row and of the column neighbour. Gates i, f, g, o (eq. 15-20)."""
    i, f, g, o = z.chunk(4, -1)
    c = torch.sigmoid(f) * (past[0] + past[1]) + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def srn(z, past):
    """h = relu(z) (eq. 10); the state c is not used."""
    return torch.relu(z), None


CELLS = {"lstm": (lstm, 4), "srn": (srn, 1)}


class Scale(torch.nn.Module):
    """The recurrence on one grid of R x S regions in all four directions at once, anti-diagonal by anti-diagonal."""

    def __init__(self, cell, rows, columns, channels):
        super().__init__()
        self.cell, gates = CELLS[cell]
        self.keeps_c = cell == "lstm"
        self.rows, self.columns, self.H = rows, columns, channels
        n, H = len(DIRECTIONS), channels
        self.weight_x = torch.nn.Parameter(torch.randn(n, gates * H, H) * 0.5 / H**0.5)
        self.weight_past = torch.nn.Parameter(torch.randn(n, gates * H, 2 * H) * 0.25 / H**0.5)
        self.bias = torch.nn.Parameter(torch.zeros(n, 1, gates * H))
        # The regions in the order of the wavefront, in each direction's own flipped frame, and the way back.
        places = [(d - c, c) for d in range(rows + columns - 1) for c in range(columns) if 0 <= d - c < rows]
        places.sort(key=lambda p: (p[0] + p[1], p[0]))
        self.first, self.top = [0], []
        for d in range(rows + columns - 1):
            on_it = [p for p in places if p[0] + p[1] == d]
            self.first.append(self.first[-1] + len(on_it))
            self.top.append(on_it[0][0])
        order = [
            [(rows - 1 - r if fr else r) * columns + (columns - 1 - c if fc else c) for r, c in places]
            for fr, fc in DIRECTIONS.values()
        ]
        self.register_buffer("order", torch.tensor(order), persistent=False)
        self.register_buffer("back", torch.argsort(self.order, 1), persistent=False)

    def forward(self, x, context=None):
        """x, context: [P, n, H], regions in row-major order. Returns [P, n, H], summed over the directions."""
        P, n, H = x.shape
        D = len(DIRECTIONS)
        ordered = x[self.order.flatten()].view(D, P * n, H)
        gates = torch.baddbmm(self.bias, ordered, self.weight_x.transpose(1, 2))
        if context is not None:
            repeats = gates.shape[-1] // H
            gates = gates + context[self.order.flatten()].view(D, P * n, H).repeat(1, 1, repeats)
        weight = self.weight_past.transpose(1, 2)
        border = x.new_zeros(D, n, H)
        states, before_h, before_c = [], None, None
        for d in range(self.rows + self.columns - 1):
            begin, end = self.first[d] * n, self.first[d + 1] * n
            width = end - begin
            z = gates[:, begin:end]
            past_c = (0, 0)
            if d > 0:
                skip = (self.top[d] - self.top[d - 1]) * n  # whether the diagonal's first row moved down
                padded = torch.cat([border, before_h, border], 1)
                past = torch.cat([padded[:, skip : skip + width], padded[:, skip + n : skip + n + width]], -1)
                z = torch.baddbmm(z, past, weight)
                if self.keeps_c:
                    padded = torch.cat([border, before_c, border], 1)
                    past_c = (padded[:, skip : skip + width], padded[:, skip + n : skip + n + width])
            before_h, before_c = self.cell(z, past_c)
            states.append(before_h)
        h = torch.cat(states, 1).view(D, P, n, H)
        return sum(h[d, self.back[d]] for d in range(D))


class NaiveScale(Scale):
    """The same weights, region by region and direction by direction, with a product for each neighbour."""

    def forward(self, x, context=None):
        P, n, H = x.shape
        total = 0
        for d in range(len(DIRECTIONS)):
            h, c = {}, {}
            zero = x.new_zeros(n, H)
            order = self.order[d].tolist()
            place = 0
            for diagonal in range(self.rows + self.columns - 1):
                for row in range(self.top[diagonal], self.top[diagonal] + self.first[diagonal + 1] - self.first[diagonal]):
                    column, region = diagonal - row, order[place]
                    place += 1
                    z = x[region] @ self.weight_x[d].T + self.bias[d]
                    z = z + h.get((row - 1, column), zero) @ self.weight_past[d, :, :H].T
                    z = z + h.get((row, column - 1), zero) @ self.weight_past[d, :, H:].T
                    if context is not None:
                        z = z + context[region].repeat(1, z.shape[-1] // H)
                    past = (c.get((row - 1, column), zero), c.get((row, column - 1), zero))
                    h[row, column], c[row, column] = self.cell(z, past)
            regions = {order[i]: p for i, p in enumerate(h)}
            total = total + torch.stack([h[regions[r]] for r in range(P)])
        return total


def counted(rows, here):
    """The slice `rows` counted from the beginning of the slice `here`."""
    return slice(rows.start - here.start, rows.stop - here.start)


class LstmByHand:
    """What the LSTM keeps of every region, [D, P n, ...] in the order of the wavefront, and its derivatives."""

    def __init__(self, z):
        """z: [D, P n, 4H], what the gates have without their neighbours; its place takes i, f and o."""
        self.gates, self.H = z, z.shape[-1] // 4
        self.past_c = z.new_zeros(*z.shape[:2], self.H)  # the sum of both neighbours'
        self.g, self.tanh_c, self.h = (torch.empty_like(self.past_c) for _ in range(3))

    def forward(self, z, here, onward):
        """The diagonal at `here`; its c goes on to its neighbours."""
        H, g = self.H, self.g[:, here]
        torch.tanh(z[..., 2 * H : 3 * H].contiguous(), out=g)  # several times as fast as in slices
        i, f, _, o = torch.sigmoid(z, out=self.gates[:, here]).chunk(4, -1)
        c = torch.mul(self.past_c[:, here], f).addcmul_(i, g)
        for _, mine, theirs in onward:
            self.past_c[:, theirs].add_(c[:, counted(mine, here)])
        torch.mul(o, torch.tanh(c, out=self.tanh_c[:, here]), out=self.h[:, here])

    def start_backward(self, dh):
        """The factors of dz by dc and dh, of all regions at once. dh: [D, P n, H], what comes from outside."""
        aten, (i, self.f, _, o) = torch.ops.aten, self.gates.chunk(4, -1)
        self.dh, self.dc, self.dz = dh, torch.zeros_like(dh), torch.empty_like(self.gates)
        di, df, dg, do = self.dz.chunk(4, -1)
        aten.sigmoid_backward.grad_input(self.g, i, grad_input=di)
        aten.sigmoid_backward.grad_input(self.past_c, self.f, grad_input=df)
        aten.tanh_backward.grad_input(i, self.g, grad_input=dg)
        aten.sigmoid_backward.grad_input(self.tanh_c, o, grad_input=do)
        self.dc_by_dh = aten.tanh_backward(o, self.tanh_c)

    def backward(self, here, before):
        """dz of the diagonal at `here`, whose dh is complete; its dc goes back to its neighbours."""
        H, dz, dh, dc = self.H, self.dz[:, here], self.dh[:, here], self.dc[:, here]
        dc.addcmul_(dh, self.dc_by_dh[:, here])
        dz[..., : 3 * H].unflatten(-1, (3, H)).mul_(dc.unsqueeze(2))
        dz[..., 3 * H :].mul_(dh)
        for _, theirs, mine in before:
            self.dc[:, theirs].addcmul_(self.dc[:, mine], self.f[:, mine])


class SrnByHand:
    """The same of the SRN; z makes room for h, and dh for dz."""

    def __init__(self, z):
        self.h = z

    def forward(self, z, here, onward):
        torch.clamp_min(z, 0, out=self.h[:, here])

    def start_backward(self, dh):
        self.dh = self.dz = dh

    def backward(self, here, before):
        dz = self.dz[:, here]
        torch.ops.aten.threshold_backward.grad_input(dz, self.h[:, here], 0, grad_input=dz)


class Wavefront(torch.autograd.Function):
    """The recurrence of a ManualScale with its backward pass: only what must wait for a neighbour is in the loops."""

    @staticmethod
    def forward(ctx, x, context, weight_x, weight_past, bias, scale):
        (P, n, H), D = x.shape, len(DIRECTIONS)
        ordered = scale.in_order(x)
        if context is not None:
            bias = (bias.unflatten(-1, (-1, H)) + scale.in_order(context).unsqueeze(2)).flatten(2)
        gates = torch.baddbmm(bias, ordered, weight_x.transpose(1, 2))
        cell = scale.by_hand(gates)
        past = x.new_zeros(D, P * n, 2 * H)
        weight = weight_past.transpose(1, 2)
        for here, onward in scale.diagonals(n):
            z = gates[:, here]
            if here.start > 0:
                z = torch.baddbmm(z, past[:, here], weight)  # one product only where the result is contiguous
            cell.forward(z, here, onward)
            for half, mine, theirs in onward:
                past[:, theirs, half * H : (half + 1) * H].copy_(cell.h[:, mine])
        ctx.scale, ctx.cell = scale, cell
        ctx.save_for_backward(ordered, past, weight_x, weight_past)
        return scale.summed(cell.h, n)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, dout):
        n, H = dout.shape[1:]
        scale, cell = ctx.scale, ctx.cell
        ordered, past, weight_x, weight_past = ctx.saved_tensors
        cell.start_backward(scale.in_order(dout))
        dz, diagonals = cell.dz, scale.diagonals(n)
        for (here, _), (_, before) in zip(diagonals[::-1], [*diagonals[-2::-1], (None, [])]):
            cell.backward(here, before)
            if before:
                dpast = torch.bmm(dz[:, here], weight_past)
            for half, theirs, mine in before:
                cell.dh[:, theirs].add_(dpast[:, counted(mine, here), half * H : (half + 1) * H])
        transposed, dx, dcontext = dz.transpose(1, 2), None, None
        if ctx.needs_input_grad[0]:
            dx = scale.summed(torch.bmm(dz, weight_x), n)
        if ctx.needs_input_grad[1]:
            dcontext = scale.summed(dz.unflatten(-1, (-1, H)).sum(2), n)
        dweight_x, dweight_past = torch.bmm(transposed, ordered), torch.bmm(transposed[..., n:], past[:, n:])
        return dx, dcontext, dweight_x, dweight_past, dz.sum(1, keepdim=True), None


class ManualScale(Scale):
    """The same weights and wavefront, with the derivatives by hand and in place."""

    def __init__(self, cell, rows, columns, channels):
        super().__init__(cell, rows, columns, channels)
        self.by_hand = LstmByHand if self.keeps_c else SrnByHand
        self.diagonals = functools.cache(self.diagonals)

    def forward(self, x, context=None):
        return Wavefront.apply(x, context, self.weight_x, self.weight_past, self.bias, self)

    def diagonals(self, n):
        """For each diagonal its slice of the wavefront and where its states go, to the row neighbours' half of the past
        and to the column neighbours': the half, the slice of the regions that have a neighbour there, and theirs."""
        result = []
        for d, (first, end) in enumerate(zip(self.first, self.first[1:])):
            # Of the grid's rows [low, high) some have no region below or to the right; row r lies at first - low + r.
            low, high, onward = self.top[d], self.top[d] + end - first, []
            if d < self.rows + self.columns - 2:
                for half, down in enumerate((1, 0)):
                    begin, stop = (low, min(high, self.rows - 1)) if down else (self.top[d + 1], high)
                    mine, theirs = first - low, end - self.top[d + 1] + down
                    onward.append((half, *(slice((at + begin) * n, (at + stop) * n) for at in (mine, theirs))))
            result.append((slice(first * n, end * n), onward))
        return result

    def in_order(self, x):
        """[P, n, H] in row-major order as [D, P n, H] in the order of the wavefront."""
        return x.index_select(0, self.order.flatten()).view(len(DIRECTIONS), -1, x.shape[-1])

    def summed(self, h, n):
        """The way back, summed over the directions."""
        h = h.view(self.order.numel(), n, -1)
        return torch.zeros_like(h[: self.rows * self.columns]).index_add_(0, self.order.flatten(), h)


class Hierarchy(torch.nn.Module):
    """Scales of squares, fine to coarse; one of side 1 passes its input on. Links go from coarse to fine (eq. 21)."""

    def __init__(self, cell, sides, channels, kind=Scale):
        super().__init__()
        self.cell, self.sides = cell, sides
        self.scales = torch.nn.ModuleList(kind(cell, s, s, channels) if s > 1 else torch.nn.Identity() for s in sides)
        self.links = torch.nn.ParameterDict()
        for j, coarse in enumerate(sides):
            for fine in sides[:j]:
                self.links[f"{coarse}_{fine}"] = torch.nn.Parameter(torch.randn(channels, channels) * 0.1 / channels**0.5)
                where = [r * coarse // fine * coarse + q * coarse // fine for r in range(fine) for q in range(fine)]
                self.register_buffer(f"where_{coarse}_{fine}", torch.tensor(where), persistent=False)

    def forward(self, xs):
        """xs: a tensor [R S, n, C] for every scale, fine to coarse; returns the same of h."""
        outputs = {}
        for side, scale, x in reversed(list(zip(self.sides, self.scales, xs))):
            if side == 1:
                outputs[side] = x
                continue
            context = None
            for coarse in [s for s in self.sides if s < side]:
                term = (outputs[coarse] @ self.links[f"{coarse}_{side}"].T)[getattr(self, f"where_{coarse}_{side}")]
                context = term if context is None else context + term
            outputs[side] = scale(x, context)
        return [outputs[side] for side in self.sides]

    def load(self, path, layer):
        """Reads the weights of `layer` from a safetensors file of chrnn's."""
        tensors = read_safetensors(path)
        with torch.no_grad():
            for side, scale in zip(self.sides, self.scales):
                for d, direction in enumerate(DIRECTIONS):
                    if side == 1:
                        continue
                    name = f"{layer}.{side}.{direction}."
                    scale.weight_x[d] = tensors[name + "weight_x"]
                    scale.weight_past[d] = torch.cat([tensors[name + "weight_r"], tensors[name + "weight_c"]], 1)
                    scale.bias[d, 0] = tensors[name + "bias"]
            for name, link in self.links.items():
                link.copy_(tensors[f"{layer}.link.{name.replace('_', '.')}.weight"])


def read_safetensors(path):
    """The float32 tensors of a file by name."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            tensors[name] = torch.frombuffer(data[begin:end], dtype=torch.float32).view(entry["shape"])
    return tensors


def compare(net, folder):
    """The largest differences from a case that chrnn wrote, relative to the largest magnitude: outputs, gradients."""
    import numpy

    sizes = [s * s * net.scales[0].H for s in net.sides]
    device = next(net.parameters()).device

    def split(name):
        parts = torch.from_numpy(numpy.load(f"{folder}/{name}.npy")).to(device).split(sizes, 1)
        return [p.reshape(p.shape[0], net.scales[0].H, -1).permute(2, 0, 1) for p in parts]

    def gap(expected, found):
        return torch.stack([(a - b).abs().max() / a.abs().max() for a, b in zip(expected, found)]).max().item()

    net.load(f"{folder}/weights.safetensors", "hrnn1")
    xs = [x.clone().requires_grad_() for x in split("x")]
    hs = net(xs)
    weights = split("loss_weights")
    sum((h * w).sum() for h, w in zip(hs, weights)).div(xs[0].shape[1]).backward()
    gradients = Hierarchy(net.cell, net.sides, net.scales[0].H).to(device)
    gradients.load(f"{folder}/gradients.safetensors", "hrnn1")
    return {
        "outputs": gap(split("h"), hs),
        "input gradients": gap(split("dx"), [x.grad for x in xs]),
        "weight gradients": gap(list(gradients.parameters()), [p.grad for p in net.parameters()]),
    }


def add_options(parser, variants):
    """What the command line says of every peer."""
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--variant", choices=variants, default=variants[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--calls", type=int, default=1, help="in a run, at whose end a device is waited for")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--tf32", action="store_true", help="on a device: round the factors of products to TF32")
    parser.add_argument("--compare", metavar="FOLDER", help="instead of timing: with a case that chrnn wrote")


def prepare(options):
    """Seed, threads and arithmetic as the command line says."""
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = options.tf32
    torch.backends.cudnn.benchmark = True


def compiled(net, options):
    """`net` by torch.compile, on a device with CUDA graphs of its own."""
    return torch.compile(net, mode="reduce-overhead" if options.device == "cuda" else None)


def clock(act, options):
    """Seconds that a call takes in each run, as the command line says; a device is waited for at the end of one."""
    if options.device == "cuda":
        return timed(act, options.runs, options.calls, torch.cuda.synchronize)
    return timed(act, options.runs, options.calls)


def figure(options, subject, what, seconds):
    """What was measured of PyTorch, as one line of JSON."""
    who = f"PyTorch {torch.__version__}, {options.variant}"
    mode = {"mode": "cuda, TF32" if options.tf32 else "cuda, float32"} if options.device == "cuda" else {}
    return measured(seconds, subject=subject, what=what, who=who, batch=options.batch, threads=options.threads, **mode)


def fed(act, tensors, device):
    """On a device: `act` on numbers that came from the host since the last call, in pinned memory and on a stream of their
    own while the device computed, as in training."""
    if device != "cuda":
        return act
    side = torch.cuda.Stream()
    sources = [one.detach().cpu().pin_memory() for one in tensors]
    waiting = [torch.empty_like(one) for one in tensors]

    def fetch():
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for to, source in zip(waiting, sources):
                to.copy_(source, non_blocking=True)

    def fed_act():
        torch.cuda.current_stream().wait_stream(side)
        for to, arrived in zip(tensors, waiting):
            to.data.copy_(arrived)
        fetch()
        act()

    fetch()
    return fed_act


def captured(act):
    """`act` as a CUDA graph."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            act()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        act()
    return graph.replay


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    parser.add_argument("--channels", type=int, default=256)
    parser.add_argument("--scales", type=int, nargs="+", default=[6, 3, 2, 1])
    add_options(parser, ["wavefront", "compiled", "graph", "manual", "manual-graph", "naive"])
    parser.add_argument("--forward", action="store_true", help="leave the backward pass out")
    options = parser.parse_args()

    prepare(options)
    kind = {"naive": NaiveScale, "manual": ManualScale, "manual-graph": ManualScale}.get(options.variant, Scale)
    net = Hierarchy(options.cell, options.scales, options.channels, kind).to(options.device)
    if options.compare:
        print(json.dumps(compare(net, options.compare)))
        return
    xs = [torch.randn(s * s, options.batch, options.channels, device=options.device) for s in options.scales]
    weights = [torch.randn_like(x) for x in xs]
    for x in xs:
        x.requires_grad_()
    run = compiled(net, options) if options.variant == "compiled" else net

    def forward():
        with torch.no_grad():
            run(xs)

    def both():
        for p in [*net.parameters(), *xs]:
            p.grad = None
        sum((h * w).sum() for h, w in zip(run(xs), weights)).backward()

    if options.variant.endswith("graph"):
        forward, both = captured(forward), captured(both)
    for what, act in (("forward", forward), ("forward + backward", both))[: 1 if options.forward else 2]:
        seconds = clock(fed(act, xs, options.device), options)
        print(figure(options, f"hierarchy, {options.cell}", what, seconds), flush=True)


if __name__ == "__main__":
    main()
