/// A backend that says it is a device: enough for programs that must not compile.
#pragma once

#include <chrnn/backend/tensor.hpp>

struct device : chrnn::cpu {
    static constexpr bool on_host = false;
    static device& shared();
};
