/// Prints the tables of the paper's networks: shapes, parameters, multiply-adds and memory, layer by layer.
#include "command_line.hpp"

#include <chrnn/chrnn.hpp>

#include <iostream>

using namespace chrnn;

int main(int count, char** arguments) {
    std::string name = "c_hlstm";
    index_t batch = 256;
    CLI::App program("Prints what is known of the networks of the paper's Table I with 1000 classes.", "inspect");
    program.add_option("NETWORK", name, "a network of Table I, or a modified CNN of section IV.C.2")
        ->check(CLI::IsMember(
            {"alexnet", "spp_net", "c_msrn", "c_hsrn", "c_mlstm", "c_hlstm", "modified_cnn_srn", "modified_cnn_lstm"}))
        ->capture_default_str();
    program.add_option("--batch", batch, "samples that the workspace is for")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();

    return run_program(program, count, arguments, [&] {
        if (name == "alexnet") std::cout << summary<alexnet<1000>>(batch);
        if (name == "spp_net") std::cout << summary<spp_net<1000>>(batch);
        if (name == "c_msrn") std::cout << summary<c_msrn<1000>>(batch);
        if (name == "c_hsrn") std::cout << summary<c_hsrn<1000>>(batch);
        if (name == "c_mlstm") std::cout << summary<c_mlstm<1000>>(batch);
        if (name == "c_hlstm") std::cout << summary<c_hlstm<1000>>(batch);
        if (name == "modified_cnn_srn") std::cout << summary<modified_cnn_srn<1000>>(batch);
        if (name == "modified_cnn_lstm") std::cout << summary<modified_cnn_lstm<1000>>(batch);
    });
}
