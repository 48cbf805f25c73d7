/// One scale of the hierarchy in libtorch, with its backward pass by hand: the recurrence in all four directions at
/// once, anti-diagonal by anti-diagonal; only what must wait for a neighbour is in the loops.
#pragma once

#include "libtorch_cells.hpp"

#include <memory>

namespace peer {

/// A grid of side x side regions with its weights: weight_x [4, G H, H], weight_past [4, G H, 2 H] (of the row and of
/// the column neighbour), bias [4, 1, G H]; and the gradients of all.
template <class Cell>
class scale {
  public:
    struct parameters {
        Tensor weight_x, weight_past, bias;

        parameters(std::int64_t H) {
            weight_x = at::randn({directions, Cell::gates * H, H}) * (0.5 / std::sqrt(H));
            weight_past = at::randn({directions, Cell::gates * H, 2 * H}) * (0.25 / std::sqrt(H));
            bias = at::zeros({directions, 1, Cell::gates * H});
        }
    } weights, gradients;
    Tensor out, dx, dcontext; ///< [P, n, H], regions in row-major order; of the directions' sums

    scale(std::int64_t side, std::int64_t samples, std::int64_t H)
        : weights(H), gradients(H), P(side * side), n(samples), H(H), all(diagonals(side, n)) {
        for (Tensor* one : {&out, &dx, &dcontext}) *one = at::empty({P, n, H});
        for (Tensor* one : {&ordered, &dordered}) *one = at::empty({directions, P * n, H});
        z = at::empty({directions, P * n, Cell::gates * H});
        past = at::zeros({directions, P * n, 2 * H});
        cell = std::make_unique<Cell>(z, all);
        std::vector<std::int64_t> places; // of the wavefront's regions in the grid
        for (auto const& flip : flips)
            for (std::int64_t d = 0; d < 2 * side - 1; ++d)
                for (std::int64_t r = std::max<std::int64_t>(0, d - side + 1); r <= std::min(d, side - 1); ++r)
                    places.push_back((flip.rows ? side - 1 - r : r) * side + (flip.columns ? side - 1 - d + r : d - r));
        order = at::tensor(places);
        back = (at::argsort(order.view({directions, P}), std::int64_t{1}) + P * at::arange(directions).unsqueeze(1))
                   .flatten();
        for (diagonal const& d : all)
            steps.push_back(
                {d.here.of(z), d.here.of(past), d.here.of(cell->dz), at::empty({directions, d.size(), 2 * H})});
        for (std::size_t d = 0; d + 1 < all.size(); ++d)
            for (std::int64_t half : {0, 1}) {
                auto const& [mine, theirs] = all[d].onward[half];
                auto const half_of = [&](Tensor const& t) { return t.slice(2, half * H, (half + 1) * H); };
                steps[d].onward.push_back({mine.of(cell->h), half_of(theirs.of(past))});
                steps[d + 1].back.push_back(
                    {half_of(all[d + 1].counted(theirs).of(steps[d + 1].dpast)), mine.of(cell->dh)});
            }
    }

    /// x, context (added to every gate; may be undefined): [P, n, H].
    Tensor const& forward(Tensor const& x, Tensor const& context) {
        in_order(x, ordered);
        if (context.defined()) {
            in_order(context, dordered);
            Tensor each = z.unflatten(2, {Cell::gates, H});
            at::add_out(each, weights.bias.unflatten(2, {Cell::gates, H}), dordered.unsqueeze(2));
        } else
            z.copy_(weights.bias.expand_as(z));
        z.baddbmm_(ordered, weights.weight_x.transpose(1, 2));
        cell->start();
        Tensor const weight = weights.weight_past.transpose(1, 2);
        for (std::size_t d = 0; d < steps.size(); ++d) {
            step& t = steps[d];
            if (d == 0)
                cell->complete(d).copy_(t.projected);
            else
                at::baddbmm_out(cell->complete(d), t.projected, t.past, weight);
            cell->forward(d);
            for (move const& m : t.onward) m.to.copy_(m.from);
        }
        return summed(cell->h, out);
    }
    /// dout: [P, n, H]. Leaves dx, dcontext and the gradients of the weights.
    void backward(Tensor const& dout) {
        in_order(dout, cell->dh);
        cell->start_backward();
        Tensor const dz = cell->dz, transposed = dz.transpose(1, 2);
        for (std::size_t d = steps.size(); d-- > 0;) {
            step& t = steps[d];
            cell->backward(d);
            if (d > 0) at::bmm_out(t.dpast, t.dz, weights.weight_past);
            for (move const& m : t.back) m.to.add_(m.from);
        }
        summed(at::bmm_out(dordered, dz, weights.weight_x), dx);
        at::bmm_out(gradients.weight_x, transposed, ordered);
        at::bmm_out(gradients.weight_past, transposed.slice(2, n), past.slice(1, n)); // the first region has no past
        at::sum_out(gradients.bias, dz, 1, true);
        if constexpr (Cell::gates > 1)
            summed(at::sum_out(dordered, dz.unflatten(2, {Cell::gates, H}), 2), dcontext);
        else
            summed(dz, dcontext);
    }

  private:
    struct step {
        Tensor projected, past, dz, dpast;
        std::vector<move> onward = {}, back = {};
    };
    std::int64_t P, n, H;
    std::vector<diagonal> all;
    Tensor order, back, ordered, dordered, z, past;
    std::unique_ptr<Cell> cell;
    std::vector<step> steps;

    /// [P, n, H] in row-major order as [4, P n, H] in the order of the wavefront.
    void in_order(Tensor const& x, Tensor& to) {
        Tensor rows = to.view({directions * P, n, H});
        at::index_select_out(rows, x, 0, order);
    }
    /// The way back, summed over the directions.
    Tensor const& summed(Tensor const& h, Tensor& to) {
        return at::sum_out(to, h.view({directions * P, n, H}).index_select(0, back).view({directions, P, n, H}), 0);
    }
};

} // namespace peer
