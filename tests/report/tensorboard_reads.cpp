#include <chrnn/report/tensorboard_file.hpp>

#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace chrnn;

TEST_CASE("TensorBoard reads what it was told, and drops what was done again") {
    temporary_folder const folder, out;
    std::vector<std::uint8_t> const pixels{1, 2, 3, 4, 5, 6};
    {
        tensorboard_file first(folder.path());
        first.text("settings", "    rate: \u00bc", 0);
        first.scalar("step/loss", 2, 10);
        first.scalar("step/loss", 1, 20);
        first.scalar("step/loss", 9, 30);
    }
    tensorboard_file second(folder.path(), 20);
    second.scalar("step/loss", 0.5, 30);
    second.image("worst", {pixels, 1, 2, 3}, 30);
    second.histogram("weights", std::vector<float>{-1, 0, 1, 1}, 30);
    second.histogram("flat", std::vector<float>{3, 3}, 30);
    std::string const script = (std::filesystem::path(__FILE__).parent_path() / "shown_by_tensorboard.py").native();
    std::string const run = std::string(CHRNN_PYTHON) + " " + script + " " + folder.path().native();
    REQUIRE(std::system((run + " >" + (out / "said").native()).c_str()) == 0);
    CHECK(contents(out / "said") == "histograms flat 30: 3 to 3, 2 in 1\n"
                                    "histograms weights 30: -1 to 1, 4 in 30\n"
                                    "images worst 30: 2 x 1, b'\\x89PNG'\n"
                                    "scalars step/loss 10: 2\n"
                                    "scalars step/loss 20: 1\n"
                                    "scalars step/loss 30: 0.5\n"
                                    "text settings 0:     rate: \u00bc\n");
}
