// The parity tests need a CUDA device; without one they say so and count as skipped.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <chrnn/backend/cuda/check.hpp>

#include <cstdlib>
#include <iostream>

int main(int count, char** arguments) {
    Catch::Session session;
    if (int const wrong = session.applyCommandLine(count, arguments)) return wrong;
    auto const& asked = session.configData();
    bool const lists = asked.listTests || asked.listTestNamesOnly || asked.listTags || asked.showHelp;
    if (std::string const reason = chrnn::missing_device(); !lists && !reason.empty()) {
        std::cout << "skipped: " << reason << '\n';
        return 77;
    }
    // They change the arithmetic that a backend asks for.
    for (char const* word : {"NVIDIA_TF32_OVERRIDE", "CUBLAS_EMULATE_SINGLE_PRECISION",
                             "CUBLAS_EMULATE_DOUBLE_PRECISION", "CUBLAS_EMULATION_STRATEGY"})
        unsetenv(word);
    return session.run();
}
