#include "backend/conformance.hpp"

#include <chrnn/backend/cpu/cpu.hpp>

TEMPLATE_TEST_CASE("the CPU backend conforms, on one thread and on several", "", float, double) {
    conforms<cpu, TestType>(1);
    conforms<cpu, TestType>(3);
}
