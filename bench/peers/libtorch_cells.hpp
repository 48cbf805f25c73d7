/// The cells in libtorch with their derivatives by hand, a diagonal at a time. Nothing is allocated or sliced while
/// they run: every view is made beforehand.
#pragma once

#include "libtorch_wavefront.hpp"

#include <array>

namespace peer {

/// From one place to another.
struct move {
    Tensor from, to;
};

/// What the LSTM keeps of every region, [4, P n, ...] in the order of the wavefront, and its derivatives.
class lstm {
  public:
    static constexpr std::int64_t gates = 4;
    Tensor h, dh, dz;

    /// z: [4, P n, 4 H], what the gates have without their neighbours; its place takes i, f and o.
    lstm(Tensor const& z, std::vector<diagonal> const& all) : s(z) {
        std::int64_t const H = z.size(2) / gates;
        past_c = at::zeros({directions, z.size(1), H});
        for (Tensor* one : {&g, &tanh_c, &h, &dh, &dc, &dc_by_dh}) *one = at::empty_like(past_c);
        dz = at::empty_like(z);
        for (diagonal const& d : all) {
            auto const of = [&](Tensor const& t) { return d.here.of(t); };
            auto const gate = of(s).chunk(gates, 2);
            Tensor const complete = at::empty({directions, d.size(), gates * H});
            Tensor const fresh_g = at::empty({directions, d.size(), H}), c = at::empty_like(fresh_g);
            steps.push_back({complete, complete.slice(2, 2 * H, 3 * H), fresh_g, of(s), of(g), gate[0], gate[1],
                             gate[3], of(past_c), c, of(tanh_c), of(h), of(dh), of(dc), of(dc_by_dh),
                             of(dz).slice(2, 0, 3 * H).unflatten(2, {3, H}), of(dz).slice(2, 3 * H),
                             of(dc).unsqueeze(2)});
            for (auto const& [mine, theirs] : d.onward) {
                steps.back().onward.push_back({d.counted(mine).of(c), theirs.of(past_c)});
                steps.back().back.push_back({theirs.of(dc), mine.of(dc), theirs.of(s.slice(2, H, 2 * H))});
            }
        }
    }
    void start() { past_c.zero_(); }
    /// Where all that the gates of a diagonal have is put, [4, its regions times n, 4 H] without gaps.
    Tensor& complete(std::size_t diagonal) { return steps[diagonal].z; }
    void forward(std::size_t diagonal) {
        step& t = steps[diagonal];
        at::tanh_out(t.g, t.fresh_g.copy_(t.z_of_g)); // several times as fast as in slices
        at::sigmoid_out(t.gates, t.z);
        at::mul_out(t.c, t.past_c, t.f).addcmul_(t.i, t.g);
        for (move const& m : t.onward) m.to.add_(m.from);
        at::mul_out(t.h, t.o, at::tanh_out(t.tanh_c, t.c));
    }
    /// The factors of dz by dc and dh, of all regions at once.
    void start_backward() {
        auto const gate = s.chunk(gates, 2), d = dz.chunk(gates, 2);
        Tensor di = d[0], df = d[1], dg = d[2], dout = d[3];
        dc.zero_();
        at::sigmoid_backward_out(di, g, gate[0]);
        at::sigmoid_backward_out(df, past_c, gate[1]);
        at::tanh_backward_out(dg, gate[0], g);
        at::sigmoid_backward_out(dout, tanh_c, gate[3]);
        at::tanh_backward_out(dc_by_dh, gate[3], tanh_c);
    }
    /// dz of a diagonal whose dh is complete, once its neighbours have had their turn.
    void backward(std::size_t diagonal) {
        step& t = steps[diagonal];
        for (auto const& [theirs, mine, f] : t.back) mine.addcmul_(theirs, f);
        t.dc.addcmul_(t.dh, t.dc_by_dh);
        t.dz_of_c.mul_(t.dc_of_each);
        t.dz_of_o.mul_(t.dh);
    }

  private:
    struct step {
        Tensor z, z_of_g, fresh_g, gates, g, i, f, o, past_c, c, tanh_c, h, dh, dc, dc_by_dh, dz_of_c, dz_of_o,
            dc_of_each;
        std::vector<move> onward = {};
        std::vector<std::array<Tensor, 3>> back = {}; ///< a neighbour's dc, the dc here, the neighbour's f
    };
    Tensor s, past_c, g, tanh_c, dc, dc_by_dh;
    std::vector<step> steps;
};

/// The same of the SRN; h lies where z was, and dz where dh was.
class srn {
  public:
    static constexpr std::int64_t gates = 1;
    Tensor h, dh, dz;

    srn(Tensor const& z, std::vector<diagonal> const& all) : h(z), dh(at::empty_like(z)), dz(dh) {
        for (diagonal const& d : all)
            steps.push_back({at::empty({directions, d.size(), z.size(2)}), d.here.of(h), d.here.of(dz)});
    }
    void start() {}
    Tensor& complete(std::size_t diagonal) { return steps[diagonal].z; }
    void forward(std::size_t diagonal) { at::clamp_min_out(steps[diagonal].h, steps[diagonal].z, 0); }
    void start_backward() {}
    void backward(std::size_t diagonal) {
        step& t = steps[diagonal];
        at::threshold_backward_out(t.dz, t.dz, t.h, 0);
    }

  private:
    struct step {
        Tensor z, h, dz;
    };
    std::vector<step> steps;
};

} // namespace peer
