/// A backend on the host whose convolutions are those of oneDNN.
#pragma once

#include <chrnn/backend/cpu/cpu.hpp>
#include <chrnn/backend/cpu/onednn_pass.hpp>
#include <chrnn/backend/cpu/openmp_thread.hpp>

#include <atomic>
#include <deque>
#include <exception>

namespace chrnn::CHRNN_ABI {

/// `Base` with oneDNN for convolutions of float. Images are computed in groups, cut by their number and size alone, and
/// each group on one thread, so that results are the same bits for any number of threads; images that are left over or
/// too few, and all of double, are convolved by `Base`. 3 x 3 kernels go by Winograd's method where oneDNN has it. The
/// first use of a number of images takes memory. Throws oneDNN's errors as one sentence.
template <class Base>
class onednn_convolutions : public Base {
    static constexpr auto full_name = sentence(Base::name, ", convolutions by oneDNN");
    static_assert(DNNL_CPU_RUNTIME == DNNL_RUNTIME_OMP || DNNL_CPU_RUNTIME == DNNL_RUNTIME_SEQ,
                  "chrnn: oneDNN must be one that divides its work by OpenMP or not at all");

  public:
    static constexpr std::string_view name = full_name.view();

    /// `threads` in all; 0 means one per processor.
    explicit onednn_convolutions(index_t threads = 0) : Base(threads), engine(dnnl::engine::kind::cpu, 0) {
        if (DNNL_CPU_RUNTIME == DNNL_RUNTIME_OMP && !detail::openmp_thread::found())
            fail("oneDNN divides its work among threads of an OpenMP that cannot be told to use one: it is not in a "
                 "shared library");
        for (index_t worker = 0; worker < this->threads(); ++worker) worker_rooms.emplace_back(engine);
    }

    /// out[n] = bias + weights * patches(x[n]).
    template <class T>
    void convolve(convolution const& c, index_t samples, T const* x, T const* weights, T const* bias, T* out) {
        index_t const by_base = left_over<T>(c, samples), first = samples - by_base;
        if constexpr (std::is_same_v<T, float>)
            in_groups(detail::convolution_verb::forward, c, first, weights,
                      [&](detail::onednn_pass const& pass, detail::onednn_scratch& scratch, dnnl::memory const& packed,
                          index_t sample) {
                          pass.forward(scratch, x + sample * c.image_size(), packed, bias,
                                       out + sample * c.output_size());
                      });
        if (by_base > 0)
            Base::convolve(c, by_base, x + first * c.image_size(), weights, bias, out + first * c.output_size());
    }
    /// dx = the gradient of the input.
    template <class T>
    void convolve_input_gradient(convolution const& c, index_t samples, T const* d_out, T const* weights, T* dx) {
        index_t const by_base = left_over<T>(c, samples), first = samples - by_base;
        if constexpr (std::is_same_v<T, float>)
            in_groups(detail::convolution_verb::input_gradient, c, first, weights,
                      [&](detail::onednn_pass const& pass, detail::onednn_scratch& scratch, dnnl::memory const& packed,
                          index_t sample) {
                          pass.input_gradient(scratch, d_out + sample * c.output_size(), packed,
                                              dx + sample * c.image_size());
                      });
        if (by_base > 0)
            Base::convolve_input_gradient(c, by_base, d_out + first * c.output_size(), weights,
                                          dx + first * c.image_size());
    }
    /// d_weights += the gradient of the weights: sums over parts of the images, added up in their order.
    template <class T>
    void convolve_weight_gradient(convolution const& c, index_t samples, T const* x, T const* d_out, T* d_weights) {
        index_t const by_base = left_over<T>(c, samples), first = samples - by_base;
        if constexpr (std::is_same_v<T, float>) add_weight_gradient(c, first, x, d_out, d_weights);
        if (by_base > 0)
            Base::convolve_weight_gradient(c, by_base, x + first * c.image_size(), d_out + first * c.output_size(),
                                           d_weights);
    }

  private:
    static constexpr index_t fewest = 4, most = 16;          ///< images of a group
    static constexpr index_t most_bytes = index_t{64} << 20; ///< of its images and outputs
    static constexpr index_t most_parts = 8;                 ///< of the images, for gradients of weights

