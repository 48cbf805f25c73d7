/// The CUDA backend: the verbs that layers are written in, on one device and one stream.
#pragma once

#include <chrnn/backend/cuda/capture.hpp>
#include <chrnn/backend/cuda/cluster.hpp>
#include <chrnn/backend/cuda/device_messages.hpp>
#include <chrnn/backend/cuda/gemm.hpp>
#include <chrnn/backend/cuda/groups.hpp>
#include <chrnn/backend/cuda/memory.hpp>
#include <chrnn/backend/cuda/stage.hpp>
#include <chrnn/backend/cuda/stream.hpp>
#include <chrnn/backend/cuda/sums.hpp>
#include <chrnn/backend/device.hpp>
#include <chrnn/shape/convolution.hpp>
#include <chrnn/tensor/reshape.hpp>

#include <span>

namespace chrnn::CHRNN_ABI::detail {

#if defined(__CUDACC__)

/// Computes on one CUDA device, products of floats as `Mode` says, convolutions as `Convolutions` does. Verbs
/// return before their work is done, which runs in order; `download` waits for it. Memory and handles are taken at
/// construction, except for what cuDNN and the stage need at the first use of a size. Two runs of the same program give
/// the same bits.
template <arithmetic Mode, class Convolutions>
class cuda_backend {
  public:
    static constexpr std::string_view name = Mode == arithmetic::float32 ? "cuda, float32"
                                             : Mode == arithmetic::tf32  ? "cuda, TF32"
                                                                         : "cuda, bfloat16";
    static constexpr bool on_host = false;
    template <class T>
    using storage = device_storage<T>;
    using messages = device_messages; ///< that go from its memory to that of another process

    /// On the current device. Throws one sentence where there is none or its driver is too old. The host's threads do
    /// not matter here.
    explicit cuda_backend(index_t /*threads*/ = 0) : cuda_backend(std::make_shared<device_stream>()) {}
    /// Throws one sentence where there is no such device.
    explicit cuda_backend(device d) : cuda_backend(std::make_shared<device_stream>(d.number)) {}
    /// Work goes on `stream`, which others may use, too.
    explicit cuda_backend(shared_stream stream) : stream_(std::move(stream)) {}

    /// The backend that tensors outside a model are computed on: each thread's own, but all on one stream, so that one
    /// thread reads what another has computed. The device is the one that was current when the first was made.
    static cuda_backend& shared() {
        static shared_stream const everybodys = std::make_shared<device_stream>();
        static thread_local cuda_backend only(everybodys);
        return only;
    }

    shared_stream const& stream() const { return stream_; }

    /// `n` numbers that begin as zero. Throws when there is not that much memory for `purpose`.
    template <class T>
    storage<T> take(index_t n, std::string_view purpose) {
        return storage<T>(n, purpose, device_memory(stream_));
    }

    /// From the host to the device, behind all work so far; the host's numbers may change when it returns.
    template <class From, class T>
    void upload(std::span<From const> from, T* to) {
        stage_.send(from, to, *stream_);
    }
    /// Numbers that are on their way to the device, as numbers of type T, while it computes.
    template <class T, class From>
    class prefetched {
      public:
        prefetched(std::span<From const> from, upload_stage::ticket t) : from_(from), ticket_(t) {}
        std::size_t size() const { return from_.size(); }
        void deliver(cuda_backend& on, T* to) const { on.stage_.deliver(ticket_, from_, to, *on.stream_); }

      private:
        std::span<From const> from_;
        upload_stage::ticket ticket_;
    };
    /// The numbers must not change while the handle is there.
    template <class T, class From>
    prefetched<T, From> prefetch(std::span<From const> from) {
        return {from, stage_.template prefetch<T>(from)};
    }
    /// From the device to the host, behind all work so far.
    template <class T>
    void download(T const* from, std::span<T> to) {
        on_device const here(stream_->device());
        check(cudaMemcpyAsync(to.data(), from, to.size_bytes(), cudaMemcpyDeviceToHost, *stream_), "copy to the host");
        wait();
    }
    /// Returns when all work so far is done.
    void wait() {
        on_device const here(stream_->device());
        check(cudaStreamSynchronize(*stream_), "wait for the device");
    }
    template <class T>
    void fill(T* to, index_t n, T value) {
        parallel_for(n, 1, filling<T>{to, value});
    }

    using capture = cuda_capture;
    /// Whether captures are made and run; they are unless told otherwise.
    bool captures() const { return captures_; }
    void capture_passes(bool on) { captures_ = on; }

