/// Libraries that divide their work among OpenMP's threads, kept to the thread that calls them.
#pragma once

#include <chrnn/base/abi.hpp>

#include <dlfcn.h>

namespace chrnn::CHRNN_ABI::detail {

/// As long as it lives, OpenMP gives no further threads to what its thread calls. OpenMP is what such a library has
/// loaded and not what we are linked with, so its functions are looked up while the program runs.
class openmp_thread {
  public:
    openmp_thread() {
        if (!found()) return;
        before = most()();
        set()(1);
    }
    openmp_thread(openmp_thread const&) = delete;
    openmp_thread& operator=(openmp_thread const&) = delete;
    ~openmp_thread() {
        if (found()) set()(before);
    }

    /// Whether there is an OpenMP that can be told.
    static bool found() { return most() && set(); }

  private:
    int before = 0;

    template <class Pointer>
    static Pointer look_up(char const* name) {
        return reinterpret_cast<Pointer>(dlsym(RTLD_DEFAULT, name));
    }
    static auto most() -> int (*)() {
        static auto const function = look_up<int (*)()>("omp_get_max_threads");
        return function;
    }
    static auto set() -> void (*)(int) {
        static auto const function = look_up<void (*)(int)>("omp_set_num_threads");
        return function;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