    dnnl::engine engine;
    std::deque<detail::onednn_scratch> worker_rooms;
    detail::onednn_scratch weights_room{engine};
    std::deque<detail::onednn_pass> passes;
    detail::host_storage<float> parts_room;

    static index_t group(convolution const& c, index_t samples) {
        index_t const one = (c.image_size() + c.output_size()) * index_t{sizeof(float)};
        return std::max(index_t{1}, std::min(std::clamp(samples / 4, fewest, most), most_bytes / one));
    }
    template <class T>
    static index_t left_over(convolution const& c, index_t samples) {
        return std::is_same_v<T, float> ? samples % group(c, samples) : samples;
    }

    /// The pass over `images` images, made when it is first asked for.
    detail::onednn_pass const& pass_for(detail::convolution_verb verb, convolution const& c, index_t images) {
        for (detail::onednn_pass const& pass : passes)
            if (pass.is(verb, c, images)) return pass;
        detail::openmp_thread const alone;
        detail::onednn_pass pass(engine, verb, c, images);
        for (detail::onednn_scratch& scratch : worker_rooms) scratch.hold(pass.scratch());
        return passes.emplace_back(std::move(pass));
    }
    /// Calls `act(number, scratch)` for every number below `tasks`, on all threads; throws the first error of any.
    template <class Act>
    void on_threads(index_t tasks, Act const& act) {
        std::atomic_flag failed;
        std::exception_ptr failure;
        this->workers.run(tasks, [&](index_t number, index_t worker) {
            detail::openmp_thread const alone;
            detail::onednn_scratch& scratch = worker_rooms[static_cast<std::size_t>(worker)];
            try {
                act(number, scratch);
            } catch (...) {
                if (!failed.test_and_set()) failure = std::current_exception();
            }
        });
        if (failure) std::rethrow_exception(failure);
    }
    /// Calls `act()`; what oneDNN throws becomes an error of ours.
    template <class Act>
    static void in_one_sentence(convolution const& c, Act const& act) {
        try {
            act();
        } catch (dnnl::error const& e) {
            fail("oneDNN cannot convolve ", c.channels, " x ", c.rows, " x ", c.columns, " by ", c.filters,
                 " kernels of ", c.kernel, " x ", c.kernel, ": ", e.what());
        }
    }
    /// Calls `act(pass, scratch, laid out weights, first sample)` for every group of `samples`, which they fill.
    template <class Act>
    void in_groups(detail::convolution_verb verb, convolution const& c, index_t samples, float const* weights,
                   Act const& act) {
        if (samples == 0) return;
        in_one_sentence(c, [&] {
            index_t const images = group(c, samples);
            detail::onednn_pass const& pass = pass_for(verb, c, images);
            dnnl::memory const packed = lay_out(pass, weights);
            on_threads(samples / images, [&](index_t number, detail::onednn_scratch& scratch) {
                scratch.clear();
                act(pass, scratch, packed, number * images);
            });
        });
    }
    dnnl::memory lay_out(detail::onednn_pass const& pass, float const* weights) {
        detail::openmp_thread const alone;
        weights_room.hold(pass.weights().scratch());
        weights_room.clear();
        return pass.weights().enter(weights_room, weights);
    }
    void add_weight_gradient(convolution const& c, index_t samples, float const* x, float const* d_out,
                             float* d_weights) {
        if (samples == 0) return;
        index_t const images = group(c, samples), groups = samples / images, parts = std::min(groups, most_parts);
        index_t const weights = c.filters * c.depth();
        if (parts_room.size() < parts * weights)
            parts_room = detail::host_storage<float>(parts * weights, "the gradients of a convolution by oneDNN");
        in_one_sentence(c, [&] {
            detail::onednn_pass const& pass = pass_for(detail::convolution_verb::weight_gradient, c, images);
            on_threads(parts, [&](index_t part, detail::onednn_scratch& scratch) {
                float* const sums = parts_room.data() + part * weights;
                std::fill_n(sums, weights, 0.0f);
                for (index_t number = groups * part / parts; number < groups * (part + 1) / parts; ++number) {
                    scratch.clear();
                    pass.weight_gradient(scratch, x + number * images * c.image_size(),
                                         d_out + number * images * c.output_size(), sums);
                }
            });
        });
        this->add_column_sums(1, d_weights, dense_matrices<float const>(parts_room.data(), parts, weights));
    }
};

} // namespace chrnn::CHRNN_ABI
