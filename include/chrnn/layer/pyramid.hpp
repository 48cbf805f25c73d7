/// The spatial pyramid: max pooling into several scales at once.
#pragma once

#include <chrnn/layer/pooling.hpp>

namespace chrnn {

/// Pools an image into the given scales, fine to coarse: `pyramid<6, 3, 2, 1>`, `pyramid<grid(4, 6), grid(2, 3), 1>`.
/// Scale k of an axis of n pools the windows [floor(i n / k), ceil((i + 1) n / k)) (spec section 3; SPP-net).
template <grid... Scales>
struct pyramid : layer {
    static constexpr std::string_view kind = "spp";
    static constexpr bool opens_stage = true;
    static constexpr index_t scales = sizeof...(Scales);
    static_assert(scales >= 1 && scales <= most_scales, "chrnn: a pyramid has 1 to 8 scales");

    template <signal In>
    static consteval signal output() {
        check_one_scale<In, "pyramid">();
        signal out;
        out.channels = In.channels;
        out.scales = scales;
        index_t l = 0;
        ((out.scale[l++] = Scales), ...);
        (check_scale<In, Scales>(), ...);
        return out;
    }
    template <signal In>
    static constexpr index_t saved(index_t samples) {
        return output<In>().size() * samples;
    }
    static std::string text() {
        std::string all;
        (all.append(all.empty() ? "" : ", ").append(Scales.text()), ...);
        return all;
    }

    template <signal In, class Pass>
    static void forward(Pass const& p) {
        p.on.for_each(p.samples * In.channels, In.scale[0].regions(),
                      [x = p.x, y = p.y, winner = p.saved](index_t plane) {
                          each_scale<In>(plane, [&]<class Planes>(Planes, index_t place) {
                              Planes::forward(x + plane * In.scale[0].regions(), y + place, winner + place);
                          });
                      });
    }
    template <signal In, class Pass>
    static void backward(Pass const& p) {
        p.on.fill(p.dx, p.samples * In.size(), {});
        p.on.for_each(p.samples * In.channels, In.scale[0].regions(),
                      [dx = p.dx, dy = p.dy, winner = p.saved](index_t plane) {
                          each_scale<In>(plane, [&]<class Planes>(Planes, index_t place) {
                              Planes::backward(dy + place, winner + place, dx + plane * In.scale[0].regions());
                          });
                      });
    }

  private:
    template <signal In, grid Scale>
    static consteval void check_scale() {
        if constexpr (Scale.rows < 1 || Scale.columns < 1 || Scale.rows > In.rows() || Scale.columns > In.columns())
            mistake<sentence("pyramid: a scale of ", Scale.rows, "x", Scale.columns, " regions does not fit its input ",
                             In.text())>();
    }
    template <index_t Extent, index_t Count>
    struct windows {
        static constexpr axis_range at(index_t i) {
            return {i * Extent / Count, ((i + 1) * Extent + Count - 1) / Count};
        }
    };
    /// Calls `act(the pooling of a scale, where the plane begins in the output)` for every scale.
    template <signal In, class Act>
    CHRNN_INLINE static void each_scale(index_t plane, Act const& act) {
        index_t const sample = plane / In.channels, channel = plane % In.channels;
        index_t place = sample * output<In>().size();
        ((act(plane_pooling<In.scale[0], Scales, windows<In.rows(), Scales.rows>,
                            windows<In.columns(), Scales.columns>>{},
              place + channel * Scales.regions()),
          place += In.channels * Scales.regions()),
         ...);
    }
};

} // namespace chrnn
