/// Libraries that divide their work among OpenMP's threads, kept to the thread that calls them.
#pragma once

#include <dlfcn.h>

namespace chrnn {

/// As long as it lives, OpenMP gives no further threads to what its thread calls. Asks whatever OpenMP the program has
/// loaded, be it none.
class openmp_thread {
  public:
    openmp_thread() {
        static auto const most = function<int (*)()>("omp_get_max_threads");
        before = most && set() ? most() : 0;
        if (before > 0) set()(1);
    }
    openmp_thread(openmp_thread const&) = delete;
    openmp_thread& operator=(openmp_thread const&) = delete;
    ~openmp_thread() {
        if (before > 0) set()(before);
    }

  private:
    int before;

    template <class Pointer>
    static Pointer function(char const* name) {
        return reinterpret_cast<Pointer>(dlsym(RTLD_DEFAULT, name));
    }
    static void (*set())(int) {
        static auto const setter = function<void (*)(int)>("omp_set_num_threads");
        return setter;
    }
};

} // namespace chrnn
