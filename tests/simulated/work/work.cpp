/// How much work a training step of the paper's networks asks of a device, as rows of a table. Nothing of it is done.
#include <chrnn/cuda.hpp>
#include <chrnn/train/optimiser.hpp>

#include <cstdlib>
#include <iomanip>
#include <iostream>

using namespace chrnn;

template <class Net>
void print_work_of(char const* name) {
    auto& net = *new model<Net, gpu>(batch{1}, seed{1}); // never destroyed, which would wait for the work
    auto& learn = *new optimiser(net, sgd{.clip = 1});
    std::vector<float> const image(static_cast<std::size_t>(Net::input.size()));
    std::vector<int> const label{0};
    simulated::requests const before = simulated::machine::only().asked;
    learn.train(image, label, 0.01);
    simulated::requests const after = simulated::machine::only().asked;
    std::cout << "| " << name << " | " << after.launches - before.launches << " | " << after.products - before.products
              << " | " << after.convolutions - before.convolutions << " | " << std::fixed << std::setprecision(2)
              << static_cast<double>(multiply_adds<Net>()) / 1e9 << " | "
              << static_cast<double>(parameters<Net>()) / 1e6 << " |";
    for (index_t samples : {1, 64, 256})
        std::cout << ' ' << std::setprecision(0) << static_cast<double>(workspace_bytes<Net>(samples)) / (1 << 20)
                  << " |";
    std::cout << std::endl;
}

int main() {
    std::cout << "| network | kernels | products | convolutions | multiply-adds an image, 1e9 | parameters, 1e6 | "
                 "workspace in MiB at batch 1 | 64 | 256 |\n|---|---|---|---|---|---|---|---|---|\n";
    print_work_of<spp_net<1000>>("SPP-net");
    print_work_of<c_hsrn<1000>>("C-HSRN");
    print_work_of<c_hlstm<1000>>("C-HLSTM");
    std::_Exit(0);
}