    /// Calls `kernel.operator()<T>(row, column)`, or `kernel.row(row)<T>(column)`, over `rows` x `columns`.
    template <class T, class Kernel>
    void parallel_for_simd(index_t rows, index_t columns, Kernel const& kernel) {
        launch(*stream_, rows, columns, single_number<T, Kernel>{kernel});
    }
    /// Calls `kernel(row, column)`, or `kernel.row(row)(column)`, over `rows` x `columns`.
    template <class Kernel>
    void parallel_for_2d(index_t rows, index_t columns, Kernel const& kernel) {
        launch(*stream_, rows, columns, single_entry<Kernel>{kernel});
    }
    /// Calls `kernel.entry(plane, entry)` for every entry of every plane.
    template <class T, class Kernel>
    void parallel_for_planes(index_t planes, index_t entries, Kernel const& kernel) {
        launch(*stream_, planes, entries, entry_of<Kernel>{kernel});
    }
    /// Calls `kernel(i)` for every i below `n`.
    template <class Kernel>
    void parallel_for(index_t n, index_t /*cost*/, Kernel const& kernel) {
        constexpr index_t width = numbered<Kernel>::width;
        launch(*stream_, (n + width - 1) / width, std::min(n, width), numbered<Kernel>{kernel, n});
    }

    /// Calls `kernel(group, i)` for every i below `n`, for a group of threads each.
    template <class Kernel>
    void parallel_for_groups(index_t n, index_t /*cost*/, Kernel const& kernel) {
        launch_groups(*stream_, n, kernel);
    }

    /// Products in clusters are those of floats.
    static constexpr bool has_clusters = Mode == arithmetic::float32;
    /// Calls `kernel(cluster)` for every thread of as many clusters as `kernel.clusters(at_once)` says, where the
    /// device has room for `at_once` of them. Returns false and does nothing where that is none, the device has no
    /// clusters, or none of `kernel.most_blocks` blocks or fewer whose shared memory holds what the kernel asks for.
    template <class Kernel>
    bool in_clusters(Kernel const& kernel) {
        return uses_clusters_ && clusters_.run(kernel);
    }
    /// Whether kernels run in clusters where they can; they do unless told otherwise.
    void use_clusters(bool on) { uses_clusters_ = on; }

    /// Evaluates `e` into `to` in one pass. `e` may read `to` at the entry being written, and nowhere else in it.
    template <class To, expression E>
    void assign(To const& to, E const& e) {
        using shape = shape_of<To>;
        if constexpr (std::is_same_v<shape_of<E>, shape> || (To::flat && E::flat && shape_of<E>::rank == 0))
            parallel_for(size(to), 1, assignment<To, E>{to, e});
        else
            assign(to, broadcast_to<shape>(e));
    }

    /// c = a b, or with `Add` c += a b, for each of `count` products; a and b are read as `A` and `B` say.
    template <reading A, reading B, bool Add, class T>
    void multiply(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a,
                  std::type_identity_t<matrices<T const>> b) {
        products_.template multiply<A, B, Add, T>(count, c, a, b);
    }
    /// Right factors of many products; cuBLAS takes them as they are.
    template <reading B, class T>
    packed_rhs<B, T> pack_rhs(index_t /*count*/, matrices<T const> b, T* /*scratch*/) {
        return {b};
    }
    template <reading A, bool Add, reading B, class T>
    void multiply(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a, packed_rhs<B, T> b) {
        multiply<A, B, Add>(count, c, a, b.plain);
    }
    /// How many of `count` products are done together: all.
    index_t concurrent(index_t count, index_t /*columns*/) const { return count; }

    /// to[j] += the sum of column j, for each of `count` matrices; `to` holds `columns` numbers for each.
    template <class T>
    void add_column_sums(index_t count, T* to, std::type_identity_t<matrices<T const>> from) {
        sums_.add_columns(count, to, from);
    }
    /// to[i] += the sum of row i over all of `count` matrices.
    template <class T>
    void add_row_sums(index_t count, T* to, std::type_identity_t<matrices<T const>> from) {
        sums_.add_rows(count, to, from);
    }
    /// *to = the sum of all entries of a flat expression, in double.
    template <expression E>
    void total(E const& e, double* to) {
        static_assert(E::flat, "chrnn: total takes an expression that can be read in row-major order");
        sums_.add_up(e, to);
    }

    /// out[n] = bias + weights * patches(x[n]).
    template <class T>
    void convolve(convolution const& c, index_t samples, T const* x, T const* weights, T const* bias, T* out) {
        convolutions_.forward(c, samples, x, weights, bias, out);
    }
    /// d_weights += the gradient of the weights.
    template <class T>
    void convolve_weight_gradient(convolution const& c, index_t samples, T const* x, T const* d_out, T* d_weights) {
        convolutions_.add_weight_gradient(c, samples, x, d_out, d_weights);
    }
    /// dx = the gradient of the input.
    template <class T>
    void convolve_input_gradient(convolution const& c, index_t samples, T const* d_out, T const* weights, T* dx) {
        convolutions_.input_gradient(c, samples, d_out, weights, dx);
    }

  private:
    static constexpr index_t convolution_bytes = index_t{256} << 20;

    shared_stream stream_;
    products products_{Mode, stream_};
    device_storage<std::byte> scratch_{convolution_bytes, "convolutions", device_memory(stream_)};
    Convolutions convolutions_{Mode, stream_, products_, scratch_.data(), static_cast<std::size_t>(convolution_bytes)};
    sums sums_{stream_};
    clusters clusters_{stream_};
    upload_stage stage_{stream_->device()};
    bool captures_ = true, uses_clusters_ = true;
};

#endif

} // namespace chrnn::CHRNN_ABI::detail
