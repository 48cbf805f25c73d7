#include <backend/convolutions.hpp>

#include <chrnn/backend/cpu/convolve.hpp>
#include <chrnn/backend/cpu/patches.hpp>

TEMPLATE_TEST_CASE("convolution and its gradients agree with plain loops, the same bits on any number of threads", "",
                   float, double) {
    check_convolutions<cpu, TestType>();
}

TEMPLATE_TEST_CASE("a convolution over several tiles of patches agrees with plain loops", "", float, double) {
    using T = TestType;
    // several blocks of the depth, of channels and of columns
    check_convolution<cpu, T>({.channels = 400, .rows = 13, .columns = 15, .filters = 2, .kernel = 3, .pad = 1}, 1);
    // many positions in an image
    check_convolution<cpu, T>({.channels = 3, .rows = 60, .columns = 50, .filters = 3, .kernel = 7, .stride = 1}, 1);
    // tiles that hold parts of several images, and groups of several images, the last of fewer
    check_convolution<cpu, T>({.channels = 5, .rows = 13, .columns = 13, .filters = 4, .kernel = 3, .pad = 1}, 9);
    check_convolution<cpu, T>({.channels = 2, .rows = 3, .columns = 3, .filters = 2, .kernel = 2}, 150);
    // more filters than a tile has rows
    check_convolution<cpu, T>({.channels = 2, .rows = 4, .columns = 5, .filters = 530, .kernel = 2}, 3);
    // weight gradients of which a task has as many columns, and positions, as fit a tile
    check_convolution<cpu, T>({.channels = 480, .rows = 22, .columns = 23, .filters = 1, .kernel = 3, .pad = 1}, 1);
    // groups of which each fills several blocks, in images of which several lie in a tile
    check_convolution<cpu, T>({.channels = 4, .rows = 3, .columns = 4, .filters = 1030, .kernel = 2, .groups = 2}, 9);
    check_convolution<cpu, T>({.channels = 120, .rows = 6, .columns = 7, .filters = 4, .kernel = 3, .groups = 2}, 9);
    // a patch of one channel that is deeper than a tile
    check_convolution<cpu, T>({.channels = 2, .rows = 24, .columns = 25, .filters = 3, .kernel = 23, .pad = 1}, 2);
}
