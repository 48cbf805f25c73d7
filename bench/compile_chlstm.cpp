/// The whole C-HLSTM of Table I in one training step and one prediction: what `bench/compile` gives the compiler.
#include <chrnn/chrnn.hpp>

#include <iostream>
#include <span>
#include <vector>

int main() {
    chrnn::model<chrnn::c_hlstm<15>> net{chrnn::batch{2}, chrnn::seed{1}};
    std::vector<float> const images(2 * 3 * 224 * 224, 0.5f);
    std::vector<int> const labels{0, 1};
    std::cout << net.forward(std::span(images), labels) << '\n';
    net.backward();
}
